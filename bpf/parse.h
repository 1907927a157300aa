/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An advert taken out of its frame: everything that the checks and the records need, as values.
 *
 * The length of the message is the IP payload length: what comes after it in the frame is Ethernet padding.
 * Bytes of the payload after the last address (and the authentication data of version 2) are legal, and the
 * checksum covers them: it covers the whole payload, also an odd one. The trailer of auth_hmac over IPv4 is
 * the exception.
 */
#pragma once

#include "checksum.h"

#include <xvrrp/bpf_abi.h>

union ip_address {
	struct vrrp_address address;
	__u32 word[4];
	__u64 half[2];
};

union vrrp_header {
	struct {
		__u8 version_type;
		__u8 vrid;
		__u8 priority;
		__u8 count;
		__u8 auth_type; /* version 3: four reserved bits, then twelve of interval */
		__u8 interval_s;
		__be16 checksum;
	};
	__u32 word[2];
	__u64 bytes;
};

struct advert {
	union ip_address source;
	union ip_address destination;
	union vrrp_header header;
	__u16 vlan_outer;
	__u16 vlan_inner;
	__u32 ip_length; /* header and payload */
	__s32 length;	 /* of the message; negative: the IP length has no room for the IP header */
	__u32 ip_sum;	 /* of the IP header */
	__u32 front_sum; /* of the VLAN tags and the IP header */
	__u8 family;
	__u8 tags;
	__u8 ttl;
	bool has_options; /* or an IPv4 header length below 20 */
	__u16 fragment;	  /* more to come, or an offset */
};

static __always_inline void map_ipv4(union ip_address *to, __be32 address)
{
	to->half[0] = 0;
	to->word[2] = bpf_htonl(0xffff);
	to->word[3] = address;
}

/* Past the options, for the VRID: the packet is refused, but it is known whose it was. */
static __always_inline void skip_options(struct cursor *cursor, __u8 header_words)
{
	for (int word = 5; word < 15; word++) {
		if (word < header_words)
			cursor->pos = advance(cursor->pos, 4);
	}
}

static __always_inline void read_ipv4(struct cursor *cursor, struct advert *advert)
{
	struct iphdr *ip = cursor->pos;

	advert->ip_sum = sum_words(cursor->pos, sizeof(*ip) / 4);
	advert->ip_length = bpf_ntohs(ip->tot_len);
	advert->length = (__s32)advert->ip_length - (__s32)sizeof(*ip);
	advert->fragment = ip->frag_off & bpf_htons(0x3fff);
	advert->ttl = ip->ttl;
	map_ipv4(&advert->source, ip->saddr);
	map_ipv4(&advert->destination, ip->daddr);
	cursor->pos = advance(cursor->pos, sizeof(*ip));
	if (ip->ihl != 5) {
		advert->has_options = true;
		skip_options(cursor, ip->ihl);
	}
}

static __always_inline void read_ipv6(struct cursor *cursor, struct advert *advert)
{
	struct ipv6hdr *ip = cursor->pos;

	advert->ip_sum = sum_words(cursor->pos, sizeof(*ip) / 4);
	advert->length = bpf_ntohs(ip->payload_len);
	advert->ip_length = sizeof(*ip) + advert->length;
	advert->ttl = ip->hop_limit;
	for (int i = 0; i < 4; i++) {
		advert->source.word[i] = ip->saddr.in6_u.u6_addr32[i];
		advert->destination.word[i] = ip->daddr.in6_u.u6_addr32[i];
	}
	cursor->pos = advance(cursor->pos, sizeof(*ip));
}

/* From the IP header on; false where the frame ends before the VRRP header does. */
static __always_inline bool read_advert(const struct path *path, struct advert *advert)
{
	struct cursor cursor = path->ip;

	advert->family = path->family;
	advert->vlan_outer = path->vlan_outer;
	advert->vlan_inner = path->vlan_inner;
	advert->tags = path->tags;
	advert->has_options = false;
	advert->fragment = 0;
	if (path->family == 4)
		read_ipv4(&cursor, advert);
	else
		read_ipv6(&cursor, advert);
	advert->front_sum = fold(path->tag_sum + advert->ip_sum);
	const __u32 *message = cursor.pos;

	if ((void *)message + VRRP_HEADER_SIZE > cursor.end)
		return false;
	advert->header.word[0] = message[0];
	advert->header.word[1] = message[1];
	return true;
}
