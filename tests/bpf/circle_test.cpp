// SPDX-License-Identifier: GPL-2.0-or-later
// The token circles by itself, as the packet of its owner, for as long as its network namespace is there.
#include "stand_in_under_test.h"

#include <algorithm>
#include <thread>

#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

TEST_F(StandIn, sends_by_itself_until_the_lease_ends_and_then_resigns) {
    const auto circle = start_circling(1ms);
    auto lease = overdue();
    lease.interval = 20ms;
    lease.length = 500ms;
    ASSERT_TRUE(leases_.arm(kLeased, lease));
    ASSERT_TRUE(wait_until([&] { return leases_.shut(kLeased, monotonic()).has_value(); }));
    const auto adverts = heard();
    ASSERT_GE(adverts.size(), 20u); // of 25
    EXPECT_LE(adverts.size(), 27u);
    EXPECT_EQ(adverts.back(), with_priority_zero());
    EXPECT_EQ(std::ranges::count(adverts, with_priority_zero()), 1);
    const Inside inside(*host_);
    EXPECT_TRUE(host::remove_circle(circle));
    EXPECT_FALSE(host::find_circle("test")->out);
}

TEST_F(StandIn, dies_with_its_network_namespace) {
    start_circling(1ms);
    EXPECT_TRUE(wait_until([&] { return turns().turns > 10; }));
    host_.reset();
    const auto rests = [&] {
        const auto before = turns().turns;
        std::this_thread::sleep_for(100ms);
        return turns().turns == before;
    };
    EXPECT_TRUE(wait_until(rests));
}

TEST_F(StandIn, goes_on_as_a_packet_that_belongs_to_no_socket) {
    begin(0);
    EXPECT_EQ(turn(), TC_ACT_SHOT);
    const auto is_token = [](const Frame& each) { return each.ether_type() == VRRP_TOKEN_PROTOCOL; };
    EXPECT_EQ(ports_[1]->matching(is_token).size(), 1u);
    EXPECT_EQ(turn(), TC_ACT_REDIRECT);
}

TEST_F(StandIn, is_found_by_its_owner_and_paced_again) {
    const auto circle = start_circling(1ms);
    const Inside inside(*host_);
    EXPECT_EQ(host::find_circle("test")->out, circle.out);
    EXPECT_FALSE(host::find_circle("somebody else")->out);
    const auto turns_within = [&](core::Duration time) {
        const auto before = turns().turns;
        std::this_thread::sleep_for(time);
        return turns().turns - before;
    };
    EXPECT_GT(turns_within(300ms), 150u);
    ASSERT_TRUE(host::open_circle(circle, VRRP_TOKEN_SIZE, 10ms));
    turns_within(20ms);
    const auto slower = turns_within(300ms);
    EXPECT_GT(slower, 10u);
    EXPECT_LT(slower, 40u);
}

TEST_F(StandIn, leaves_the_circle_of_another_owner_alone) {
    const auto first = start_circling(10ms);
    const Inside inside(*host_);
    const auto second = host::make_circle("second");
    ASSERT_TRUE(second) << second.error().text();
    EXPECT_NE(second->name, first.name);
    EXPECT_TRUE(host::remove_circle(*second));
    EXPECT_TRUE(host::remove_circle(*second)) << "it is gone already";
    EXPECT_EQ(host::find_circle("test")->out, first.out);
}

} // namespace

} // namespace xvrrp::test
