// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/deadlines.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

TEST(Deadlines, of_nobody_never_come) {
    EXPECT_EQ(Deadlines(0).earliest(), kNever);
    EXPECT_EQ(Deadlines(3).earliest(), kNever);
}

TEST(Deadlines, that_are_equal_come_in_configuration_order) {
    Deadlines deadlines(3);
    for (const RouterId id : {RouterId{2}, RouterId{1}, RouterId{0}})
        deadlines.set(id, TimePoint{1s});
    for (const RouterId id : {RouterId{0}, RouterId{1}, RouterId{2}}) {
        EXPECT_EQ(deadlines.first(), id);
        deadlines.set(id, kNever);
    }
    EXPECT_EQ(deadlines.earliest(), kNever);
}

// Few distinct times, so that equal ones are frequent.
TEST(Deadlines, agree_with_a_plain_list_whatever_is_done_to_them) {
    std::mt19937 random(3);
    for (const std::size_t count : {1u, 2u, 7u, 64u, 1000u}) {
        Deadlines deadlines(count);
        std::vector<TimePoint> plain(count, kNever);
        for (int step = 0; step < 5000; ++step) {
            const auto some = static_cast<std::uint32_t>(random() % count);
            const RouterId id = random() % 4 ? RouterId{some} : deadlines.first();
            const auto when = random() % 8 ? TimePoint{std::chrono::seconds(random() % 100)} : kNever;
            deadlines.set(id, when);
            plain[id.value] = when;
            const auto earliest = std::ranges::min_element(plain);
            ASSERT_EQ(deadlines.earliest(), *earliest);
            ASSERT_EQ(deadlines.first(), RouterId{static_cast<std::uint32_t>(earliest - plain.begin())});
            ASSERT_EQ(deadlines.of(id), when);
        }
    }
}

} // namespace

} // namespace xvrrp::core
