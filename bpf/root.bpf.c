// SPDX-License-Identifier: GPL-2.0-or-later
/* What is attached to an interface, once and for good: a jump to the first stage that is there, and pass
 * where none is. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#include <xvrrp/stages.h>

/* A program array holds programs of one type. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, XVRRP_STAGE_COUNT);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_stage_xdp SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, XVRRP_STAGE_COUNT);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_stage_tc SEC(".maps");

/* For interfaces whose frames begin with the IP header: a program there reads every frame otherwise. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, XVRRP_STAGE_COUNT);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_stage_ip SEC(".maps");

/* One call per stage, each with a number that the kernel knows when it compiles: a jump that it patches when
 * the stage is filled. A jump to an empty stage goes on behind it. */
#define XVRRP_JUMP(number, NAME, sentence) bpf_tail_call(ctx, stages, number);

static __always_inline void jump(void *ctx, void *stages){XVRRP_STAGES(XVRRP_JUMP)}

SEC("xdp") int xvrrp_root(struct xdp_md *ctx)
{
	jump(ctx, &xvrrp_stage_xdp);
	return XDP_PASS;
}

/* TC_ACT_UNSPEC and not TC_ACT_OK: the filters after this one go on. */
SEC("tc")
int xvrrp_root_tc(struct __sk_buff *skb)
{
	jump(skb, &xvrrp_stage_tc);
	return TC_ACT_UNSPEC;
}

SEC("tc")
int xvrrp_root_ip(struct __sk_buff *skb)
{
	jump(skb, &xvrrp_stage_ip);
	return TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
