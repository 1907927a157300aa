/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps between the BPF programs and user space. Each has its key, its value and its name here, in this
 * order.
 *
 * Each map value has one writer. The kernel writes vrrp_peers, vrrp_stats, vrrp_visible, vrrp_refused and vrrp_events;
 * user space writes vrrp_index, vrrp_senders, vrrp_known, vrrp_records, vrrp_local, vrrp_unicast and vrrp_control. The programs cannot
 * write the hashes (BPF_F_RDONLY_PROG). The kernel does not allow that flag for arrays that user space
 * writes through mmap. Times are nanoseconds of CLOCK_MONOTONIC. Addresses are 16 bytes in network order,
 * IPv4 as ::ffff:a.b.c.d. All other integers are in host order unless typed __be. Padding is explicit and
 * zero.
 */
#pragma once

#include <linux/types.h>

#include <xvrrp/drop_reason.h>
#include <xvrrp/protocol.h>

/* This number changes with any struct below. The pins of the maps carry it in their path: maps with another
 * number are replaced and never reinterpreted. The leases of a former daemon are copied from maps with another number, if the
 * structs of <xvrrp/stand_in.h> and struct vrrp_index_key have the same sizes there, so the meaning of these fields never changes. */
enum vrrp_abi { VRRP_ABI = 7 };

enum vrrp_map_size {
	VRRP_PACKET_MAX = 4224, /* 40 + 8 + 255 * 16, and 96 spare bytes for oversized messages */
	VRRP_EVENTS_BYTES = 1 << 20,
	VRRP_REFUSED_PLACES = 1024,
	VRRP_REFUSED_PERIOD_NS = 100 * 1000 * 1000, /* the rest of a stranger's adverts is not noted */
};

struct vrrp_address {
	__u8 bytes[16];
};

/* vrrp_index: the virtual router to which an advert belongs. netns is the inode number that `lsns -t net`
 * shows; an interface index is unique only within its network namespace. A VLAN is 0 if the frame has no
 * such tag. The value is the slot, an index into vrrp_peers, vrrp_known and vrrp_stats, from 1. Slot 0
 * stands for "no virtual router", and here for several that share the VRID: see vrrp_senders. */
struct vrrp_index_key {
	__u32 netns;
	__u32 ifindex;
	__u16 vlan_outer;
	__u16 vlan_inner;
	__u8 family; /* 4 or 6 */
	__u8 vrid;
	__u8 pad[2];
};

/* vrrp_senders: virtual routers that share a VRID are told apart by the sources of their adverts, which are
 * their unicast peers. The value is the slot. */
struct vrrp_sender_key {
	struct vrrp_index_key router;
	struct vrrp_address source;
};

/* vrrp_peers: the last advert that the kernel heard for a slot. The daemon maps it read-only. With
 * auth_hmac or AH the kernel cannot tell who sent an advert, so it writes only withheld and the buckets. */
struct vrrp_peer {
	__u64 last_seen_ns; /* the time of the last valid advert */
	__u64 keepalive_ns; /* the time of the last advert that equals the memo */
	__u64 adverts;	    /* the number of valid adverts */
	__u64 withheld;	    /* news that a token bucket or a full ring kept from user space */
	__u8 priority;
	__u8 version;
	__u16 interval_cs; /* version 2: the seconds * 100 */
	__u32 pad;
	struct vrrp_address source;
	/* The token buckets hold the time at which each is full again. One is for news that can cost us the
	 * election or that comes from the known master, the other one for everything else. */
	__u64 bucket_matters_ns;
	__u64 bucket_noise_ns;
	__u64 pad_to_cache_line[7];
};

/* The ways to make the checksum of an advert. */
enum vrrp_checksum_style {
	VRRP_CHECKSUM_ONLY_ONE, /* version 2, and version 3 over IPv6 */
	VRRP_CHECKSUM_PSEUDO,	/* version 3 over IPv4, with the pseudo-header */
	VRRP_CHECKSUM_PLAIN,	/* version 3 over IPv4, without the pseudo-header */
};

