// SPDX-License-Identifier: GPL-2.0-or-later
// When the things that a dead daemon left are removed, and when they are left to a successor.
#include "core/clean_up.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Step = CleanUpStep;

constexpr TimePoint kDeath = TimePoint{} + 1000s;

LeftBehind left(std::vector<LeftLease> leases = {}) {
    return {.is_noted = true, .last_sign = kDeath, .leases = std::move(leases)};
}

Step at(Duration after_death, CleanUpWhen when, const LeftBehind& found) {
    return next_step(when, found, kDeath + 1ms, kDeath + after_death);
}

TEST(CleanUp, waits_for_a_successor_also_if_the_kernel_stands_in_for_nobody) {
    EXPECT_EQ(at(2999ms, CleanUpWhen::WhenOver, left()), Step::Wait);
    EXPECT_EQ(at(3000ms, CleanUpWhen::WhenOver, left()), Step::Remove);
}

TEST(CleanUp, waits_for_the_longest_lease_that_is_open) {
    const auto found = left({{kDeath + 5s}, {kDeath + 20s}, {kDeath + 10s}});
    EXPECT_EQ(at(19999ms, CleanUpWhen::WhenOver, found), Step::Wait);
    EXPECT_EQ(at(20s, CleanUpWhen::WhenOver, found), Step::Remove);
}

// The fence keeps the addresses from answering meanwhile.
TEST(CleanUp, waits_for_no_lease_whose_gate_is_shut) {
    const auto shut = left({{kDeath + 20s, true}, {kDeath + 5s, true}});
    EXPECT_EQ(at(2999ms, CleanUpWhen::WhenOver, shut), Step::Wait);
    EXPECT_EQ(at(3s, CleanUpWhen::WhenOver, shut), Step::Remove);
    EXPECT_EQ(at(3s, CleanUpWhen::WhenOver, left({{kDeath + 20s, true}, {kDeath + 5s, false}})), Step::Wait);
}

TEST(CleanUp, of_a_service_that_is_started_again_removes_what_is_over_and_waits_for_nothing) {
    EXPECT_EQ(at(500ms, CleanUpWhen::IfOver, left({{kDeath + 3s}})), Step::Leave);
    EXPECT_EQ(at(10s, CleanUpWhen::IfOver, left({{kDeath + 3s}})), Step::Remove);
}

TEST(CleanUp, removes_nothing_of_a_daemon_that_runs) {
    auto found = left({{kDeath + 3s}});
    found.runs = true;
    found.last_sign = kDeath + 2s; // the successor's
    EXPECT_EQ(at(60s, CleanUpWhen::WhenOver, found), Step::Leave);
    EXPECT_EQ(at(60s, CleanUpWhen::IfOver, found), Step::Leave);
    EXPECT_EQ(at(60s, CleanUpWhen::Now, found), Step::Refuse);
    found.last_sign.reset(); // it may have no pins, or those of another version
    EXPECT_EQ(at(60s, CleanUpWhen::WhenOver, found), Step::Leave);
}

// It may end before its loop turns, and then nobody else would clean up.
TEST(CleanUp, waits_beside_a_successor_that_has_not_begun_to_work) {
    auto found = left({{kDeath + 3s}});
    found.runs = true;
    EXPECT_EQ(at(10s, CleanUpWhen::WhenOver, found), Step::Wait);
    EXPECT_EQ(at(10s, CleanUpWhen::IfOver, found), Step::Leave);
    found.runs = false;
    EXPECT_EQ(at(10s, CleanUpWhen::WhenOver, found), Step::Remove);
}

TEST(CleanUp, has_nothing_to_do_after_a_daemon_that_left_in_an_orderly_way_unless_a_person_asks) {
    auto found = left();
    found.is_noted = false;
    EXPECT_EQ(at(10s, CleanUpWhen::WhenOver, found), Step::Leave);
    EXPECT_EQ(at(10s, CleanUpWhen::IfOver, found), Step::Leave);
    EXPECT_EQ(at(10s, CleanUpWhen::Now, found), Step::Remove);
}

TEST(CleanUp, that_a_person_asks_for_waits_for_nothing) {
    EXPECT_EQ(at(10ms, CleanUpWhen::Now, left({{kDeath + 20s}})), Step::Remove);
}

TEST(CleanUp, counts_from_its_own_start_where_no_sign_of_life_can_be_known) {
    auto found = left();
    found.last_sign.reset();
    EXPECT_EQ(over_at(found, kDeath + 1s), kDeath + 4s);
    EXPECT_EQ(over_at(left(), kDeath + 1s), kDeath + 3s);
}

} // namespace

} // namespace xvrrp::core
