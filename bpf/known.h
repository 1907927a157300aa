/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An advert that equals the memo is found in its frame, without a copy and without a sum of the message.
 *
 * The same bytes between the same addresses have the same checksum. The core accepted them under the
 * configuration that the slot still has, because every change of it removes the memo. User space also removes
 * the memo while its source may not send, so the source is not looked up here. Only the IP header is checked
 * again. An advert that differs in any of this takes the long way, which finds out the reason.
 */
#pragma once

#include "examine.h"

/* Returns the current memo, or NULL. Two branches replace an index for the reason given in frame.h. */
static __always_inline const struct vrrp_memo *current_memo(const struct vrrp_known *known)
{
	const __u32 current = *(const volatile __u32 *)&known->current;
	const struct vrrp_memo *memo = NULL;

	if (current == 1)
		memo = &known->memo[0];
	else if (current == 2)
		memo = &known->memo[1];
	return memo;
}

/* The memo does not hold all of a longer message, nor of one that does not consist of whole words. */
static __always_inline bool has_bytes(struct cursor message, const struct vrrp_memo *memo)
{
	const void *known = memo->message;
	__u32 length = memo->length;

	if (length > VRRP_MEMO_SIZE || length % 4)
		return false;
	for (; length >= 4; length -= 4) {
		if (message.pos + 4 > message.end || *(const __u32 *)message.pos != *(const __u32 *)known)
			return false;
		message.pos = advance(message.pos, 4);
		known = advance((void *)known, 4);
	}
	return true;
}

static __always_inline bool may_use_ttl(const struct vrrp_memo *memo, __u8 ttl)
{
	return ttl >= memo->min_ttl && ttl <= memo->max_ttl;
}

static __always_inline bool is_ipv4(const struct vrrp_address *address, __be32 wanted)
{
	const union ip_address *mapped = (const union ip_address *)address;

	return mapped->word[3] == wanted && mapped->word[2] == bpf_htonl(0xffff) && !mapped->half[0];
}

static __always_inline bool is_ipv6(const struct vrrp_address *address, const struct in6_addr *wanted)
{
	const union ip_address *other = (const union ip_address *)address;

	for (int i = 0; i < 4; i++) {
		if (other->word[i] != wanted->in6_u.u6_addr32[i])
			return false;
	}
	return true;
}

static __always_inline bool has_known_ipv4(const struct iphdr *ip, const struct vrrp_known *known,
					   const struct vrrp_memo *memo)
{
	return ip->ihl == 5 && ip->protocol == VRRP_IP_PROTOCOL &&
	       bpf_ntohs(ip->tot_len) == sizeof(*ip) + memo->length &&
	       !(ip->frag_off & bpf_htons(FRAGMENT_MASK)) && may_use_ttl(memo, ip->ttl) &&
	       is_ipv4(&memo->source, ip->saddr) && is_ipv4(&known->destination, ip->daddr) &&
	       sum_words((const __u32 *)ip, sizeof(*ip) / 4) == CHECKSUM_RIGHT;
}

static __always_inline bool has_known_ipv6(const struct ipv6hdr *ip, const struct vrrp_known *known,
					   const struct vrrp_memo *memo)
{
	return bpf_ntohs(ip->payload_len) == memo->length && may_use_ttl(memo, ip->hop_limit) &&
	       is_ipv6(&memo->source, &ip->saddr) && is_ipv6(&known->destination, &ip->daddr);
}

/* Returns the memo that the advert equals, or NULL. */
static __always_inline const struct vrrp_memo *find_same(const struct path *path,
							 const struct vrrp_known *known)
{
	const struct vrrp_memo *memo = current_memo(known);

	if (!memo || known->hmac)
		return NULL;
	if (path->family == 4 ? !has_known_ipv4(path->ip.pos, known, memo)
			      : !has_known_ipv6(path->ip.pos, known, memo))
		return NULL;
	return has_bytes(behind_header(path), memo) ? memo : NULL;
}
