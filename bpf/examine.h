/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of <xvrrp/drop_reason.h>, in the order of that table. They write nothing, so a refused advert
 * leaves no trace but its counter and a note for people. */
#pragma once

#include "copy.h"
#include "maps.h"

/* The inode number of the network namespace to which the program's interfaces belong. */
const volatile __u32 netns = 0;

static __always_inline bool is_same(const union ip_address *a, const struct vrrp_address *other)
{
	const union ip_address *b = (const union ip_address *)other;

	return a->half[0] == b->half[0] && a->half[1] == b->half[1];
}

static __always_inline bool is_no_source_ipv4(__be32 address)
{
	__u8 first = bpf_ntohl(address) >> 24;

	return address == 0 || address == bpf_htonl(0xffffffff) || first == 127 || (first >> 4) == 0xe;
}

/* True for ::, ::1 and ff00::/8. */
static __always_inline bool is_no_source_ipv6(const union ip_address *address)
{
	if (address->address.bytes[0] == 0xff)
		return true;
	return !address->half[0] && !address->word[2] && !(address->word[3] & bpf_htonl(~1u));
}

/* True for fe80::/10. */
static __always_inline bool is_link_local_ipv6(const union ip_address *address)
{
	return address->address.bytes[0] == 0xfe && (address->address.bytes[1] & 0xc0) == 0x80;
}

/* True for fe80::/10 and 169.254.0.0/16. */
static __always_inline bool is_link_local(const struct advert *advert)
{
	if (advert->family == 4)
		return (advert->source.word[3] & bpf_htonl(0xffff0000)) == bpf_htonl(0xa9fe0000);
	return is_link_local_ipv6(&advert->source);
}

/* The owner of an address sends from it (RFC 9568 section 1.6). FRR sends from a link-local virtual
 * address, because its macvlan has that address. Any other advert from a virtual address is refused. */
static __always_inline bool may_be_virtual(const struct advert *advert)
{
	return advert->header.priority == VRRP_PRIORITY_OWNER ||
	       (advert->family == 6 && is_link_local_ipv6(&advert->source));
}

/* The reason is compared with each known one, because an unknown number from a map must not become an
 * index. */
static __always_inline enum vrrp_drop_reason examine_source(const struct advert *advert,
							    const struct vrrp_known *known)
{
	/* Both are read before one is chosen: a pointer with an offset that depends on the advert is refused
	 * without CAP_PERFMON. */
	const __u32 link = *(const volatile __u32 *)&known->link;
	const __u32 domain = *(const volatile __u32 *)&known->domain;
	struct vrrp_local_key key = {.netns = netns,
				     .scope = is_link_local(advert) ? link : domain,
				     .address = advert->source.address};

	if (advert->family == 4 ? is_no_source_ipv4(advert->source.word[3])
				: is_no_source_ipv6(&advert->source))
		return VRRP_DROP_SOURCE_INVALID;
	const __u32 *found = bpf_map_lookup_elem(&vrrp_local, &key);

	if (!found)
		return VRRP_DROP_NONE;
	const __u32 reason = *(const volatile __u32 *)found;

	if (reason == VRRP_DROP_SOURCE_OWN)
		return VRRP_DROP_SOURCE_OWN;
	if (reason != VRRP_DROP_SOURCE_VIRTUAL)
		return VRRP_DROP_SOURCE_INVALID;
	return may_be_virtual(advert) ? VRRP_DROP_NONE : VRRP_DROP_SOURCE_VIRTUAL;
}

/* Unicast adverts must come from a peer. Their TTL is checked here, because each peer has a range of its
 * own. */
static __always_inline enum vrrp_drop_reason examine_peer(const struct advert *advert,
							  const struct vrrp_known *known, __u32 slot)
{
	struct vrrp_unicast_key key = {.slot = slot, .address = advert->source.address};

	if (!known->peers_only)
		return VRRP_DROP_NONE;
	const void *found = bpf_map_lookup_elem(&vrrp_unicast, &key);

	if (!found)
		return VRRP_DROP_SOURCE_NOT_PEER;
	const union {
		__u32 word;
		struct vrrp_unicast ttl;
	} peer = {.word = *(const volatile __u32 *)found};

	if (advert->ttl < peer.ttl.min_ttl || advert->ttl > peer.ttl.max_ttl)
		return VRRP_DROP_TTL;
	return VRRP_DROP_NONE;
}

/* These are the checks of the IP stack, which has not seen the packet yet, and those of RFC 9568 section
 * 7.1 for the IP header. */
