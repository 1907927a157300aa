// SPDX-License-Identifier: GPL-2.0-or-later
/* The receive programs parse an advert, check it, compare it with the memo and stamp the time. XDP and tc
 * share the code. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#include "fence.h"
#include "record.h"
#include "yield.h"

enum verdict { PASS, CONSUME };

/* offset is the constant offset of the counter; frame.h says why it must be a constant. Under PREEMPT_RT
 * another program may run between the load and the store, and then a count is lost. */
static __always_inline void count(struct vrrp_stats *stats, const int offset)
{
	__u64 *counter = advance(stats, offset);

	(*counter)++;
}

#define COUNT(stats, name) count(stats, __builtin_offsetof(struct vrrp_stats, name))

static __always_inline void count_reason(struct vrrp_stats *stats, enum vrrp_drop_reason reason)
{
	switch (reason) {
	case VRRP_DROP_NONE:
		return COUNT(stats, accepted);
#define XVRRP_CASE(NAME, name, leaf, sentence)                                                               \
	case VRRP_DROP_##NAME:                                                                               \
		return COUNT(stats, name);
		XVRRP_DROP_REASONS(XVRRP_CASE)
#undef XVRRP_CASE
	case VRRP_DROP_REASON_COUNT:
		return;
	}
}

static __always_inline enum verdict pass_unknown(enum vrrp_drop_reason reason)
{
	const __u32 nobody = 0;
	struct vrrp_stats *stats = bpf_map_lookup_elem(&vrrp_stats, &nobody);

	if (stats)
		count_reason(stats, reason);
	return PASS;
}

static __always_inline void note_stranger(const struct frame *frame, const struct path *path)
{
	struct scratch *scratch = take_scratch();

	if (scratch) {
		if (!has_options(path) && read_advert(path, &scratch->advert)) {
			read_sender(frame, &scratch->advert);
			note_refused(&scratch->advert, frame->ifindex, VRRP_DROP_VRID_UNKNOWN,
				     bpf_ktime_get_ns());
		}
		give_back(scratch);
	}
}

static __always_inline enum verdict pass_stranger(const struct frame *frame, const struct path *path,
						  __u8 vrid)
{
	if (!is_just_noted(frame->ifindex, vrid))
		note_stranger(frame, path);
	return pass_unknown(VRRP_DROP_VRID_UNKNOWN);
}

static __always_inline bool stays_visible(const struct vrrp_control *control, __u32 interface, __u64 now)
{
	const __u64 heartbeat = *(const volatile __u64 *)&control->heartbeat_ns;

	if (!heartbeat || now > heartbeat + control->stale_after_ns)
		return true;
	if (now < *(const volatile __u64 *)&control->tap_until_ns)
		return true;
	struct vrrp_visible *visible = bpf_map_lookup_elem(&vrrp_visible, &interface);

	if (!visible)
		return true;
	return take_token(&visible->bucket_ns, now, control->visible_period_ns, control->visible_burst);
}

static __always_inline void count_accepted(struct vrrp_stats *stats, const union vrrp_header *header,
					   enum vrrp_checksum_style style)
{
	COUNT(stats, accepted);
	if (style == VRRP_CHECKSUM_PSEUDO)
		COUNT(stats, checksum_pseudo);
	else if (style == VRRP_CHECKSUM_PLAIN)
		COUNT(stats, checksum_plain);
	if (header->priority == VRRP_PRIORITY_RESIGN)
		COUNT(stats, priority_zero);
}

/* One of our virtual routers: its entries in the maps. */
struct slot {
	__u32 number;
	const struct vrrp_known *known;
	struct vrrp_peer *peer;
	struct vrrp_stats *stats;
};

/* Several virtual routers share the VRID, and each has peers of its own. */
static __noinline __u32 find_slot_of_sender(const struct vrrp_sender_key *key)
{
	const __u32 *found = bpf_map_lookup_elem(&vrrp_senders, key);

	return found ? *(const volatile __u32 *)found : 0;
}

static __always_inline union ip_address source_of(const struct path *path)
{
	union ip_address source;

	if (path->family == 4) {
		const __be32 *ipv4 = advance(path->ip.pos, __builtin_offsetof(struct iphdr, saddr));

		map_ipv4(&source, *ipv4);
	} else {
		const __u32 *ipv6 = advance(path->ip.pos, __builtin_offsetof(struct ipv6hdr, saddr));

		for (int i = 0; i < 4; i++)
			source.word[i] = ipv6[i];
	}
	return source;
}

