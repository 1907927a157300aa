// SPDX-License-Identifier: GPL-2.0-or-later
/* The root programs, which are attached to an interface once and for good. They jump to the first stage
 * that is filled, and pass the frame if no stage is filled. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#include <xvrrp/stages.h>

/* A program array holds programs of one type, so each root has an array of its own. */
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

/* These are for interfaces whose frames begin with the IP header. A tc program for Ethernet frames would
 * misread every frame there. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, XVRRP_STAGE_COUNT);
	__type(key, __u32);
	__type(value, __u32);
} xvrrp_stage_ip SEC(".maps");

/* Each stage has a call of its own with a constant number, so the kernel can patch the jump when the stage
 * is filled. A jump to an empty stage falls through to the next call. */
#define XVRRP_JUMP(number, NAME, sentence) bpf_tail_call(ctx, stages, number);

static __always_inline void jump(void *ctx, void *stages){XVRRP_STAGES(XVRRP_JUMP)}

SEC("xdp") int xvrrp_root(struct xdp_md *ctx)
{
	jump(ctx, &xvrrp_stage_xdp);
	return XDP_PASS;
}

/* TC_ACT_UNSPEC lets the filters behind this one run; TC_ACT_OK would end the walk. */
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
