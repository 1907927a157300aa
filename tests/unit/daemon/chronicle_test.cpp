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

TEST(Chronicle, measures_a_takeover_from_the_deadline_to_the_first_gratuitous_arp) {
    Chronicle chronicle;
    chronicle.announced({1}, at(1s)); // it leads on, so this was no takeover
    auto transition = to_master(at(0s));
    transition.deadline = at(3s);
    chronicle.tell(transition, at(3s));
    chronicle.announced({0}, at(3s + 40ms));
    chronicle.announced({0}, at(9s));
    EXPECT_EQ(chronicle.takeovers().sum(), 40ms);
}

TEST(Chronicle, measures_a_takeover_without_a_deadline_from_its_transition) {
    Chronicle chronicle;
    chronicle.tell(to_master({}), at(3s));
    chronicle.announced({0}, at(3s + 7ms));
    EXPECT_EQ(chronicle.takeovers().sum(), 7ms);
}

TEST(Chronicle, keeps_the_history_with_causes) {
    Chronicle chronicle;
    auto transition = to_master(at(0s));
    transition.detail = "no advert from 192.0.2.2 for 3.609 s";
    chronicle.tell(transition, at(3s));
    chronicle.tell(core::FaultChanged{{0}, "VI_1", "eth0 is gone"}, at(4s));
    chronicle.tell(core::PriorityChanged{{0}, "VI_1", 100, 80, "100, -20 (eth1 is down)"}, at(5s));
    chronicle.tell(core::GroupSynced{"G", core::State::Backup}, at(6s));
    chronicle.tell_errors({"it fails"}, at(7s));
    chronicle.tell_warnings({"it was removed"}, at(8s));
    chronicle.note_daemon("started", "here", at(9s));
    const auto& events = chronicle.events();
    std::vector<std::string> seen;
    for (auto number = events.first(); number < events.end(); ++number)
        seen.push_back(events[number].name + ": " + events[number].what + ": " + events[number].cause);
    EXPECT_EQ(seen, (std::vector<std::string>{"VI_1: BACKUP -> MASTER: no advert from 192.0.2.2 for 3.609 s",
                                              "VI_1: FAULT goes on: eth0 is gone",
                                              "VI_1: priority 100 -> 80: 100, -20 (eth1 is down)",
                                              "G: group to BACKUP: ", ": error: it fails",
                                              ": warning: it was removed", ": started: here"}));
    EXPECT_EQ(events[events.first() + 1].at - events[events.first()].at > 900ms, true);
}

// A flood of forged adverts does not drive the history out.
TEST(Chronicle, keeps_one_notice_in_ten_seconds) {
    Chronicle chronicle;
    for (int i = 0; i < 5000; ++i)
        chronicle.tell(core::Noticed{core::Noticed::Kind::PacketRefused, {0}, "VI_1", "wrong"}, at(i * 1ms));
    EXPECT_EQ(chronicle.events().end() - chronicle.events().first(), 1u);
}

TEST(Chronicle, forgets_who_is_gone) {
    Chronicle chronicle;
    chronicle.tell(to_master(at(0s)), at(3s));
    chronicle.forget({0});
    EXPECT_TRUE(chronicle.timelines().empty());
}

} // namespace

} // namespace xvrrp::daemon
