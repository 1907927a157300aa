// SPDX-License-Identifier: GPL-2.0-or-later
/* The receive programs parse an advert, check it, compare it with the memo and stamp the time. XDP and tc
 * share the code. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#include "record.h"

enum verdict { PASS, CONSUME };

/* offset is the constant offset of the counter; frame.h says why it must be a constant. */
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

static __always_inline bool stays_visible(const struct vrrp_control *control, __u32 ifindex, __u64 now)
{
	const __u64 heartbeat = *(const volatile __u64 *)&control->heartbeat_ns;

	if (!heartbeat || now > heartbeat + control->stale_after_ns)
		return true;
	if (now < *(const volatile __u64 *)&control->tap_until_ns)
		return true;
	const struct vrrp_visible_key key = {.netns = netns, .ifindex = ifindex};
	struct vrrp_visible *visible = bpf_map_lookup_elem(&vrrp_visible, &key);

	if (!visible) {
		const struct vrrp_visible fresh = {};

		bpf_map_update_elem(&vrrp_visible, &key, &fresh, BPF_NOEXIST);
		visible = bpf_map_lookup_elem(&vrrp_visible, &key);
		if (!visible)
			return true;
	}
	return take_token(&visible->bucket_ns, now, control->visible_period_ns, control->visible_burst);
}

/* Every advert of one of our virtual routers leaves through this function. */
static __always_inline enum verdict leave(struct vrrp_stats *stats, const struct vrrp_control *control,
					  __u32 ifindex, __u64 now)
{
	if (stays_visible(control, ifindex, now)) {
		COUNT(stats, passed);
		return PASS;
	}
	COUNT(stats, consumed);
	return CONSUME;
}

static __always_inline void count_advert(struct vrrp_stats *stats, const struct advert *advert,
					 enum vrrp_checksum_style style)
{
	if (style == VRRP_CHECKSUM_PSEUDO)
		COUNT(stats, checksum_pseudo);
	else if (style == VRRP_CHECKSUM_PLAIN)
		COUNT(stats, checksum_plain);
	if (advert->header.priority == VRRP_PRIORITY_RESIGN)
		COUNT(stats, priority_zero);
}

/* One of our virtual routers: its entries in the maps. */
struct slot {
	__u32 number;
	const struct vrrp_known *known;
	struct vrrp_peer *peer;
	struct vrrp_stats *stats;
};

static __always_inline const __u32 *find_slot(const struct frame *frame, const struct advert *advert)
{
	const struct vrrp_index_key key = {.netns = netns,
					   .ifindex = frame->ifindex,
					   .vlan_outer = advert->vlan_outer,
					   .vlan_inner = advert->vlan_inner,
					   .family = advert->family,
					   .vrid = advert->header.vrid};

	return bpf_map_lookup_elem(&vrrp_index, &key);
}

/* A reload may reuse the element of a hash for another key at any moment, so its value is copied once. */
static __always_inline bool open_slot(struct slot *slot, const __u32 *number)
{
	if (!number)
		return false;
	slot->number = *(const volatile __u32 *)number;
	slot->known = bpf_map_lookup_elem(&vrrp_known, &slot->number);
	slot->peer = bpf_map_lookup_elem(&vrrp_peers, &slot->number);
	slot->stats = bpf_map_lookup_elem(&vrrp_stats, &slot->number);
	return slot->known && slot->peer && slot->stats;
}

static __always_inline void refresh(const struct slot *slot, const struct advert *advert, __u64 now)
{
	record_peer(slot->peer, advert, slot->known->version, now);
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
		return refresh(slot, advert, now);
	if (tells_sender)
		record_peer(slot->peer, advert, slot->known->version, now);
	if (may_tell(advert, slot->known, memo, control, slot->peer, now) &&
	    tell(scratch, ifindex, slot->number, now)) {
		COUNT(slot->stats, news);
	} else {
		COUNT(slot->stats, withheld);
		__sync_fetch_and_add(&slot->peer->withheld, 1);
	}
}

/* Copies the packet, sums it and examines it. */
static __always_inline void judge(const struct frame *frame, const struct slot *slot, struct scratch *scratch,
				  const struct vrrp_control *control, __u64 now)
{
	enum vrrp_checksum_style style = VRRP_CHECKSUM_ONLY_ONE;

	if (!scratch->advert.has_options)
		copy_packet(frame, scratch);
	const enum vrrp_drop_reason reason = examine(scratch, slot->known, slot->number, &style);

	count_reason(slot->stats, reason);
	if (reason == VRRP_DROP_NONE) {
		count_advert(slot->stats, &scratch->advert, style);
		accept(slot, scratch, control, frame->ifindex, now);
	}
}

static __always_inline enum verdict receive(const struct frame *frame, const struct path *path)
{
	struct slot slot;
	const __u32 zero = 0;
	struct scratch *scratch = find_scratch();
	const struct vrrp_control *control = bpf_map_lookup_elem(&vrrp_control, &zero);

	if (!scratch || !control)
		return PASS;
	if (!read_advert(path, &scratch->advert))
		return pass_unknown(VRRP_DROP_TOO_SHORT);
	if (!open_slot(&slot, find_slot(frame, &scratch->advert)))
		return pass_unknown(VRRP_DROP_VRID_UNKNOWN);
	const __u64 now = bpf_ktime_get_ns();
	const struct vrrp_memo *same = find_same(path, &scratch->advert, slot.known, slot.number);

	if (same) {
		count_reason(slot.stats, VRRP_DROP_NONE);
		count_advert(slot.stats, &scratch->advert, same->style);
		refresh(&slot, &scratch->advert, now);
	} else {
		judge(frame, &slot, scratch, control, now);
	}
	return leave(slot.stats, control, frame->ifindex, now);
}

SEC("xdp")
int vrrp_rx(struct xdp_md *xdp)
{
	const struct frame frame = {.ctx = xdp, .has_ethernet = true, .ifindex = xdp->ingress_ifindex};
	const struct path path = find_ip(&frame);

	if (!carries_vrrp(&path))
		return XDP_PASS;
	return receive(&frame, &path) == CONSUME ? XDP_DROP : XDP_PASS;
}

/* Some drivers leave everything behind the Ethernet header in pages. If the IPv4 header is in the linear
 * part, the rest of the headers is too. An advert is then pulled in whole. */
static __always_inline int receive_skb(struct __sk_buff *skb, const bool has_ethernet)
{
	const struct frame frame = {
	    .ctx = skb, .is_skb = true, .has_ethernet = has_ethernet, .ifindex = skb->ifindex};
	const struct cursor start = start_of(&frame);

	if (start.pos + (has_ethernet ? ETH_HLEN : 0) + sizeof(struct iphdr) > start.end)
		bpf_skb_pull_data(skb, skb->len < FRAME_HEADERS_MAX ? skb->len : FRAME_HEADERS_MAX);
	struct path path = find_ip(&frame);

	if (!carries_vrrp(&path))
		return TC_ACT_UNSPEC;
	bpf_skb_pull_data(skb, skb->len);
	path = find_ip(&frame);
	if (!carries_vrrp(&path))
		return TC_ACT_UNSPEC;
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

char _license[] SEC("license") = "GPL";
