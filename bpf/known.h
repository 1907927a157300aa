/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The advert that is known, found in its frame without a copy and without a sum.
 *
 * The same bytes between the same addresses have the same checksum, and the core found nothing wrong with
 * them under the configuration that the slot still has: a change of that takes the memo away. So only the IP
 * header is looked at again, and what changes without the slot: our own addresses and the peers. An advert
 * that is not the same in all of this goes the long way, on which it gets its reason.
 */
#pragma once

#include "examine.h"

/* The current memo, or NULL. Two cases and no index: see frame.h. */
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

/* Of a longer message, and of one that is not of whole words, the memo does not have all. */
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

/* The memo that the advert is the same as, or NULL. */
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