/* Returns 0 if there is no slot. A reload may reuse the element of a hash for another key at any moment, so
 * its value is copied once. The key is written in whole words. The lookup reads words, and a processor stalls
 * where it reads a word that was just written in parts. */
static __always_inline __u32 find_slot(const struct frame *frame, const struct path *path, __u8 vrid)
{
	const union {
		struct {
			__u16 vlan_outer;
			__u16 vlan_inner;
		};
		__u32 word;
	} vlans = {.vlan_outer = path->vlan_outer, .vlan_inner = path->vlan_inner};
	const union {
		struct {
			__u8 family;
			__u8 vrid;
			__u8 pad[2];
		};
		__u32 word;
	} router = {.family = path->family, .vrid = vrid};
	const union {
		__u32 word[4];
		struct vrrp_index_key key;
	} index = {.word = {netns, frame->ifindex, vlans.word, router.word}};

	const __u32 *found = bpf_map_lookup_elem(&vrrp_index, &index.key);

	if (!found)
		return 0;
	const __u32 slot = *(const volatile __u32 *)found;

	if (slot)
		return slot;
	const struct vrrp_sender_key sender = {.router = index.key, .source = source_of(path).address};

	return find_slot_of_sender(&sender);
}

static __always_inline bool open_slot(struct slot *slot, __u32 number)
{
	if (!number)
		return false;
	slot->number = number;
	slot->known = bpf_map_lookup_elem(&vrrp_known, &slot->number);
	slot->peer = bpf_map_lookup_elem(&vrrp_peers, &slot->number);
	slot->stats = bpf_map_lookup_elem(&vrrp_stats, &slot->number);
	return slot->known && slot->peer && slot->stats;
}

/* Every advert of one of our virtual routers leaves through this function. */
static __always_inline enum verdict leave(const struct slot *slot, const struct vrrp_control *control,
					  __u64 now)
{
	if (stays_visible(control, *(const volatile __u32 *)&slot->known->visible, now)) {
		COUNT(slot->stats, passed);
		return PASS;
	}
	COUNT(slot->stats, consumed);
	return CONSUME;
}

static __always_inline const union vrrp_header *header_of(const struct vrrp_memo *memo)
{
	return (const union vrrp_header *)memo->message;
}

static __always_inline void refresh(const struct slot *slot, const struct vrrp_memo *memo, __u64 now)
{
	record_peer(slot->peer, &memo->source, header_of(memo), slot->known->version, now);
	*(volatile __u64 *)&slot->peer->keepalive_ns = now;
	COUNT(slot->stats, keepalive);
}

static __always_inline void accept(const struct slot *slot, struct scratch *scratch,
				   const struct vrrp_control *control, __u32 ifindex, __u64 now)
{
	const struct advert *advert = &scratch->advert;
	const struct vrrp_memo *memo = current_memo(slot->known);
	const bool tells_sender = !slot->known->hmac;

	if (tells_sender && memo && is_known(advert, memo))
		return refresh(slot, memo, now);
	if (tells_sender) {
		record_peer(slot->peer, &advert->source, &advert->header, slot->known->version, now);
		yield_to(advert, slot->number, now);
	}
	if (may_tell(advert, slot->known, memo, control, slot->peer, now) &&
	    tell(scratch, ifindex, slot->number, now)) {
		COUNT(slot->stats, news);
	} else {
		COUNT(slot->stats, withheld);
		__sync_fetch_and_add(&slot->peer->withheld, 1);
	}
}

/* Copies the packet, sums it and examines it. An advert with options does not come here, so the verifier
 * goes through this once and not for every number of options. */
static __always_inline void judge_in(struct scratch *scratch, const struct frame *frame,
				     const struct path *path, const struct slot *slot,
				     const struct vrrp_control *control, __u64 now)
{
	enum vrrp_checksum_style style = VRRP_CHECKSUM_ONLY_ONE;

	if (!carries_vrrp(path) || !read_advert(path, &scratch->advert))
		return;
	read_sender(frame, &scratch->advert);
	copy_packet(frame, scratch);
	const enum vrrp_drop_reason reason = examine(scratch, slot->known, slot->number, &style);

	if (reason != VRRP_DROP_NONE) {
		note_refused(&scratch->advert, frame->ifindex, reason, now);
		return count_reason(slot->stats, reason);
	}
	count_accepted(slot->stats, &scratch->advert.header, style);
	accept(slot, scratch, control, frame->ifindex, now);
}

