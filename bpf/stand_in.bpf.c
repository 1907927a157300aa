// SPDX-License-Identifier: GPL-2.0-or-later
/* The program at which the token arrives. It sends every advert that is overdue, and sends the token around
 * again.
 *
 * The token is a packet of our own on a private pair of interfaces, and a queueing discipline paces it. A BPF
 * timer has no packet that it could send, so a packet is the timer. Each advert is written over the token and
 * cloned to its interface; then the token gets its own bytes back.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "gate.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_turns);
} vrrp_turns SEC(".maps");

enum stand_in_constants {
	PRIORITY_OFFSET = 2, /* in the VRRP header */
	CHECKSUM_OFFSET = 6,
	CONTROL = 7, /* TC_PRIO_CONTROL, the priority of the daemon's adverts */
	/* A queue that drops, where a link without a carrier says NET_XMIT_CN (linux/netdevice.h). */
	NET_XMIT_DROP = 1,
	QUEUE_FULL = VRRP_SHUT_REASON_COUNT, /* in place of a reason to shut the gate */
	/* 256 frames fill the queue of a veth, which nothing leaves before the turn is over. */
	FRAMES_OF_TURN = 128,
};

struct walk {
	struct __sk_buff *skb;
	const struct vrrp_token *token;
	__u64 now;
	__u64 next; /* the earliest time at which something is due */
	__u32 room; /* for frames in this turn */
	__u32 from; /* the first slot of this turn */
	__u32 rest; /* the first slot for which there was no room, or 0 */
};

/* Writes the advert over the packet. Whatever fails here would send the bytes of another slot. */
static __always_inline bool put_frame(struct __sk_buff *skb, const struct vrrp_frame *frame)
{
	const __u32 length = READ(frame->length);

	if (length < ETH_HLEN || length > VRRP_FRAME_MAX)
		return false;
	return !bpf_skb_change_tail(skb, length, 0) && !bpf_skb_store_bytes(skb, 0, frame->bytes, length, 0);
}

static __always_inline bool make_resign(struct __sk_buff *skb, const struct vrrp_frame *frame)
{
	const __u8 priority = VRRP_PRIORITY_RESIGN;
	const __be16 checksum = READ(frame->resign_checksum);
	const __u32 header = READ(frame->header);

	if (header > VRRP_FRAME_MAX)
		return false;
	return !bpf_skb_store_bytes(skb, header + PRIORITY_OFFSET, &priority, sizeof(priority), 0) &&
	       !bpf_skb_store_bytes(skb, header + CHECKSUM_OFFSET, &checksum, sizeof(checksum), 0);
}

/* Returns why it could not be sent. The function is global, so the verifier goes through it once and not for
 * every frame of a slot. */
__noinline int send_frame(struct __sk_buff *skb, __u32 number, __u32 resigns)
{
	const __u32 key = number;
	const struct vrrp_frame *frame = bpf_map_lookup_elem(&vrrp_frames, &key);

	if (!frame || !put_frame(skb, frame) || (resigns && !make_resign(skb, frame)))
		return VRRP_SHUT_NO_FRAME;
	const int result = bpf_clone_redirect(skb, READ(frame->ifindex), 0);

	if (result == NET_XMIT_DROP)
		return QUEUE_FULL;
	return result ? VRRP_SHUT_NOT_SENT : VRRP_SHUT_NONE;
}

/* Global too: inlined, it made clang put the end of the loop over the frames in front of its head, and Linux
 * 6.1 takes nothing but a jump as the way back. */
__noinline __u32 frame_behind(__u32 number)
{
	const __u32 key = number;
	const struct vrrp_frame *frame = bpf_map_lookup_elem(&vrrp_frames, &key);

	return frame ? READ(frame->next) : 0;
}

/* A peer that cannot be reached keeps none of the others from hearing, and the gate stays open as long as
 * somebody hears: a daemon would not give up its mastership either. */
static __always_inline int send_all(struct walk *walk, struct vrrp_gate *gate, __u32 first, bool resigns)
{
	int trouble = VRRP_SHUT_NO_FRAME;
	const __u64 before = gate->sent;
	__u32 number = first;

	for (int i = 0; i < VRRP_FRAMES_OF_SLOT && number; i++) {
		const int reason = send_frame(walk->skb, number, resigns);

		if (reason == VRRP_SHUT_NONE) {
			gate->sent++;
			gate->last_sent_ns = walk->now;
		} else {
			trouble = reason;
		}
		number = frame_behind(number);
	}
	const __u64 sent = gate->sent - before;

	walk->room -= sent < walk->room ? sent : walk->room;
	return sent ? VRRP_SHUT_NONE : trouble;
}

/* On an absolute schedule, but what was missed is not caught up with. */
static __always_inline __u64 next_due(__u64 due, __u64 interval, __u64 now)
{
	return due + interval > now ? due + interval : now + interval;
}

/* The lease was not renewed. A resignation lets the peer take over after its skew, not after its master-down
 * interval. */
static __always_inline void end_lease(struct walk *walk, struct vrrp_gate *gate,
				      const struct vrrp_lease *lease, __u64 epoch)
{
	shut(gate, epoch, VRRP_SHUT_LEASE_ENDED, walk->now);
	send_all(walk, gate, READ(lease->first), true);
}

