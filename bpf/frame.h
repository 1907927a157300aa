/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A received frame, seen by XDP or by tc, and the way to its IP header.
 *
 * Without CAP_PERFMON the verifier refuses to add a register to a packet pointer and to subtract two of
 * them. So every walk takes steps of constant size, and advance() keeps the compiler from merging the steps
 * into a register.
 */
#pragma once

#include <stdbool.h>

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <xvrrp/protocol.h>

enum frame_constants {
	VLAN_ID_MASK = 0x0fff,
	/* Ethernet, two tags, IPv4 and AH, which are longer than IPv6, VRRP */
	FRAME_HEADERS_MAX = ETH_HLEN + 2 * 4 + 20 + VRRP_AH_SIZE + VRRP_HEADER_SIZE,
};

struct frame {
	void *ctx;
	bool is_skb;
	bool has_ethernet; /* otherwise the frame begins with the IP header */
	__u32 ifindex;
};

struct cursor {
	void *pos;
	void *end;
};

/* 802.1Q: the four bytes behind the EtherType that announces a tag. */
struct vlan_tag {
	__be16 tci;
	__be16 protocol;
};

/* The position at which IP starts, and the tags in front of it. family is 0 if the packet is neither IPv4 nor
 * IPv6. */
struct path {
	struct cursor ip;
	__u16 vlan_outer;
	__u16 vlan_inner;
	__u8 family;
	__u8 tags;   /* the number of tags in the frame */
	bool is_arp; /* family is 0, and ip is the position of the ARP packet */
	__u64 tag_sum;
};

static __always_inline void *advance(void *pos, const int bytes)
{
	asm volatile("%0 += %1" : "+r"(pos) : "i"(bytes));
	return pos;
}

/* The context is read as volatile, because bpf_skb_pull_data() moves the frame. */
static __always_inline struct cursor start_of(const struct frame *frame)
{
	if (frame->is_skb) {
		const volatile struct __sk_buff *skb = frame->ctx;

		return (struct cursor){(void *)(long)skb->data, (void *)(long)skb->data_end};
	}
	const volatile struct xdp_md *xdp = frame->ctx;

	return (struct cursor){(void *)(long)xdp->data, (void *)(long)xdp->data_end};
}

static __always_inline __be16 parse_ethernet(struct cursor *cursor)
{
	struct ethhdr *ethernet = cursor->pos;

	if ((void *)(ethernet + 1) > cursor->end)
		return 0;
	cursor->pos = advance(cursor->pos, sizeof(*ethernet));
	return ethernet->h_proto;
}

/* Returns the protocol behind the tag, or protocol if there is no tag. */
static __always_inline __be16 parse_vlan(struct path *path, __be16 protocol, __u16 *vlan)
{
	struct vlan_tag *tag = path->ip.pos;

	if (protocol != bpf_htons(ETH_P_8021Q) && protocol != bpf_htons(ETH_P_8021AD))
		return protocol;
	if ((void *)(tag + 1) > path->ip.end)
		return 0;
	*vlan = bpf_ntohs(tag->tci) & VLAN_ID_MASK;
	path->ip.pos = advance(path->ip.pos, sizeof(*tag));
	path->tags++;
	path->tag_sum += *(__u32 *)tag;
	return tag->protocol;
}

/* The NIC or the stack may have taken the outer tag off the frame before tc sees it. */
static __always_inline bool stripped_vlan(const struct frame *frame, __u16 *vlan)
{
	const struct __sk_buff *skb = frame->ctx;

	if (!frame->is_skb || !skb->vlan_present)
		return false;
	*vlan = skb->vlan_tci & VLAN_ID_MASK;
	return true;
}

/* There is no EtherType here, so the first four bits tell the IP version. */
static __always_inline __u8 find_family(struct cursor ip)
{
	const __u8 *version = ip.pos;

	if ((const void *)(version + 1) > ip.end)
		return 0;
	if (*version >> 4 == 4)
		return 4;
	return *version >> 4 == 6 ? 6 : 0;
}

static __always_inline struct path find_ip(const struct frame *frame)
{
	struct path path = {.ip = start_of(frame)};

	if (!frame->has_ethernet) {
		path.family = find_family(path.ip);
		return path;
	}
	__be16 protocol = parse_ethernet(&path.ip);

	if (!stripped_vlan(frame, &path.vlan_outer))
		protocol = parse_vlan(&path, protocol, &path.vlan_outer);
	protocol = parse_vlan(&path, protocol, &path.vlan_inner);
	if (protocol == bpf_htons(ETH_P_IP))
		path.family = 4;
	else if (protocol == bpf_htons(ETH_P_IPV6))
		path.family = 6;
	else
		path.is_arp = protocol == bpf_htons(ETH_P_ARP);
	return path;
}

/* The packet carries VRRP, or AH, behind which VRRP may follow. AH is not looked for behind IPv4 options. */
static __always_inline bool carries_vrrp(const struct path *path)
{
	struct iphdr *ipv4 = path->ip.pos;
	struct ipv6hdr *ipv6 = path->ip.pos;

	if (path->family == 4)
		return (void *)(ipv4 + 1) <= path->ip.end && ipv4->version == 4 &&
		       (ipv4->protocol == VRRP_IP_PROTOCOL ||
			(ipv4->protocol == VRRP_AH_IP_PROTOCOL && ipv4->ihl == 5));
	if (path->family == 6)
		return (void *)(ipv6 + 1) <= path->ip.end && ipv6->version == 6 &&
		       ipv6->nexthdr == VRRP_IP_PROTOCOL;
	return false;
}

/* The caller knows that carries_vrrp(). */
static __always_inline bool carries_ah(const struct path *path)
{
	const struct iphdr *ipv4 = path->ip.pos;

	return path->family == 4 && ipv4->protocol == VRRP_AH_IP_PROTOCOL;
}

/* Returns the AH header of auth_type AH, or NULL: the frame ends before, AH protects something else, or its
 * digest has another size. */
static __always_inline const __u32 *find_ah(const struct path *path)
{
	const __u8 *ah = advance(path->ip.pos, sizeof(struct iphdr));

	if ((const void *)(ah + VRRP_AH_SIZE) > path->ip.end)
		return NULL;
	if (ah[0] != VRRP_IP_PROTOCOL || ah[1] != VRRP_AH_WORDS)
		return NULL;
	return (const __u32 *)ah;
}
