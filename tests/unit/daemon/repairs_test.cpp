// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/repairs.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;
using Addresses = std::vector<core::PlacedAddress>;

core::PlacedAddress on(int ifindex) {
    return {ifindex, {*core::IpAddress::from_text("192.0.2.100"), 24}};
}

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint{} + 1000s + since_start;
}

// Removed five times at the start; from here on it waits.
Repairs<core::PlacedAddress> contested() {
    Repairs<core::PlacedAddress> repairs;
    for (int i = 0; i < 5; ++i)
        repairs.removed(on(2), at(0s));
    return repairs;
}

TEST(Repairs, happen_at_once_five_times) {
    Repairs<core::PlacedAddress> repairs;
    for (int i = 0; i < 5; ++i) {
        const auto turn = repairs.removed(on(2), at(i * 1ms));
        EXPECT_EQ(turn.at, at(i * 1ms));
        EXPECT_FALSE(turn.backs_off);
    }
    EXPECT_EQ(repairs.deadline(), core::kNever);
    EXPECT_EQ(repairs.due(at(60s)), Addresses{});
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
        EXPECT_EQ(repairs.deadline(), core::kNever);
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

} // namespace xvrrp::daemon
