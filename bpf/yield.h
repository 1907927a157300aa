/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The adverts that end a mastership while the daemon may be away, and shut the gate of its slot. */
#pragma once

#include "examine.h"
#include "gate.h"

/* The comparison of a MASTER, RFC 9568 section 6.4.3. One that hands over has priority 0 itself. */
static __always_inline bool is_better(const struct advert *advert, const struct vrrp_lease *lease)
{
	const union ip_address *own = (const union ip_address *)&lease->source;

	if (advert->header.priority != lease->priority)
		return advert->header.priority > lease->priority;
	for (int i = 0; i < 4; i++) {
		if (advert->source.word[i] != own->word[i])
			return bpf_ntohl(advert->source.word[i]) > bpf_ntohl(own->word[i]);
	}
	return false;
}

/* Neither the daemon nor the kernel has sent, because the token is lost too. Whoever sends now took over. */
static __always_inline bool has_replaced_us(const struct vrrp_lease *lease, const struct vrrp_gate *gate,
					    __u64 epoch, __u64 now)
{
	const __u64 due = due_of(lease, gate, epoch);

	return now > due && now - due > READ(lease->interval_ns);
}

/* The daemon may be away, so the kernel's adverts end here, before the core has seen the better one. A router
 * that resigns is no successor. */
static __always_inline void yield_to(const struct advert *advert, __u32 slot, __u64 now)
{
	const struct vrrp_lease *lease = bpf_map_lookup_elem(&vrrp_leases, &slot);
	struct vrrp_gate *gate = bpf_map_lookup_elem(&vrrp_gates, &slot);

	if (!lease || !gate)
		return;
	const __u64 epoch = READ(lease->epoch);

	if (!epoch || is_shut(gate, epoch) || advert->header.priority == VRRP_PRIORITY_RESIGN)
		return;
	const bool better = is_better(advert, lease);

	if (!better && !has_replaced_us(lease, gate, epoch, now))
		return;
	gate->shut_priority = advert->header.priority;
	gate->shut_source = advert->source.address;
	shut(gate, epoch, better ? VRRP_SHUT_BETTER_ADVERT : VRRP_SHUT_REPLACED, now);
}
