// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/histogram.h"

#include <numeric>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

std::uint64_t total(const Histogram& histogram) {
    return std::accumulate(histogram.counts().begin(), histogram.counts().end(), std::uint64_t{0});
}

TEST(Histogram, is_empty_at_first) {
    const Histogram histogram;
    EXPECT_EQ(total(histogram), 0U);
    EXPECT_EQ(histogram.sum(), 0s);
}

TEST(Histogram, counts_a_bound_in_the_bucket_that_it_ends) {
    for (std::size_t bucket = 0; bucket < Histogram::kBounds.size(); ++bucket) {
        Histogram histogram;
        histogram.add(Histogram::kBounds[bucket]);
        histogram.add(Histogram::kBounds[bucket] + 1ns);
        EXPECT_EQ(histogram.counts()[bucket], 1U) << bucket;
        EXPECT_EQ(histogram.counts()[bucket + 1], 1U) << bucket;
        EXPECT_EQ(total(histogram), 2U);
    }
}

TEST(Histogram, has_a_last_bucket_without_a_bound) {
    Histogram histogram;
    histogram.add(24h);
    EXPECT_EQ(histogram.counts().back(), 1U);
}

TEST(Histogram, adds_up_what_it_counted) {
    Histogram histogram;
    histogram.add(3ms);
    histogram.add(40ms);
    EXPECT_EQ(histogram.sum(), 43ms);
}

TEST(Histogram, takes_what_came_too_early_for_punctual) {
    Histogram histogram;
    histogram.add(-5s);
    EXPECT_EQ(histogram.counts().front(), 1U);
    EXPECT_EQ(histogram.sum(), 0s);
}

} // namespace

} // namespace xvrrp::core
