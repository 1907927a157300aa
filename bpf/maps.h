/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps of <xvrrp/bpf_abi.h>. User space sets the sizes that depend on the number of virtual routers. */
#pragma once

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include <xvrrp/bpf_abi.h>

enum vrrp_max_entries { VRRP_MAX_LOCAL = 65536 };

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_peer);
} vrrp_peers SEC(".maps");

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_known);
} vrrp_known SEC(".maps");

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_record);
} vrrp_records SEC(".maps");

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_stats);
} vrrp_stats SEC(".maps");

/* The value is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__uint(max_entries, 1);
	__type(key, struct vrrp_index_key);
	__type(value, __u32);
} vrrp_index SEC(".maps");

/* The value is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__uint(max_entries, VRRP_MAX_LOCAL);
	__type(key, struct vrrp_sender_key);
	__type(value, __u32);
} vrrp_senders SEC(".maps");

/* The value is an enum vrrp_drop_reason. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__uint(max_entries, VRRP_MAX_LOCAL);
	__type(key, struct vrrp_local_key);
	__type(value, __u32);
} vrrp_local SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__uint(max_entries, VRRP_MAX_LOCAL);
	__type(key, struct vrrp_unicast_key);
	__type(value, struct vrrp_unicast);
} vrrp_unicast SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_control);
} vrrp_control SEC(".maps");

/* The key is the number of an interface in vrrp_known. There are no more interfaces than slots. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_visible);
} vrrp_visible SEC(".maps");

/* The key is the number of an entry; bpf_abi.h says which one. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, VRRP_REFUSED_PLACES);
	__type(key, __u32);
	__type(value, struct vrrp_refused);
} vrrp_refused SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, VRRP_EVENTS_BYTES);
} vrrp_events SEC(".maps");