/* The identity of an accepted advert: its source, its length and its bytes. A message longer than the memo
 * is recognised by its header, whose checksum covers the rest. User space names no memo whose source may not
 * send to this slot, because it is in vrrp_local or not in vrrp_unicast. So the programs look up neither for
 * an advert that equals the memo. */
struct vrrp_memo {
	struct vrrp_address source;
	__u16 length; /* the length of the VRRP message */
	__u8 style;   /* an enum vrrp_checksum_style */
	__u8 min_ttl; /* the TTLs or hop limits that the source may use */
	__u8 max_ttl;
	__u8 pad[3];
	__u8 message[VRRP_MEMO_SIZE]; /* the header first; a shorter message is filled up with zeros */
	__u64 pad_to_96;
};

/* vrrp_known: the configuration of a slot and its memo, as user space knows them. The writer fills the memo
 * that is not current and then stores current, so a reader never sees half a memo. */
struct vrrp_known {
	__u32 current;	/* 0: no memo; otherwise memo[current - 1] */
	__u8 version;	/* 2 or 3 */
	__u8 priority;	/* our own priority at the moment */
	__u8 min_ttl;	/* 255 for multicast, 0 for unicast */
	__u8 auth_type; /* version 2: an enum vrrp_auth_type */
	__u8 auth_data[VRRP_AUTH_SIZE];
	__u8 interval_s; /* version 2: the interval that an advert must have */
	__u8 peers_only; /* unicast: only sources in vrrp_unicast may send */
	__u8 hmac;	 /* an enum vrrp_hmac; the memo then holds only the source that was verified last */
	__u8 pad[5];
	struct vrrp_address destination; /* the group, or our own address for unicast */
	__u32 link;			 /* the scope in vrrp_local of link-local sources */
	__u32 domain;			 /* the scope in vrrp_local of all other sources */
	__u32 visible;			 /* the index in vrrp_visible of the slot's interface */
	__u32 pad_to_cache_line[3];
	struct vrrp_memo memo[2];
};

/* vrrp_local: addresses from which no advert may come, except that the owner and FRR send from a virtual
 * one. The scope is the area within which an address belongs to one host. For a link-local address it is
 * the index of the interface, or of the base interface under a macvlan. For any other address it is the
 * index of the VRF, or 0 without a VRF. The value is the enum vrrp_drop_reason to give: SOURCE_OWN,
 * SOURCE_VIRTUAL, or SOURCE_INVALID for a directed broadcast address. */
struct vrrp_local_key {
	__u32 netns;
	__u32 scope;
	struct vrrp_address address;
};

/* vrrp_unicast: a unicast peer of a slot, and the TTLs or hop limits that its adverts may have. */
struct vrrp_unicast_key {
	__u32 slot;
	struct vrrp_address address;
};

struct vrrp_unicast {
	__u8 min_ttl;
	__u8 max_ttl;
	__u8 pad[2];
};

/* vrrp_control: one page of settings that the daemon writes for the programs. */
struct vrrp_control {
	__u64 heartbeat_ns;	    /* the time at which the loop last ran; 0: never */
	__u64 stale_after_ns;	    /* if the heartbeat is older than this, everything is passed up */
	__u64 tap_until_ns;	    /* until this time everything is passed up */
	__u64 visible_period_ns;    /* 1 s / the adverts per interface and second that stay visible */
	__u64 news_period_ns;	    /* 1 s / the news per slot and second */
	__u64 unverified_period_ns; /* the same for auth_hmac and AH: only user space can tell the sender */
	__u32 visible_burst;
	__u32 news_burst;
	__u32 unverified_burst;
	__u32 pad;
};

/* vrrp_visible: for each interface, the token bucket of the adverts that tcpdump still sees. User space gives
 * the interfaces their entries: all slots of one interface have the same number in vrrp_known. */
struct vrrp_visible {
	__u64 bucket_ns;
};

/* vrrp_events: a valid advert that is news, from its IP header on. */
struct vrrp_event {
	__u64 arrival_ns;
	__u32 slot;
	__u32 ifindex;
	__u16 length;	/* the number of bytes in packet */
	__u8 sender[6]; /* the Ethernet source; zeros if the frame has none */
	__extension__ __u8 packet[];
};

