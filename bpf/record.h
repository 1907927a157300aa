/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a valid advert leaves behind: its peer's entry, and an event unless it is the advert that is known. */
#pragma once

#include "bucket.h"
#include "known.h"

/* On the long way: of a message that the memo has not all of, the checksum in the header covers the rest. */
static __always_inline bool is_known(const struct advert *advert, const struct vrrp_memo *memo)
{
	return is_from_known(advert, memo) && advert->header.bytes == *(const __u64 *)memo->message;
}

static __always_inline void record_peer(struct vrrp_peer *peer, const struct advert *advert, __u8 version,
					__u64 now)
{
	union ip_address *source = (union ip_address *)&peer->source;

	*(volatile __u64 *)&peer->last_seen_ns = now;
	peer->priority = advert->header.priority;
	peer->version = version;
	peer->interval_cs = interval_cs(advert, version);
	source->half[0] = advert->source.half[0];
	source->half[1] = advert->source.half[1];
	__sync_fetch_and_add(&peer->adverts, 1);
}

/* News that can cost us the election, or comes from the master that we know, has a bucket of its own, which
 * nobody else's noise can empty. Where only an HMAC tells who it is from, a priority costs nothing to write.
 */
static __always_inline bool may_tell(const struct advert *advert, const struct vrrp_known *known,
				     const struct vrrp_memo *memo, const struct vrrp_control *control,
				     struct vrrp_peer *peer, __u64 now)
{
	__u64 *bucket = &peer->bucket_noise_ns;

	if ((!known->hmac && advert->header.priority >= known->priority) ||
	    (memo && is_same(&advert->source, &memo->source)))
		bucket = &peer->bucket_matters_ns;
	if (known->hmac)
		return take_token(bucket, now, control->unverified_period_ns, control->unverified_burst);
	return take_token(bucket, now, control->news_period_ns, control->news_burst);
}

static __always_inline bool tell(struct scratch *scratch, __u32 ifindex, __u32 slot, __u64 now)
{
	vrrp_event_behind_tags *event = find_event(scratch);
	const __u32 length = scratch->advert.ip_length;

	if (length > VRRP_PACKET_MAX)
		return false;
	event->arrival_ns = now;
	event->slot = slot;
	event->ifindex = ifindex;
	event->length = length;
	event->pad = 0;
	return bpf_ringbuf_output(&vrrp_events, event, sizeof(*event) + length, 0) == 0;
}
