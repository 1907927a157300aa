/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps through which the kernel stands in for a MASTER whose daemon is late, stalled or gone.
 *
 * User space writes vrrp_leases, vrrp_frames, vrrp_fenced and vrrp_token; the kernel writes vrrp_gates and
 * vrrp_turns. Times are nanoseconds of CLOCK_MONOTONIC. Integers are in host order unless typed __be.
 *
 * A gate is open if its slot has a lease that did not end and that the kernel did not close. While it is open, the
 * kernel sends the adverts that are overdue. While a lease is there and its gate is shut, the daemon is away and this
 * host has lost: the kernel lets nobody ask for the slot's addresses.
 */
#pragma once

#include <xvrrp/bpf_abi.h>

enum vrrp_stand_in_size {
	VRRP_FRAME_MAX = 1518,	  /* an Ethernet frame without tags; larger adverts have no stand-in */
	VRRP_FRAMES_OF_SLOT = 64, /* one, or one for each unicast peer */
	VRRP_TOKEN_SIZE = 64,
	VRRP_TOKEN_PROTOCOL = 0x88b5, /* EtherType for local experiments, IEEE 802 */
};

/* A lease that claims more than this is none: a host that hangs must lose its mastership. */
#define VRRP_LEASE_MAX_NS (60ULL * 1000 * 1000 * 1000)

/* vrrp_leases, by slot. The lease ends lease_ns after vrrp_token.renewed_ns, which a healthy turn of the loop
 * sets for all slots. */
struct vrrp_lease {
	__u64 epoch;	   /* 0: no lease. Every lease has a higher number than the one before. */
	__u64 due_ns;	   /* the time from which the kernel sends, unless the daemon moves it before */
	__u64 interval_ns; /* between two adverts of the kernel */
	__u64 lease_ns;
	__u32 first;   /* in vrrp_frames */
	__u8 priority; /* the one in the frames; no other advert may beat it */
	__u8 pad[3];
	struct vrrp_address source; /* of the frames */
	__u64 pad_to_cache_line;
};

/* vrrp_frames: an advert as it leaves, from its Ethernet header on. An entry is written while no lease leads to it. */
struct vrrp_frame {
	__u32 next; /* the next frame of the slot, or 0 */
	__u32 ifindex;
	__u16 length;
	__u16 header;		/* the offset of the VRRP header */
	__be16 resign_checksum; /* of the same advert with priority 0 */
	__u16 pad;
	__u8 bytes[VRRP_FRAME_MAX];
	__u8 pad_to_8_bytes[2];
};

/* The reasons for which the kernel shuts a gate. Columns: enumerator, name, sentence. */
/* clang-format off */
#define XVRRP_SHUT_REASONS(X)                                                                 \
	X(BETTER_ADVERT, better_advert, "another router sent an advert that ends our mastership") \
	X(LEASE_ENDED,   lease_ended,   "nobody renewed the lease")                               \
	X(NOT_SENT,      not_sent,      "the interface did not take the advert")                  \
	X(NO_FRAME,      no_frame,      "the advert could not be built")                          \
	X(REPLACED,      replaced,      "nobody sent our adverts, and another router took over")
/* clang-format on */

enum vrrp_shut_reason {
	VRRP_SHUT_NONE,
#define XVRRP_ENUMERATOR(NAME, name, sentence) VRRP_SHUT_##NAME,
	XVRRP_SHUT_REASONS(XVRRP_ENUMERATOR)
#undef XVRRP_ENUMERATOR
	    VRRP_SHUT_REASON_COUNT,
};

/* vrrp_gates, by slot. due_ns counts for the lease whose number is epoch, and so do the fields after
 * shut_epoch for that one. */
struct vrrp_gate {
	__u64 epoch;
	__u64 due_ns; /* the time of the kernel's next advert */
	__u64 sent;   /* adverts of the kernel, for each unicast peer one */
	__u64 last_sent_ns;
	__u64 shut_epoch; /* the lease whose gate is shut */
	__u64 shut_at_ns;
	__u8 shut_by;	    /* an enum vrrp_shut_reason */
	__u8 shut_priority; /* of the advert that did */
	__u8 pad[6];
	struct vrrp_address shut_source;
	__u64 pad_to_cache_lines[7];
};

/* vrrp_fenced: an address that belongs to a slot, on the interface where frames for it arrive. The value is
 * the slot. */
struct vrrp_fence_key {
	__u32 netns;
	__u32 ifindex;
	__u16 vlan_outer;
	__u16 vlan_inner;
	struct vrrp_address address;
};

/* vrrp_token: the packet that circles and makes the kernel look at the leases. */
struct vrrp_token {
	__u64 renewed_ns; /* the end of the last healthy turn of the loop; 0: there was none */
	__u64 changes;	  /* counts up with every lease that may be due before the others */
	__u32 generation; /* of the token that may circle; any other one dies */
	__u32 ifindex;	  /* where the token is sent again */
};

/* vrrp_turns: the circling seen from the kernel. */
struct vrrp_turns {
	__u64 turns;
	__u64 last_ns;
	__u64 largest_gap_ns;
	__u64 walks;   /* the turns that looked at the leases */
	__u64 next_ns; /* nothing is due before */
	__u64 changes; /* vrrp_token.changes at the last walk */
	__u32 generation;
	__u32 from; /* the slot at which the next walk begins */
};

/* The head of the token. The bytes behind it mean nothing. */
struct vrrp_token_packet {
	__u8 destination[6];
	__u8 source[6];
	__be16 protocol;
	__u8 pad[2];
	__be32 magic;
	__be32 generation;
};

enum vrrp_token_magic { VRRP_TOKEN_MAGIC = 0x78767272 /* "xvrr" */ };

#ifdef __cplusplus
#define XVRRP_STATIC_ASSERT static_assert
#else
#define XVRRP_STATIC_ASSERT _Static_assert
#endif
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_lease) == 64, "one cache line");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_gate) == 128, "two cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_frame) == 1536, "whole cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_fence_key) == 28, "key without holes");
#undef XVRRP_STATIC_ASSERT
