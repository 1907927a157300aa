/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps between the BPF programs and user space: key, value, map name, in that order.
 *
 * One writer per map value: the kernel writes vrrp_peers, vrrp_stats, vrrp_visible and vrrp_events; user space
 * writes vrrp_index, vrrp_known, vrrp_local, vrrp_unicast and vrrp_control. The programs cannot write the hashes
 * (BPF_F_RDONLY_PROG); an array that user space writes through mmap the kernel does not let be declared so.
 * Times are nanoseconds of CLOCK_MONOTONIC. Addresses are 16 bytes in network order, IPv4 as ::ffff:a.b.c.d.
 * All other integers are in host order unless typed __be. Padding is explicit and zero.
 */
#pragma once

#include <linux/types.h>

#include <xvrrp/drop_reason.h>
#include <xvrrp/protocol.h>

/* Changes with any struct below. The pins of the maps carry it in their path: maps of another number are replaced,
 * never reinterpreted. */
enum vrrp_abi { VRRP_ABI = 4 };

enum vrrp_map_size {
	VRRP_PACKET_MAX = 4224, /* 40 + 8 + 255 * 16, and 96 bytes that nobody should send */
	VRRP_EVENTS_BYTES = 1 << 20,
};

struct vrrp_address {
	__u8 bytes[16];
};

/* vrrp_index: which virtual router an advert belongs to. netns is the inode number `lsns -t net` shows; an
 * interface index is unique only within it. A VLAN is 0 where the frame has no such tag. Value: the slot,
 * an index into vrrp_peers, vrrp_known and vrrp_stats, from 1. Slot 0 stands for "no virtual router". */
struct vrrp_index_key {
	__u32 netns;
	__u32 ifindex;
	__u16 vlan_outer;
	__u16 vlan_inner;
	__u8 family; /* 4 or 6 */
	__u8 vrid;
	__u8 pad[2];
};

/* vrrp_peers: what the kernel last heard for a slot. Mapped read-only by the daemon. With auth_hmac the kernel cannot
 * tell who said it, and writes nothing here but withheld and the buckets. */
struct vrrp_peer {
	__u64 last_seen_ns; /* any valid advert */
	__u64 keepalive_ns; /* an advert equal to the memo */
	__u64 adverts;	    /* valid adverts */
	__u64 withheld;	    /* news that a token bucket or a full ring kept from user space */
	__u8 priority;
	__u8 version;
	__u16 interval_cs; /* version 2: seconds * 100 */
	__u32 pad;
	struct vrrp_address source;
	/* Token buckets (the time at which each is full again): news that can cost us the election or comes
	 * from the known master, and everything else. */
	__u64 bucket_matters_ns;
	__u64 bucket_noise_ns;
	__u64 pad_to_cache_line[7];
};

/* How the checksum of an advert is made. */
enum vrrp_checksum_style {
	VRRP_CHECKSUM_ONLY_ONE, /* version 2, and version 3 over IPv6 */
	VRRP_CHECKSUM_PSEUDO,	/* version 3 over IPv4, with pseudo-header */
	VRRP_CHECKSUM_PLAIN,	/* version 3 over IPv4, without it */
};

/* The identity of an accepted advert: its source, its length and its bytes. A message that is longer than the memo is
 * known by its header, whose checksum covers the rest. */
struct vrrp_memo {
	struct vrrp_address source;
	__u16 length; /* of the VRRP message */
	__u8 style;   /* enum vrrp_checksum_style */
	__u8 pad[5];
	__u8 message[VRRP_MEMO_SIZE]; /* the header first; zeros behind a shorter message */
	__u64 pad_to_96;
};

/* vrrp_known: what user space knows about a slot: how it is configured, and the memo. The writer fills the
 * memo that is not current and then stores current: a reader never sees half of one. */
