/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An advert read from its frame: everything that the checks and the records need, as values.
 *
 * The length of the message is the IP payload length; bytes behind it in the frame are Ethernet padding.
 * Payload bytes behind the last address (and behind the authentication data of version 2) are legal. The
 * checksum covers the whole payload, also one of odd length, except the trailer of auth_hmac over IPv4.
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
		__u8 auth_type; /* version 3: four reserved bits, then twelve bits of interval */
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
	__u8 sender[ETH_ALEN]; /* the Ethernet source; zeros if there is none */
	__u16 vlan_outer;
	__u16 vlan_inner;
	__u32 ip_length; /* the IP header and its payload */
	__s32
	    length; /* the length of the message; negative: the IP length has no room for what comes before */
	__u32 ip_sum;	 /* the sum of the IP header */
	__u32 front_sum; /* the sum of the VLAN tags, the IP header and the AH header */
	__u8 family;
	__u8 tags;
	__u8 ttl;
	__u16 fragment; /* not 0: more fragments follow, or this one has an offset */
};

enum parse_constants {
	FRAGMENT_MASK = 0x3fff, /* more fragments follow, and the offset */
};

static __always_inline void map_ipv4(union ip_address *to, __be32 address)
{
	to->half[0] = 0;
	to->word[2] = bpf_htonl(0xffff);
	to->word[3] = address;
}

static __always_inline void skip_options(struct cursor *cursor, __u8 header_words)
{
	for (int word = 5; word < 15; word++) {
		if (word < header_words)
			cursor->pos = advance(cursor->pos, 4);
	}
}

/* Or an IPv4 header length below 20. */
static __always_inline bool has_options(const struct path *path)
{
	return path->family == 4 && ((const struct iphdr *)path->ip.pos)->ihl != 5;
}

/* Returns where the message starts if there are no options. Where options are refused this is used, because
 * the verifier goes through all that follows find_message() once for every number of options. */
static __always_inline struct cursor behind_header(const struct path *path)
{
	struct cursor cursor = path->ip;

	if (path->family == 4) {
		cursor.pos = advance(cursor.pos, sizeof(struct iphdr));
		if (carries_ah(path))
			cursor.pos = advance(cursor.pos, VRRP_AH_SIZE);
	} else {
		cursor.pos = advance(cursor.pos, sizeof(struct ipv6hdr));
	}
	return cursor;
}

/* Returns where the message starts. An IPv4 packet with options is refused, but the walk goes past them to
 * the VRID, so its virtual router is known. An AH header is passed like options. */
static __always_inline struct cursor find_message(const struct path *path)
{
	struct cursor cursor = behind_header(path);

	if (path->family == 4 && !carries_ah(path))
		skip_options(&cursor, ((const struct iphdr *)path->ip.pos)->ihl);
	return cursor;
}

static __always_inline bool has_vrrp_header(struct cursor message)
{
	return message.pos + VRRP_HEADER_SIZE <= message.end;
}

static __always_inline void read_ipv4(const struct path *path, struct advert *advert)
{
	const struct iphdr *ip = path->ip.pos;

	advert->ip_sum = sum_words(path->ip.pos, sizeof(*ip) / 4);
	advert->ip_length = bpf_ntohs(ip->tot_len);
	advert->length = (__s32)advert->ip_length - (__s32)sizeof(*ip);
	advert->fragment = ip->frag_off & bpf_htons(FRAGMENT_MASK);
	advert->ttl = ip->ttl;
	map_ipv4(&advert->source, ip->saddr);
	map_ipv4(&advert->destination, ip->daddr);
}

static __always_inline void read_ipv6(const struct path *path, struct advert *advert)
{
	const struct ipv6hdr *ip = path->ip.pos;

	advert->ip_sum = sum_words(path->ip.pos, sizeof(*ip) / 4);
	advert->length = bpf_ntohs(ip->payload_len);
	advert->ip_length = sizeof(*ip) + advert->length;
	advert->ttl = ip->hop_limit;
	for (int i = 0; i < 4; i++) {
		advert->source.word[i] = ip->saddr.in6_u.u6_addr32[i];
		advert->destination.word[i] = ip->daddr.in6_u.u6_addr32[i];
	}
	advert->fragment = 0;
}

/* Returns false if there is no AH header of auth_type AH where one should be. */
static __always_inline bool read_ah(const struct path *path, struct advert *advert)
{
	const __u32 *ah;

	if (!carries_ah(path))
		return true;
	ah = find_ah(path);
	if (!ah)
		return false;
	advert->length -= VRRP_AH_SIZE;
	advert->front_sum = fold((__u64)advert->front_sum + sum_words(ah, VRRP_AH_SIZE / 4));
	return true;
}

/* The packet has no options, and the frame does not end before the VRRP header does. */
static __always_inline bool read_advert(const struct path *path, struct advert *advert)
{
	const struct cursor message = behind_header(path);
	const __u32 *header = message.pos;

	if (!has_vrrp_header(message))
		return false;
	advert->header.word[0] = header[0];
	advert->header.word[1] = header[1];
	advert->family = path->family;
	advert->vlan_outer = path->vlan_outer;
	advert->vlan_inner = path->vlan_inner;
	advert->tags = path->tags;
	if (path->family == 4)
		read_ipv4(path, advert);
	else
		read_ipv6(path, advert);
	advert->front_sum = fold(path->tag_sum + advert->ip_sum);
	return read_ah(path, advert);
}

static __always_inline void read_sender(const struct frame *frame, struct advert *advert)
{
	const struct cursor start = start_of(frame);
	const struct ethhdr *ethernet = start.pos;

	__builtin_memset(advert->sender, 0, ETH_ALEN);
	if (frame->has_ethernet && (const void *)(ethernet + 1) <= start.end)
		__builtin_memcpy(advert->sender, ethernet->h_source, ETH_ALEN);
}