static __always_inline enum vrrp_drop_reason examine_envelope(const struct advert *advert,
							      const struct vrrp_known *known, __u64 sum)
{
	if (advert->family == 4 && advert->ip_sum != CHECKSUM_RIGHT)
		return VRRP_DROP_IP_CHECKSUM;
	if (advert->length < VRRP_HEADER_SIZE || sum == SUM_INCOMPLETE)
		return VRRP_DROP_IP_LENGTH;
	if (advert->fragment)
		return VRRP_DROP_FRAGMENT;
	if (advert->ttl < known->min_ttl)
		return VRRP_DROP_TTL;
	return VRRP_DROP_NONE;
}

static __always_inline __u32 needed_length(const struct advert *advert, __u8 version)
{
	return VRRP_HEADER_SIZE + advert->header.count * (advert->family == 4 ? 4 : 16) +
	       (version == 2 ? VRRP_AUTH_SIZE : 0);
}

/* Version 2 exists over IPv4 only. */
static __always_inline enum vrrp_drop_reason examine_message(const struct advert *advert, __u8 version)
{
	if (advert->header.version_type >> 4 != version || (version == 2 && advert->family != 4))
		return VRRP_DROP_VERSION;
	if ((advert->header.version_type & 0xf) != VRRP_TYPE_ADVERTISEMENT)
		return VRRP_DROP_TYPE;
	if (advert->header.count == 0)
		return VRRP_DROP_COUNT_ZERO;
	if ((__u32)advert->length < needed_length(advert, version))
		return VRRP_DROP_LENGTH;
	return VRRP_DROP_NONE;
}

/* The number of bytes behind the advert. */
static __always_inline __u32 rest_length(const struct advert *advert, __u8 version)
{
	return advert->length - needed_length(advert, version);
}

enum examine_constants {
	ADDRESSES_AT_MOST = 2 * TAG_SIZE + sizeof(struct iphdr) + VRRP_HEADER_SIZE,
	TRAILER_AT_MOST = ADDRESSES_AT_MOST + VRRP_MAX_ADDRESSES * 4 + VRRP_AUTH_SIZE,
};

/* Returns the number of bytes in the copy before what follows the addresses of an advert over IPv4. */
static __always_inline __u32 end_of_addresses(const struct advert *advert)
{
	return advert->tags * TAG_SIZE + sizeof(struct iphdr) + VRRP_HEADER_SIZE + advert->header.count * 4;
}

/* The verifier goes through the rest of the function for each end of the loop, so the walk starts at a fixed
 * position and little follows it. The loop ends below one step and not at zero, because only kernels from 6.8
 * on narrow a range at !=. */
static __always_inline void *advance_words(void *pos, __u32 length)
{
	for (; length >= 4; length -= 4)
		pos = advance(pos, 4);
	return pos;
}

/* The trailer stands behind length bytes of the copy, which are whole words. */
static __noinline __u32 sum_trailer(void *copy, __u32 length)
{
	if (length > TRAILER_AT_MOST)
		return 0;
	return fold((__u32)bpf_csum_diff(NULL, 0, advance_words(copy, length), VRRP_HMAC_TRAILER_SIZE, 0));
}

static __always_inline bool may_have_trailer(const struct vrrp_known *known)
{
	return known->hmac == VRRP_HMAC_OPTIONAL || known->hmac == VRRP_HMAC_REQUIRED;
}

/* The part of the message that the checksum covers. Over IPv4 it leaves out the trailer of auth_hmac. Over
 * IPv6 a kernel may have made the checksum, so it covers the trailer too. */
struct covered {
	__u32 sum;
	__u32 length;
};

static __always_inline struct covered find_covered(struct scratch *scratch, const struct vrrp_known *known)
{
	const struct advert *advert = &scratch->advert;
	struct covered covered = {.sum = message_sum(scratch), .length = advert->length};

	if (!may_have_trailer(known) || advert->family != 4 ||
	    rest_length(advert, known->version) != VRRP_HMAC_TRAILER_SIZE)
		return covered;
	const __u32 length = end_of_addresses(advert) + (known->version == 2 ? VRRP_AUTH_SIZE : 0);

	covered.sum = fold(covered.sum + (CHECKSUM_RIGHT ^ sum_trailer(scratch->copy, length)));
	covered.length -= VRRP_HMAC_TRAILER_SIZE;
	return covered;
}

static __always_inline __u64 pseudo_header(const struct advert *advert, __u32 length)
{
	__u64 sum = (__u64)bpf_htonl(length) + bpf_htonl(VRRP_IP_PROTOCOL);

	if (advert->family == 4)
		return sum + advert->source.word[3] + advert->destination.word[3];
	for (int i = 0; i < 4; i++)
		sum += (__u64)advert->source.word[i] + advert->destination.word[i];
	return sum;
}