/* vrrp_refused: for people, the last advert of a VRID on an interface that was refused or belongs to nobody
 * here. No election reads it. The place is (256 * ifindex + vrid) % VRRP_REFUSED_PLACES, so there
 * is a fixed number of them, and an interface whose index differs by a multiple of 4 may take over a place.
 * Two processors may write at the same time, and a reader may see both. */
struct vrrp_refused {
	__u64 at_ns; /* 0: nothing is noted here */
	__u32 netns;
	__u32 ifindex;
	__u16 vlan_outer; /* 0: the frame had no such tag */
	__u16 vlan_inner;
	__u8 family;
	__u8 vrid;
	__u8 reason;  /* an enum vrrp_drop_reason */
	__u8 version; /* that of the advert, as well as what follows */
	__u8 priority;
	__u8 sender[6]; /* the Ethernet source; zeros if the frame has none */
	__u8 pad;
	struct vrrp_address source;
	struct vrrp_address destination;
};

/* The counters for adverts that were not refused, beside a counter for each drop reason. */
/* clang-format off */
#define XVRRP_COUNTERS(X)                                                                  \
	X(KEEPALIVE,       keepalive,       "equal to the memo: user space was not woken")    \
	X(NEWS,            news,            "handed to user space")                           \
	X(WITHHELD,        withheld,        "news held back by a token bucket or a full ring") \
	X(PRIORITY_ZERO,   priority_zero,   "valid adverts with priority 0")                  \
	X(CHECKSUM_PSEUDO, checksum_pseudo, "version 3 over IPv4, checksum with pseudo-header") \
	X(CHECKSUM_PLAIN,  checksum_plain,  "version 3 over IPv4, checksum without it")       \
	X(PASSED,          passed,          "given to the IP stack, so that tcpdump sees it") \
	X(CONSUMED,        consumed,        "ended here, above the interface's budget")
/* clang-format on */

/* vrrp_stats, for each CPU and slot: a counter for each drop reason, then the counters above. */
struct vrrp_stats {
	__u64 accepted;
#define XVRRP_FIELD(NAME, name, leaf, sentence) __u64 name;
	XVRRP_DROP_REASONS(XVRRP_FIELD)
#undef XVRRP_FIELD
#define XVRRP_FIELD(NAME, name, sentence) __u64 name;
	XVRRP_COUNTERS(XVRRP_FIELD)
#undef XVRRP_FIELD
};

/* vrrp_records, by slot: what the daemon leaves to the one after it. The programs do not look at it. */
struct vrrp_record {
	__u64 since_ns; /* of the state */
	__u64 master_transitions;
	__u64 adverts_sent;
	__u64 priority_zero_sent;
	__u64 address_list_errors;
	__u64 master_interval_ns; /* of the master of a BACKUP */
	__u64 preempt_at_ns;	  /* the end of preempt_delay; 0: it does not run */
	struct vrrp_address master;
	__u8 master_priority; /* 0: none is known */
	__u8 state;	      /* 0 INIT, 1 BACKUP, 2 MASTER, 3 FAULT */
	__u16 identification; /* in the IPv4 header of the last advert */
	__u8 pad[4];
};

enum vrrp_counter {
	VRRP_COUNTER_FIRST = VRRP_DROP_REASON_COUNT - 1,
#define XVRRP_ENUMERATOR(NAME, name, sentence) VRRP_COUNTER_##NAME,
	XVRRP_COUNTERS(XVRRP_ENUMERATOR)
#undef XVRRP_ENUMERATOR
	    VRRP_COUNTER_END, /* the end of vrrp_stats seen as an array of __u64 */
};

#ifdef __cplusplus
#define XVRRP_STATIC_ASSERT static_assert
#else
#define XVRRP_STATIC_ASSERT _Static_assert
#endif
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_index_key) == 16, "key without holes");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_peer) == 128, "two cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_known) == 256, "four cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_refused) == 64, "one cache line");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_record) == 80, "whole words");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_stats) == VRRP_COUNTER_END * sizeof(__u64), "one field per counter");
#undef XVRRP_STATIC_ASSERT
