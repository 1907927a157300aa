// SPDX-License-Identifier: GPL-2.0-or-later
/* The least that an XDP program can do: what tests/bench measures the others with. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
