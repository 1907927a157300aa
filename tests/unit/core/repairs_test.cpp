// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/net_state.h"
#include "core/net/repairs.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Addresses = std::vector<PlacedAddress>;

PlacedAddress on(int index) {
    return {{index}, {*IpAddress::from_text("192.0.2.100"), 24}};
}

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

// Removed five times at the start; from here on it waits.
Repairs<PlacedAddress> contested() {
    Repairs<PlacedAddress> repairs;
    for (int i = 0; i < 5; ++i)
        repairs.removed(on(2), at(0s));
    return repairs;
}

TEST(Repairs, of_what_failed_wait_longer_and_longer_and_no_longer_than_a_minute) {
    Repairs<PlacedAddress> repairs;
    auto now = at(0s);
    std::vector<Duration> pauses;
    for (int i = 0; i < 9; ++i) {
        repairs.failed(on(2), now);
        pauses.push_back(repairs.deadline() - now);
        now = repairs.deadline();
        EXPECT_EQ(repairs.due(now), Addresses{on(2)});
    }
    EXPECT_EQ(pauses, (std::vector<Duration>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}));
}

TEST(Repairs, remember_nothing_of_what_has_stayed_or_is_not_tried_any_more) {
    Repairs<PlacedAddress> repairs;
    for (int index = 1; index <= 1000; ++index) {
        repairs.removed(on(index), at(0s));
        repairs.failed(on(1000 + index), at(0s));
    }
    EXPECT_EQ(repairs.due(at(1s)).size(), 1000U);
    EXPECT_EQ(repairs.size(), 2000U);
    repairs.failed(on(2000), at(5s));
    EXPECT_EQ(repairs.due(at(11s)).size(), 1U);
    EXPECT_EQ(repairs.size(), 1U);
    repairs.due(at(21s));
    EXPECT_EQ(repairs.size(), 0U);
}

TEST(Repairs, happen_at_once_five_times) {
    Repairs<PlacedAddress> repairs;
    for (int i = 0; i < 5; ++i) {
        const auto turn = repairs.removed(on(2), at(i * 1ms));
        EXPECT_EQ(turn.at, at(i * 1ms));
        EXPECT_FALSE(turn.backs_off);
    }
    EXPECT_EQ(repairs.deadline(), kNever);
    EXPECT_EQ(repairs.due(at(60s)), Addresses{});
}

TEST(Repairs, of_a_removal_do_not_wait_because_an_attempt_failed_before) {
    Repairs<PlacedAddress> repairs;
    repairs.failed(on(2), at(0s));
    EXPECT_EQ(repairs.due(at(1s)), Addresses{on(2)}); // it succeeds
    EXPECT_EQ(repairs.removed(on(2), at(3s)).at, at(3s));
    EXPECT_FALSE(repairs.waits(on(2)));
}

TEST(Repairs, wait_longer_each_time_after_that_and_say_so_once) {
    auto repairs = contested();
    auto now = 0s;
    bool first = true;
    for (const auto delay : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        const auto turn = repairs.removed(on(2), at(now));
        EXPECT_EQ(turn.at, at(now + delay));
        EXPECT_EQ(turn.backs_off, first);
        EXPECT_EQ(repairs.deadline(), at(now + delay));
        EXPECT_EQ(repairs.due(at(now + delay) - 1ns), Addresses{});
        EXPECT_EQ(repairs.due(at(now + delay)), Addresses{on(2)});
        EXPECT_EQ(repairs.deadline(), kNever);
        now += delay;
        first = false;
    }
}

TEST(Repairs, begin_anew_for_an_address_that_has_stayed) {
    auto repairs = contested();
    EXPECT_EQ(repairs.removed(on(2), at(10s)).at, at(10s));
    auto still = contested();
    EXPECT_EQ(still.removed(on(2), at(10s) - 1ns).at, at(11s) - 1ns);
}

TEST(Repairs, of_one_address_do_not_delay_another) {
    auto repairs = contested();
    EXPECT_EQ(repairs.removed(on(3), at(0s)).at, at(0s));
    EXPECT_EQ(repairs.removed(on(2), at(0s)).at, at(1s));
}

} // namespace

} // namespace xvrrp::core
