// SPDX-License-Identifier: GPL-2.0-or-later
// The fence that comes with a lease, and what a successor finds of both.
#include "stand_in_under_test.h"

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

const auto kFirst = core::IpAddress::v4(192, 0, 2, 100);
const auto kSecond = core::IpAddress::v4(192, 0, 2, 101);

using Fenced = std::map<core::IpAddress, core::Slot>;

core::Lease fencing(core::Lease lease, std::vector<core::IpAddress> addresses) {
    for (const auto& each : addresses)
        lease.fenced.push_back({{1}, each});
    return lease;
}

TEST_F(StandIn, brings_the_fence_and_takes_it_away) {
    ASSERT_TRUE(leases_.arm(kLeased, fencing(lease(), {kFirst, kSecond})));
    EXPECT_EQ(fenced(), (Fenced{{kFirst, kLeased}, {kSecond, kLeased}}));
    ASSERT_TRUE(leases_.change(kLeased, fencing(lease(), {kSecond})));
    EXPECT_EQ(fenced(), (Fenced{{kSecond, kLeased}}));
    leases_.cancel(kLeased);
    EXPECT_EQ(fenced(), Fenced{});
}

TEST_F(StandIn, leaves_the_fence_of_an_address_that_moved_to_another_slot) {
    ASSERT_TRUE(leases_.arm(kLeased, fencing(lease(), {kFirst})));
    ASSERT_TRUE(leases_.arm(kOther, fencing(lease(), {kFirst})));
    leases_.cancel(kLeased);
    EXPECT_EQ(fenced(), (Fenced{{kFirst, kOther}}));
}

TEST_F(StandIn, of_a_predecessor_ends_and_keeps_its_fence_until_the_address_is_gone) {
    ASSERT_TRUE(leases_.arm(kLeased, fencing(lease(), {kFirst, kSecond})));
    auto successor = open_leases();
    ASSERT_EQ(successor.inherited(), std::set{kLeased});
    EXPECT_FALSE(successor.shut(kLeased, monotonic()));
    successor.end_inherited(kLeased);
    turn();
    EXPECT_TRUE(successor.shut(kLeased, monotonic()));
    EXPECT_EQ(heard(), (std::vector<Bytes>{with_priority_zero()}));
    successor.unfence_inherited(kFirst);
    EXPECT_EQ(fenced(), (Fenced{{kSecond, kLeased}}));
    EXPECT_TRUE(successor.is_armed(kLeased)) << "without a lease there is no fence";
    successor.keep_inherited({kFirst});
    EXPECT_EQ(fenced(), Fenced{});
    EXPECT_FALSE(successor.is_armed(kLeased));
}

TEST_F(StandIn, of_a_successor_has_an_open_gate_in_the_slot_that_a_predecessor_lost) {
    ASSERT_TRUE(leases_.arm(kLeased, fencing(lease(), {kFirst})));
    auto successor = open_leases();
    successor.end_inherited(kLeased);
    turn();
    successor.renew(monotonic());
    ASSERT_TRUE(successor.change(kLeased, fencing(overdue(), {kFirst})));
    EXPECT_FALSE(successor.shut(kLeased, monotonic()));
    heard();
    turn();
    EXPECT_EQ(heard().size(), 1u);
}

TEST_F(StandIn, of_a_predecessor_goes_on_until_a_successor_has_its_own_advert) {
    ASSERT_TRUE(leases_.arm(kLeased, fencing(overdue(), {kFirst})));
    auto successor = open_leases();
    successor.renew(monotonic());
    auto theirs = lease();
    theirs.frames = {advert({.vrid = 2})};
    ASSERT_TRUE(successor.arm(kOther, theirs));
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert().frame})) << "nobody wrote over the advert that is in use";
    EXPECT_GT(successor.due(kLeased), monotonic() + 900ms);
    auto ours = fencing(overdue(), {kFirst});
    ours.frames = {advert({.priority = 120})};
    ASSERT_TRUE(successor.change(kLeased, ours));
    EXPECT_EQ(fenced(), (Fenced{{kFirst, kLeased}}));
    EXPECT_TRUE(successor.inherited().empty());
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert({.priority = 120}).frame}));
}

TEST_F(StandIn, stays_for_longer_when_the_daemon_is_replaced) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    leases_.extend(30s);
    leases_.renew(monotonic() - 20s);
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert().frame}));
    ASSERT_TRUE(leases_.arm(kLeased, overdue())); // 3 s
    leases_.extend(1s);
    leases_.renew(monotonic() - 2s);
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert().frame})) << "no lease is made shorter";
}

} // namespace

} // namespace xvrrp::test
