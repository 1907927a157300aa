/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fence: while a slot's lease is there and its gate is shut, this host must not answer for its addresses.
 *
 * Silence alone is not enough. The addresses of a dead daemon are still on the host, and the stack answers
 * for them beside the new MASTER.
 */
#pragma once

#include "examine.h"
#include "gate.h"

/* The value is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__uint(max_entries, VRRP_MAX_LOCAL);
	__type(key, struct vrrp_fence_key);
	__type(value, __u32);
} vrrp_fenced SEC(".maps");

/* RFC 826, for Ethernet and IPv4. */
struct arp_packet {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_size;
	__u8 protocol_size;
	__be16 operation;
	__u8 sender_mac[ETH_ALEN];
	__u8 sender[4];
	__u8 target_mac[ETH_ALEN];
	__u8 target[4];
};

/* RFC 4861 section 4.3, from the IPv6 header on. */
struct solicitation {
	struct ipv6hdr ip;
	__u8 type;
	__u8 code;
	__be16 checksum;
	__be32 reserved;
	struct vrrp_address target;
};

enum fence_constants {
	ICMPV6 = 58,
	NEIGHBOUR_SOLICITATION = 135,
};

static __always_inline bool is_fenced(const struct vrrp_fence_key *key)
{
	const __u32 zero = 0;
	const __u32 *found = bpf_map_lookup_elem(&vrrp_fenced, key);
	const struct vrrp_token *token = bpf_map_lookup_elem(&vrrp_token, &zero);

	if (!found || !token)
		return false;
	const __u32 slot = READ(*found);
	const struct vrrp_lease *lease = bpf_map_lookup_elem(&vrrp_leases, &slot);
	const struct vrrp_gate *gate = bpf_map_lookup_elem(&vrrp_gates, &slot);

	if (!lease || !gate)
		return false;
	const __u64 epoch = READ(lease->epoch);
	const __u64 now = bpf_ktime_get_ns();

	return epoch && (is_shut(gate, epoch) || now >= lease_end(lease, token, now));
}

/* An ARP packet is a request or an answer; whoever asks for the address, or says that another host has it, is
 * not answered. */
static __always_inline bool fences_arp(const struct path *path, struct vrrp_fence_key *key)
{
	const struct arp_packet *arp = path->ip.pos;
	union ip_address target;

	if ((const void *)(arp + 1) > path->ip.end || arp->protocol != bpf_htons(ETH_P_IP) ||
	    arp->hardware_size != ETH_ALEN || arp->protocol_size != sizeof(arp->target))
		return false;
	map_ipv4(&target, *(const __be32 *)arp->target);
	key->address = target.address;
	return is_fenced(key);
}

static __always_inline bool fences_solicitation(const struct path *path, struct vrrp_fence_key *key)
{
	const struct solicitation *asks = path->ip.pos;

	if ((const void *)(asks + 1) > path->ip.end || asks->ip.nexthdr != ICMPV6 ||
	    asks->type != NEIGHBOUR_SOLICITATION)
		return false;
	key->address = asks->target;
	return is_fenced(key);
}

/* True for a frame that asks for an address that this host has no right to any more. */
static __always_inline bool fences(const struct frame *frame, const struct path *path)
{
	struct vrrp_fence_key key = {.netns = netns,
				     .ifindex = frame->ifindex,
				     .vlan_outer = path->vlan_outer,
				     .vlan_inner = path->vlan_inner};

	if (path->is_arp)
		return fences_arp(path, &key);
	return path->family == 6 && fences_solicitation(path, &key);
}
