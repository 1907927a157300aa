/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gate of a slot: whether the kernel may send in the daemon's place, and what shuts it. */
#pragma once

#include <stdbool.h>

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include <xvrrp/stand_in.h>

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_lease);
} vrrp_leases SEC(".maps");

/* The key is the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_gate);
} vrrp_gates SEC(".maps");

/* The key is the number in vrrp_lease.first and vrrp_frame.next. Entry 0 is nobody's. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_frame);
} vrrp_frames SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vrrp_token);
} vrrp_token SEC(".maps");

/* User space writes while the programs read, so each field is read once. */
#define READ(field) (*(const volatile __typeof__(field) *)&(field))
#define WRITE(field, value) (*(volatile __typeof__(field) *)&(field) = (value))

/* The end of a lease, or 0 if it claims too much. The daemon may renew it after now was read. */
static __always_inline __u64 lease_end(const struct vrrp_lease *lease, const struct vrrp_token *token,
				       __u64 now)
{
	const __u64 end = READ(token->renewed_ns) + READ(lease->lease_ns);

	return end <= now + VRRP_LEASE_MAX_NS ? end : 0;
}

/* The time of the kernel's next advert. */
static __always_inline __u64 due_of(const struct vrrp_lease *lease, const struct vrrp_gate *gate, __u64 epoch)
{
	const __u64 due = READ(lease->due_ns);

	return READ(gate->epoch) == epoch && READ(gate->due_ns) > due ? READ(gate->due_ns) : due;
}

static __always_inline bool is_shut(const struct vrrp_gate *gate, __u64 epoch)
{
	return READ(gate->shut_epoch) == epoch;
}

/* The epoch is written last: who sees it sees the reason too. Two processors may shut one gate; either reason
 * is true. */
static __always_inline void shut(struct vrrp_gate *gate, __u64 epoch, enum vrrp_shut_reason reason, __u64 now)
{
	gate->shut_at_ns = now;
	gate->shut_by = reason;
	WRITE(gate->shut_epoch, epoch);
}
