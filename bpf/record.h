/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A valid advert updates the entry of its peer, and becomes an event unless it equals the memo. Any other one
 * is noted for people. */
#pragma once

#include "bucket.h"
#include "known.h"

/* On the long way the header is compared. Its checksum covers the bytes that the memo does not hold. */
static __always_inline bool is_known(const struct advert *advert, const struct vrrp_memo *memo)
{
	const __u32 *header = (const __u32 *)memo->message;

	return is_same(&advert->source, &memo->source) && advert->length == memo->length &&
	       advert->header.word[0] == header[0] && advert->header.word[1] == header[1];
}

static __always_inline void record_peer(struct vrrp_peer *peer, const void *source,
					const union vrrp_header *header, __u8 version, __u64 now)
{
	const union ip_address *from = source;
	union ip_address *to = (union ip_address *)&peer->source;

	*(volatile __u64 *)&peer->last_seen_ns = now;
	peer->priority = header->priority;
	peer->version = version;
	peer->interval_cs = interval_cs(header, version);
	to->half[0] = from->half[0];
	to->half[1] = from->half[1];
	__sync_fetch_and_add(&peer->adverts, 1);
}

/* News that can cost us the election, or that comes from the known master, has a bucket of its own, which
 * noise from others cannot empty. With auth_hmac anybody can write any priority, so the priority does not
 * count there.
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
	__builtin_memcpy(event->sender, scratch->advert.sender, ETH_ALEN);
	return bpf_ringbuf_output(&vrrp_events, event, sizeof(*event) + length, 0) == 0;
}

static __always_inline struct vrrp_refused *note_of(__u32 ifindex, __u8 vrid)
{
	const __u32 place = (256 * ifindex + vrid) % VRRP_REFUSED_PLACES;

	return bpf_map_lookup_elem(&vrrp_refused, &place);
}

/* An interface may hear hundreds of virtual routers of others, and each says the same for a while. An entry
 * has one VRID only. The coarse time may be behind that of the note. */
static __always_inline bool is_just_noted(__u32 ifindex, __u8 vrid)
{
	const struct vrrp_refused *note = note_of(ifindex, vrid);

	return note && note->netns == netns && note->ifindex == ifindex &&
	       (__s64)(bpf_ktime_get_coarse_ns() - note->at_ns) < (__s64)VRRP_REFUSED_PERIOD_NS;
}

static __always_inline void note_refused(const struct advert *advert, __u32 ifindex,
					 enum vrrp_drop_reason reason, __u64 now)
{
	struct vrrp_refused *note = note_of(ifindex, advert->header.vrid);

	if (!note)
		return;
	note->at_ns = now;
	note->netns = netns;
	note->ifindex = ifindex;
	note->vlan_outer = advert->vlan_outer;
	note->vlan_inner = advert->vlan_inner;
	note->family = advert->family;
	note->vrid = advert->header.vrid;
	note->reason = reason;
	note->version = advert->header.version_type >> 4;
	note->priority = advert->header.priority;
	__builtin_memcpy(note->sender, advert->sender, ETH_ALEN);
	note->source = advert->source.address;
	note->destination = advert->destination.address;
}
