// SPDX-License-Identifier: GPL-2.0-or-later
/* What is attached to an interface, once and for good: a jump through slot 0, and pass where the slot is
 * empty. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

/* A program array holds programs of one type. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_slot_xdp SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_slot_tc SEC(".maps");

SEC("xdp")
int xvrrp_root(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &xvrrp_slot_xdp, 0);
	return XDP_PASS;
}

/* TC_ACT_UNSPEC and not TC_ACT_OK: the filters after this one go on. */
SEC("tc")
int xvrrp_root_tc(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &xvrrp_slot_tc, 0);
	return TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
