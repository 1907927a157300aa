/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A token bucket is eight bytes: it holds the time at which the bucket is full again. */
#pragma once

#include <stdbool.h>

#include <linux/types.h>
#include <bpf/bpf_helpers.h>

enum bucket_constants { BUCKET_ATTEMPTS = 4 };

/* take_token() takes one of burst tokens, each of which comes back after period. It returns false if none
 * is left. Other processors take from the same bucket at the same time; a processor that loses every race
 * gets no token. */
static __always_inline bool take_token(__u64 *full_again, __u64 now, __u64 period, __u32 burst)
{
	for (int i = 0; i < BUCKET_ATTEMPTS; i++) {
		const __u64 seen = *(volatile __u64 *)full_again;
		const __u64 next = (seen > now ? seen : now) + period;

		if (next > now + period * burst)
			return false;
		if (__sync_val_compare_and_swap(full_again, seen, next) == seen)
			return true;
	}
	return false;
}
