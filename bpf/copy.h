/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The copy of an advert that the checks work on, and the loop that makes it.
 *
 * The copy is in the memory of a map and not on the stack. The verifier knows nothing about a number that
 * is read back from a map, so it checks the rest of the program once and not again for every way on which
 * the number can have come. For the same reason the loop starts at a fixed position and copies the VLAN
 * tags too.
 *
 * Each processor has a few scratches, and a program takes one for itself. One scratch would be enough if no
 * softirq preempted another one. Under PREEMPT_RT that is true up to Linux 6.17, where local_bh_disable()
 * takes a lock of the processor. Since 6.18 it only keeps the task on its processor, unless the kernel has
 * CONFIG_PREEMPT_RT_NEEDS_BH_LOCK. A program that finds no free scratch passes the advert and records
 * nothing.
 */
#pragma once

#include "parse.h"

static const __u64 SUM_INCOMPLETE = ~0ull; /* the packet was not complete */

enum copy_constants {
	TAG_SIZE = sizeof(struct vlan_tag),
	COPY_MAX = 2 * TAG_SIZE + VRRP_PACKET_MAX,
	SCRATCHES = 4, /* of each processor */
	SUM_STEP = 512,
	SHORT_MAX = 160, /* bytes that the loop copies on tc, faster than the helpers */
};

struct scratch {
	__u64 taken; /* not 0: a program works with it */
	struct advert advert;
	__u64 sum; /* the unfolded RFC 1071 sum of the tags and the packet */
	__u8 event[sizeof(struct vrrp_event)] __attribute__((aligned(8)));
	__u8 copy[COPY_MAX];
	__u64 pad; /* without CAP_PERFMON a pointer must not even point behind the value */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCHES);
	__type(key, __u32);
	__type(value, struct scratch);
} vrrp_scratch SEC(".maps");

/* Returns SCRATCHES if all are taken. The function is global, so the verifier goes through the rest of the
 * program once and not for each number. */
__noinline __u32 take_number(void)
{
	for (__u32 number = 0; number < SCRATCHES; number++) {
		const __u32 key = number;
		struct scratch *scratch = bpf_map_lookup_elem(&vrrp_scratch, &key);

		if (scratch && !__sync_lock_test_and_set(&scratch->taken, 1))
			return number;
	}
	return SCRATCHES;
}

static __always_inline struct scratch *take_scratch(void)
{
	const __u32 number = take_number();

	return bpf_map_lookup_elem(&vrrp_scratch, &number);
}

static __always_inline void give_back(struct scratch *scratch)
{
	*(volatile __u64 *)&scratch->taken = 0;
}

static __noinline void copy_bytes(struct scratch *scratch, void *pos, void *end, __u32 length)
{
	void *to = scratch->copy;
	__u64 sum = 0;

	if (length > COPY_MAX)
		return;
	for (; length >= 4; length -= 4) {
		if (pos + 4 > end)
			return;
		const __u32 word = *(__u32 *)pos;

		*(__u32 *)to = word;
		sum += word;
		pos = advance(pos, 4);
		to = advance(to, 4);
	}
	if (length & 2) {
		if (pos + 2 > end)
			return;
		*(__u16 *)to = *(__u16 *)pos;
		sum += *(__u16 *)pos;
		pos = advance(pos, 2);
		to = advance(to, 2);
	}
	if (length & 1) {
		if (pos + 1 > end)
			return;
		*(__u8 *)to = *(__u8 *)pos;
		sum += bpf_htons(*(__u8 *)pos << 8);
	}
	scratch->sum = sum;
}

/* Before Linux 5.18 no helper copies from an XDP frame. */
static __always_inline void copy_from_frame(const struct frame *frame, struct scratch *scratch, __u32 length)
{
	struct cursor start = start_of(frame);

	if (frame->has_ethernet)
		start.pos = advance(start.pos, ETH_HLEN);
	copy_bytes(scratch, start.pos, start.end, length);
}

/* bpf_csum_diff() takes at most SUM_STEP bytes before Linux 6.13, and whole words. */
static __noinline __u64 sum_copy(void *pos, __u32 length)
{
	__u64 sum = 0;

	if (length > COPY_MAX)
		return 0;
	for (; length >= SUM_STEP; length -= SUM_STEP) {
		sum += (__u32)bpf_csum_diff(NULL, 0, pos, SUM_STEP, 0);
		pos = advance(pos, SUM_STEP);
	}
	return sum + (__u32)bpf_csum_diff(NULL, 0, pos, length & ~3U, 0);
}

/* tc: helpers make the long copies, which spares the verifier a long loop. In the sum the last word is filled
 * up with zeros. */
static __always_inline void copy_from_skb(const struct frame *frame, struct scratch *scratch, __u32 length)
{
	const __u32 start = frame->has_ethernet ? ETH_HLEN : 0;
	__u64 sum;
	__be32 last;

	if (length > COPY_MAX)
		return;
	barrier_var(length); /* keeps the comparisons apart, because the verifier takes one bound from each */
	if (length < VRRP_HEADER_SIZE || bpf_skb_load_bytes(frame->ctx, start, scratch->copy, length))
		return;
	sum = sum_copy(scratch->copy, length);
	if (length & 3) {
		if (bpf_skb_load_bytes(frame->ctx, start + length - sizeof(last), &last, sizeof(last)))
			return;
		sum += bpf_htonl(bpf_ntohl(last) << (32 - 8 * (length & 3)));
	}
	scratch->sum = sum;
}

static __always_inline void copy_packet(const struct frame *frame, struct scratch *scratch)
{
	const __u32 length = scratch->advert.tags * TAG_SIZE + scratch->advert.ip_length;

	scratch->sum = SUM_INCOMPLETE;
	if (scratch->advert.ip_length > VRRP_PACKET_MAX)
		return;
	if (frame->is_skb && length > SHORT_MAX)
		copy_from_skb(frame, scratch, length);
	else
		copy_from_frame(frame, scratch, length);
}

/* The sum of the message is that of the copy minus the sum of everything in front of the message. */
static __always_inline __u32 message_sum(const struct scratch *scratch)
{
	return fold((__u64)fold(scratch->sum) + (CHECKSUM_RIGHT ^ scratch->advert.front_sum));
}

/* The copy may become this event. Its packet starts behind the tags. */
typedef struct vrrp_event vrrp_event_behind_tags __attribute__((aligned(4)));

static __always_inline vrrp_event_behind_tags *find_event(struct scratch *scratch)
{
	void *event = scratch->event;

	if (scratch->advert.tags >= 1)
		event = advance(event, TAG_SIZE);
	if (scratch->advert.tags >= 2)
		event = advance(event, TAG_SIZE);
	return event;
}
