/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFC 1071 sums are kept in the machine's byte order, because they are only compared with 0xffff. */
#pragma once

#include "frame.h"

enum checksum_constants {
	CHECKSUM_RIGHT = 0xffff, /* the sum of data that holds its own right checksum */
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
