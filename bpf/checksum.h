/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFC 1071 sums, in the byte order of the machine: only their equality with 0xffff is asked for. */
#pragma once

#include "frame.h"

enum checksum_constants {
	CHECKSUM_RIGHT = 0xffff, /* of data that holds its own checksum */
};

static __always_inline __u32 fold(__u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static __always_inline __u32 sum_words(const __u32 *words, const int count)
{
	__u64 sum = 0;

	for (int i = 0; i < count; i++)
		sum += words[i];
	return fold(sum);
}
