// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/chronicle.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint{} + 1000s + since_start;
}

TEST(LineLimit, lets_a_line_pass_every_ten_seconds_and_counts_the_others) {
    LineLimit limit;
    EXPECT_EQ(limit.pass(at(0s)), 0u);
    EXPECT_EQ(limit.pass(at(1ms)), std::nullopt);
    EXPECT_EQ(limit.pass(at(9999ms)), std::nullopt);
    EXPECT_EQ(limit.pass(at(10s)), 2u);
    EXPECT_EQ(limit.pass(at(11s)), std::nullopt);
    EXPECT_EQ(limit.pass(at(60s)), 1u);
}

core::Transitioned to_master(core::TimePoint last_heard) {
    core::Transitioned out;
    out.name = "VI_1";
    out.from = core::State::Backup;
    out.to = core::State::Master;
    out.last_heard = last_heard;
    return out;
}

TEST(Chronicle, keeps_the_first_times_after_a_takeover_until_the_next_one) {
    Chronicle chronicle;
    chronicle.tell(to_master(at(0s)), at(3s));
    chronicle.placed({0}, at(4s));
    chronicle.placed({0}, at(5s)); // it was removed and put back
    chronicle.announced({0}, at(6s));
    chronicle.announced({0}, at(7s));
    const auto& timeline = chronicle.timelines().at({0});
    EXPECT_EQ(timeline.last_advert, at(0s));
    EXPECT_EQ(timeline.master, at(3s));
    EXPECT_EQ(timeline.addresses, at(4s));
    EXPECT_EQ(timeline.announced, at(6s));
    chronicle.tell(to_master(at(8s)), at(9s));
    EXPECT_EQ(chronicle.timelines().at({0}).addresses, core::TimePoint{});
}

TEST(Chronicle, forgets_who_is_gone) {
    Chronicle chronicle;
    chronicle.tell(to_master(at(0s)), at(3s));
    chronicle.forget({0});
    EXPECT_TRUE(chronicle.timelines().empty());
}

} // namespace

} // namespace xvrrp::daemon
