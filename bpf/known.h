/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An advert that equals the memo is found in its frame, without a copy and without a sum.
 *
 * The same bytes between the same addresses have the same checksum. The core accepted them under the
 * configuration that the slot still has, because every change of it removes the memo. So only these are
 * checked again: the IP header, and our own addresses and the peers, which change without the slot. An
 * advert that differs in any of this takes the long way, which finds out the reason.
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

static __always_inline bool is_from_known(const struct advert *advert, const struct vrrp_memo *memo)
{
	return is_same(&advert->source, &memo->source) && advert->length == memo->length;
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

static __always_inline bool has_known_message(const struct path *path, const struct vrrp_memo *memo)
{
	struct cursor message = path->ip;

	if (path->family == 4)
		message.pos = advance(message.pos, sizeof(struct iphdr));
	else
		message.pos = advance(message.pos, sizeof(struct ipv6hdr));
	return has_bytes(message, memo);
}

/* Returns the memo that the advert equals, or NULL. */
static __always_inline const struct vrrp_memo *find_same(const struct path *path, const struct advert *advert,
							 const struct vrrp_known *known, __u32 slot)
{
	const struct vrrp_memo *memo = current_memo(known);

	if (!memo || known->hmac || !is_from_known(advert, memo) || examine_envelope(advert, known, 0) ||
	    !is_same(&advert->destination, &known->destination) || !has_known_message(path, memo) ||
	    examine_source(advert, known) || examine_peer(advert, known, slot))
		return NULL;
	return memo;
}
