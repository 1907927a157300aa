/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fence: while a slot's lease is there and its gate is shut, this host must not answer for its addresses.
 *
 * Silence alone is not enough. The addresses of a dead daemon are still on the host, and the stack answers
 * for them beside the new MASTER. It also asks for others from them, and whoever is asked learns our MAC.
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
	ROUTER_SOLICITATION = 133,
	NEIGHBOUR_SOLICITATION = 135,
	NEIGHBOUR_ADVERTISEMENT = 136,
	REDIRECT = 137,
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
 * not answered. Of what leaves, the sender counts: everybody who hears it learns the sender's MAC. */
static __always_inline bool fences_arp(const struct path *path, struct vrrp_fence_key *key, const bool leaves)
{
	const struct arp_packet *arp = path->ip.pos;
	union ip_address address;

	if ((const void *)(arp + 1) > path->ip.end || arp->protocol != bpf_htons(ETH_P_IP) ||
	    arp->hardware_size != ETH_ALEN || arp->protocol_size != sizeof(arp->target))
		return false;
	map_ipv4(&address, *(const __be32 *)(leaves ? arp->sender : arp->target));
	key->address = address.address;
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
		return fences_arp(path, &key, false);
	return path->family == 6 && fences_solicitation(path, &key);
}

/* RFC 4861: an advertisement is about its target, and every other message tells the MAC of its source. */
static __always_inline bool fences_discovery(const struct path *path, struct vrrp_fence_key *key)
{
	const struct solicitation *says = path->ip.pos;

	if ((const void *)(says + 1) > path->ip.end || says->ip.nexthdr != ICMPV6 ||
	    says->type < ROUTER_SOLICITATION || says->type > REDIRECT)
		return false;
	/* Both are read before one is chosen: a pointer with an offset that depends on the packet is refused
	 * without CAP_PERFMON. */
	const bool is_about_target = says->type == NEIGHBOUR_ADVERTISEMENT;
	union ip_address *address = (union ip_address *)&key->address;

	for (int i = 0; i < 4; i++) {
		const __u32 target = ((const volatile __u32 *)&says->target)[i];
		const __u32 source = ((const volatile __u32 *)&says->ip.saddr)[i];

		address->word[i] = is_about_target ? target : source;
	}
	return is_fenced(key);
}

/* True for a frame by which others would learn our MAC for an address that this host has no right to any
 * more. Most frames are neither ARP nor IPv6, and those end at the first look. */
static __always_inline bool fences_outgoing(struct __sk_buff *skb)
{
	if (skb->protocol != bpf_htons(ETH_P_ARP) && skb->protocol != bpf_htons(ETH_P_IPV6))
		return false;
	const struct frame frame = {
	    .ctx = skb, .is_skb = true, .has_ethernet = true, .ifindex = skb->ifindex};
	const struct path path = find_ip(&frame);
	struct vrrp_fence_key key = {.netns = netns,
				     .ifindex = skb->ifindex,
				     .vlan_outer = path.vlan_outer,
				     .vlan_inner = path.vlan_inner};

	if (path.is_arp)
		return fences_arp(&path, &key, true);
	return path.family == 6 && fences_discovery(&path, &key);
}