static __always_inline void judge(const struct frame *frame, const struct path *path, const struct slot *slot,
				  const struct vrrp_control *control, __u64 now)
{
	struct scratch *scratch = take_scratch();

	if (!scratch)
		return;
	judge_in(scratch, frame, path, slot, control, now);
	give_back(scratch);
}

/* tc: the rest of the frame may be in pages. The frame moves when it is pulled in. */
static __always_inline struct path find_whole(const struct frame *frame, const struct path *path)
{
	if (!frame->is_skb)
		return *path;
	bpf_skb_pull_data(frame->ctx, ((const struct __sk_buff *)frame->ctx)->len);
	return find_ip(frame);
}

/* An AH header stands in front of the adverts of a slot with AH, and of no others. */
static __always_inline bool fits_ah(const struct path *path, const struct slot *slot)
{
	return carries_ah(path) == (slot->known->hmac == VRRP_HMAC_AH);
}

static __always_inline enum verdict receive(const struct frame *frame, const struct path *path)
{
	struct slot slot;
	const __u32 zero = 0;
	const struct vrrp_control *control = bpf_map_lookup_elem(&vrrp_control, &zero);
	const struct cursor message = find_message(path);
	const union vrrp_header *header = message.pos;

	if (!control || (carries_ah(path) && !find_ah(path)))
		return PASS;
	if (!has_vrrp_header(message))
		return pass_unknown(VRRP_DROP_TOO_SHORT);
	if (!open_slot(&slot, find_slot(frame, path, header->vrid)))
		return pass_stranger(frame, path, header->vrid);
	const struct vrrp_memo *same = find_same(path, slot.known);
	const __u64 now = bpf_ktime_get_ns();

	if (same) {
		count_accepted(slot.stats, header_of(same), same->style);
		refresh(&slot, same, now);
	} else if (!fits_ah(path, &slot)) {
		COUNT(slot.stats, auth_type);
		if (carries_ah(path))
			return PASS; /* it may be somebody else's */
	} else if (has_options(path)) {
		count_reason(slot.stats, VRRP_DROP_IP_OPTIONS);
	} else {
		const struct path whole = find_whole(frame, path);

		judge(frame, &whole, &slot, control, now);
	}
	return leave(&slot, control, now);
}

SEC("xdp")
int vrrp_rx(struct xdp_md *xdp)
{
	const struct frame frame = {.ctx = xdp, .has_ethernet = true, .ifindex = xdp->ingress_ifindex};
	const struct path path = find_ip(&frame);

	if (!carries_vrrp(&path))
		return fences(&frame, &path) ? XDP_DROP : XDP_PASS;
	return receive(&frame, &path) == CONSUME ? XDP_DROP : XDP_PASS;
}

/* Some drivers leave everything behind the Ethernet header in pages, and then the headers are pulled in. If
 * the IPv4 header is in the linear part, the other headers mostly are too. */
static __always_inline int receive_skb(struct __sk_buff *skb, const bool has_ethernet)
{
	const struct frame frame = {
	    .ctx = skb, .is_skb = true, .has_ethernet = has_ethernet, .ifindex = skb->ifindex};
	const struct cursor start = start_of(&frame);

	if (start.pos + (has_ethernet ? ETH_HLEN : 0) + sizeof(struct iphdr) > start.end)
		bpf_skb_pull_data(skb, skb->len < FRAME_HEADERS_MAX ? skb->len : FRAME_HEADERS_MAX);
	struct path path = find_ip(&frame);

	if (!carries_vrrp(&path))
		return fences(&frame, &path) ? TC_ACT_SHOT : TC_ACT_UNSPEC;
	if (!has_vrrp_header(find_message(&path))) {
		path = find_whole(&frame, &path);
		if (!carries_vrrp(&path))
			return TC_ACT_UNSPEC;
	}
	return receive(&frame, &path) == CONSUME ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

SEC("tc")
int vrrp_rx_tc(struct __sk_buff *skb)
{
	return receive_skb(skb, true);
}

/* The frames of tun, wireguard, ppp and ipip begin with the IP header. */
SEC("tc")
int vrrp_rx_ip(struct __sk_buff *skb)
{
	return receive_skb(skb, false);
}

/* On the way out of an interface. */
SEC("tc")
int vrrp_fence_tc(struct __sk_buff *skb)
{
	return fences_outgoing(skb) ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