/* Returns the time of the next advert. One that finds no room in a queue stays due for the next turn. */
static __always_inline __u64 stand_in(struct walk *walk, struct vrrp_gate *gate,
				      const struct vrrp_lease *lease, __u64 epoch, __u64 due)
{
	const __u64 interval = READ(lease->interval_ns);
	const int trouble = send_all(walk, gate, READ(lease->first), false);

	if (trouble == QUEUE_FULL)
		return due;
	gate->due_ns = next_due(due, interval, walk->now);
	gate->epoch = epoch;
	if (trouble != VRRP_SHUT_NONE)
		shut(gate, epoch, trouble, walk->now);
	return gate->due_ns;
}

static __always_inline void note_next(struct walk *walk, __u64 time)
{
	if (time < walk->next)
		walk->next = time;
}

static long visit(const void *map, __u32 *slot, struct vrrp_lease *lease, struct walk *walk)
{
	(void)map;

	const __u64 epoch = READ(lease->epoch);

	if (!epoch || *slot < walk->from)
		return 0;
	if (!walk->room) {
		walk->rest = *slot;
		return 1; /* the end of the walk */
	}
	struct vrrp_gate *gate = bpf_map_lookup_elem(&vrrp_gates, slot);

	if (!gate || is_shut(gate, epoch))
		return 0;
	const __u64 end = lease_end(lease, walk->token, walk->now);

	if (walk->now >= end) {
		end_lease(walk, gate, lease, epoch);
		return 0;
	}
	__u64 due = due_of(lease, gate, epoch);

	if (walk->now >= due)
		due = stand_in(walk, gate, lease, epoch, due);
	note_next(walk, due);
	note_next(walk, end);
	return 0;
}

/* A turn begins where the one before had to stop, so every slot has its turn, however many are due. */
static __always_inline void look_at_leases(struct __sk_buff *skb, const struct vrrp_token *token,
					   struct vrrp_turns *turns, __u64 now)
{
	const __u64 changes = READ(token->changes);

	if (now < turns->next_ns && changes == turns->changes)
		return;
	struct walk walk = {.skb = skb,
			    .token = token,
			    .now = now,
			    .next = ~0ull,
			    .room = FRAMES_OF_TURN,
			    .from = turns->from};

	skb->priority = CONTROL;
	bpf_for_each_map_elem(&vrrp_leases, visit, &walk, 0);
	turns->walks++;
	turns->changes = changes;
	turns->from = walk.rest;
	turns->next_ns = walk.from || walk.rest ? now : walk.next;
}

static __always_inline void note_turn(struct vrrp_turns *turns, __u64 now)
{
	if (turns->turns && now - turns->last_ns > turns->largest_gap_ns)
		turns->largest_gap_ns = now - turns->last_ns;
	turns->turns++;
	turns->last_ns = now;
}

/* Only a token of ours is worked on: another packet may be shared, and would not bear it. */
static __always_inline bool is_token(struct __sk_buff *skb, __u32 generation, struct vrrp_token_packet *copy)
{
	return skb->len == VRRP_TOKEN_SIZE && !bpf_skb_load_bytes(skb, 0, copy, sizeof(*copy)) &&
	       copy->protocol == bpf_htons(VRRP_TOKEN_PROTOCOL) &&
	       copy->magic == bpf_htonl(VRRP_TOKEN_MAGIC) && copy->generation == bpf_htonl(generation);
}

static __always_inline bool put_token(struct __sk_buff *skb, const struct vrrp_token_packet *copy)
{
	return !bpf_skb_change_tail(skb, VRRP_TOKEN_SIZE, 0) &&
	       !bpf_skb_store_bytes(skb, 0, copy, sizeof(*copy), 0);
}

/* A packet that was just sent belongs to a socket. As long as it circles the socket would live, although its
 * process is dead, and so would the network namespace. A clone belongs to nobody. */
static __always_inline int send_clone(struct __sk_buff *skb, __u32 ifindex)
{
	bpf_clone_redirect(skb, ifindex, 0);
	return TC_ACT_SHOT;
}

SEC("tc")
int vrrp_stand_in(struct __sk_buff *skb)
{
	const __u32 zero = 0;
	const struct vrrp_token *token = bpf_map_lookup_elem(&vrrp_token, &zero);
	struct vrrp_turns *turns = bpf_map_lookup_elem(&vrrp_turns, &zero);
	struct vrrp_token_packet copy = {};

	if (!token || !turns || !is_token(skb, READ(token->generation), &copy))
		return TC_ACT_SHOT;
	const __u64 now = bpf_ktime_get_ns();
	const bool is_first = turns->generation != READ(token->generation);

	note_turn(turns, now);
	turns->generation = READ(token->generation);
	look_at_leases(skb, token, turns, now);
	if (!put_token(skb, &copy))
		return TC_ACT_SHOT;
	return is_first ? send_clone(skb, READ(token->ifindex)) : bpf_redirect(READ(token->ifindex), 0);
}

char _license[] SEC("license") = "GPL";
