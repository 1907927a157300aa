// SPDX-License-Identifier: GPL-2.0-or-later
/* The smallest XDP program. tests/bench measures the others against it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