/* RFC 3768 section 5.3.8 and RFC 9568 section 5.2.8. Over IPv4 the checksum of version 3 may lack the
 * pseudo-header, as many implementations read RFC 5798. */
static __always_inline enum vrrp_drop_reason examine_checksum(const struct advert *advert, __u8 version,
							      struct covered covered,
							      enum vrrp_checksum_style *style)
{
	*style = VRRP_CHECKSUM_ONLY_ONE;
	if (version == 2)
		return covered.sum == CHECKSUM_RIGHT ? VRRP_DROP_NONE : VRRP_DROP_CHECKSUM;
	if (fold(covered.sum + pseudo_header(advert, covered.length)) == CHECKSUM_RIGHT) {
		if (advert->family == 4)
			*style = VRRP_CHECKSUM_PSEUDO;
		return VRRP_DROP_NONE;
	}
	if (advert->family == 4 && covered.sum == CHECKSUM_RIGHT) {
		*style = VRRP_CHECKSUM_PLAIN;
		return VRRP_DROP_NONE;
	}
	return VRRP_DROP_CHECKSUM;
}

/* True if the eight bytes behind length bytes of the copy are the expected ones. */
static __noinline bool has_auth_data(void *copy, __u32 length, __u64 expected)
{
	union {
		__u32 word[2];
		__u64 bytes;
	} data;

	if (length > ADDRESSES_AT_MOST + VRRP_MAX_ADDRESSES * 4)
		return false;
	const __u32 *behind = advance_words(copy, length);

	data.word[0] = behind[0];
	data.word[1] = behind[1];
	return data.bytes == expected;
}

/* RFC 2338 section 5.3.6 and RFC 3768 section 7.1. */
static __always_inline enum vrrp_drop_reason examine_version_2(struct scratch *scratch,
							       const struct vrrp_known *known)
{
	const struct advert *advert = &scratch->advert;

	if (advert->header.auth_type != known->auth_type)
		return VRRP_DROP_AUTH_TYPE;
	if (known->auth_type == VRRP_AUTH_PASS &&
	    !has_auth_data(scratch->copy, end_of_addresses(advert), *(const __u64 *)known->auth_data))
		return VRRP_DROP_AUTH_DATA;
	if (advert->header.interval_s != known->interval_s)
		return VRRP_DROP_INTERVAL_MISMATCH;
	return VRRP_DROP_NONE;
}

static __always_inline __u16 interval_cs(const union vrrp_header *header, __u8 version)
{
	if (version == 2)
		return header->interval_s * 100;
	return (header->auth_type & 0x0f) << 8 | header->interval_s;
}

static __always_inline enum vrrp_drop_reason examine_version_3(const struct advert *advert)
{
	return interval_cs(&advert->header, 3) ? VRRP_DROP_NONE : VRRP_DROP_INTERVAL_ZERO;
}

/* This looks only at the length of the trailer of auth_hmac. User space verifies the trailer itself. */
static __always_inline enum vrrp_drop_reason examine_trailer(const struct advert *advert,
							     const struct vrrp_known *known)
{
	if (!may_have_trailer(known))
		return VRRP_DROP_NONE;
	const __u32 length = rest_length(advert, known->version);

	if (length == VRRP_HMAC_TRAILER_SIZE)
		return VRRP_DROP_NONE;
	if (length)
		return VRRP_DROP_HMAC_MALFORMED;
	return known->hmac == VRRP_HMAC_REQUIRED ? VRRP_DROP_HMAC_MISSING : VRRP_DROP_NONE;
}

static __always_inline enum vrrp_drop_reason examine(struct scratch *scratch, const struct vrrp_known *known,
						     __u32 slot, enum vrrp_checksum_style *style)
{
	const struct advert *advert = &scratch->advert;
	enum vrrp_drop_reason reason;

	if ((reason = examine_envelope(advert, known, scratch->sum)))
		return reason;
	if ((reason = examine_source(advert, known)))
		return reason;
	if ((reason = examine_peer(advert, known, slot)))
		return reason;
	if (!is_same(&advert->destination, &known->destination))
		return VRRP_DROP_DESTINATION;
	if ((reason = examine_message(advert, known->version)))
		return reason;
	if ((reason = examine_checksum(advert, known->version, find_covered(scratch, known), style)))
		return reason;
	if ((reason = known->version == 2 ? examine_version_2(scratch, known) : examine_version_3(advert)))
		return reason;
	return examine_trailer(advert, known);
}