struct vrrp_known {
	__u32 current;	/* 0: no memo; otherwise memo[current - 1] */
	__u8 version;	/* 2 or 3 */
	__u8 priority;	/* ours at the moment */
	__u8 min_ttl;	/* 255 for multicast, 0 for unicast */
	__u8 auth_type; /* version 2: enum vrrp_auth_type */
	__u8 auth_data[VRRP_AUTH_SIZE];
	__u8 interval_s; /* version 2: the interval that must match */
	__u8 peers_only; /* unicast: only from sources in vrrp_unicast */
	__u8 hmac;	 /* enum vrrp_hmac; the memo then is the source that was verified last, and no more */
	__u8 pad[5];
	struct vrrp_address destination; /* the group, or our own address for unicast */
	__u32 link;			 /* the scopes in vrrp_local: of link-local sources */
	__u32 domain;			 /* and of all others */
	__u64 pad_to_cache_line[2];
	struct vrrp_memo memo[2];
};

/* vrrp_local: addresses that no advert may come from; a virtual one is the owner's and FRR's to send from. The scope
 * is that within which an address belongs to one host: the index of the interface for a link-local one (of the
 * interface that a macvlan stands on), and that of the VRF for any other, 0 where there is none.
 * Value: the enum vrrp_drop_reason to give: SOURCE_OWN, SOURCE_VIRTUAL, or SOURCE_INVALID for a directed
 * broadcast address. */
struct vrrp_local_key {
	__u32 netns;
	__u32 scope;
	struct vrrp_address address;
};

/* vrrp_unicast: a unicast peer of a slot, and the TTLs or hop limits that adverts from it have. */
struct vrrp_unicast_key {
	__u32 slot;
	struct vrrp_address address;
};

struct vrrp_unicast {
	__u8 min_ttl;
	__u8 max_ttl;
	__u8 pad[2];
};

/* vrrp_control: one page from the daemon to the programs. */
struct vrrp_control {
	__u64 heartbeat_ns;	    /* when the loop last ran; 0: never */
	__u64 stale_after_ns;	    /* older than this, everything is passed up */
	__u64 tap_until_ns;	    /* until then, everything is passed up */
	__u64 visible_period_ns;    /* 1 s / adverts per interface and second that stay visible */
	__u64 news_period_ns;	    /* 1 s / news per slot and second */
	__u64 unverified_period_ns; /* the same where only user space can tell who sent it (auth_hmac) */
	__u32 visible_burst;
	__u32 news_burst;
	__u32 unverified_burst;
	__u32 pad;
};

/* vrrp_visible: per interface, the token bucket of adverts that tcpdump still sees. */
struct vrrp_visible_key {
	__u32 netns;
	__u32 ifindex;
};

struct vrrp_visible {
	__u64 bucket_ns;
};

/* vrrp_events: a valid advert that is news, from the IP header on. */
struct vrrp_event {
	__u64 arrival_ns;
	__u32 slot;
	__u32 ifindex;
	__u32 length; /* bytes of packet */
	__u32 pad;
	__extension__ __u8 packet[];
};

/* What became of adverts that were not refused; one counter each beside the drop reasons. */
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

/* vrrp_stats, per CPU and slot: a counter per drop reason, then the counters above. */
struct vrrp_stats {
	__u64 accepted;
#define XVRRP_FIELD(NAME, name, leaf, sentence) __u64 name;
	XVRRP_DROP_REASONS(XVRRP_FIELD)
#undef XVRRP_FIELD
#define XVRRP_FIELD(NAME, name, sentence) __u64 name;
	XVRRP_COUNTERS(XVRRP_FIELD)
#undef XVRRP_FIELD
};

enum vrrp_counter {
	VRRP_COUNTER_FIRST = VRRP_DROP_REASON_COUNT - 1,
#define XVRRP_ENUMERATOR(NAME, name, sentence) VRRP_COUNTER_##NAME,
	XVRRP_COUNTERS(XVRRP_ENUMERATOR)
#undef XVRRP_ENUMERATOR
	    VRRP_COUNTER_END, /* index into vrrp_stats seen as an array of __u64 */
};

#ifdef __cplusplus
#define XVRRP_STATIC_ASSERT static_assert
#else
#define XVRRP_STATIC_ASSERT _Static_assert
#endif
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_index_key) == 16, "key without holes");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_peer) == 128, "two cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_known) == 256, "four cache lines");
XVRRP_STATIC_ASSERT(sizeof(struct vrrp_stats) == VRRP_COUNTER_END * sizeof(__u64), "one field per counter");
#undef XVRRP_STATIC_ASSERT
