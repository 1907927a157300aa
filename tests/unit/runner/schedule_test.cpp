// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/schedule.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace xvrrp::runner {

namespace {

using namespace std::chrono_literals;
using Kind = Schedule::Action::Kind;
using Actions = std::vector<Schedule::Action>;

constexpr JobId kId = 5000; // its share of the spread is 0

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint(1h + since_start);
}

// The times at which the check starts within a minute, if each run takes so long.
std::vector<core::Duration> starts(core::Duration interval, core::Duration run) {
    Schedule schedule;
    schedule.add(kId, interval, 0s, at(0s));
    std::vector<core::Duration> times;
    core::TimePoint end = core::kNever;
    for (auto now = at(0s); now < at(60s); now = std::min(schedule.deadline(), end)) {
        if (end <= now) {
            schedule.finished(kId, now);
            end = core::kNever;
        }
        for ([[maybe_unused]] const auto& action : schedule.due(now)) {
            times.push_back(now - at(0s));
            end = now + run;
        }
    }
    return times;
}

} // namespace

TEST(Schedule, runs_a_check_at_once_and_then_at_fixed_times) {
    EXPECT_EQ(starts(10s, 3s), (std::vector<core::Duration>{0s, 10s, 20s, 30s, 40s, 50s}));
}

TEST(Schedule, leaves_out_the_times_at_which_the_check_still_runs) {
    EXPECT_EQ(starts(10s, 15s), (std::vector<core::Duration>{0s, 20s, 40s}));
    EXPECT_EQ(starts(10s, 10s), (std::vector<core::Duration>{0s, 20s, 40s})) << "its time is over by then";
}

TEST(Schedule, runs_a_script_once_if_it_has_no_interval) {
    Schedule schedule;
    schedule.add(kId, 0s, 0s, at(0s));
    EXPECT_EQ(schedule.due(at(0s)), (Actions{{Kind::Start, kId}}));
    EXPECT_EQ(schedule.deadline(), core::kNever);
    schedule.finished(kId, at(1s));
    EXPECT_TRUE(schedule.empty());
}

TEST(Schedule, terminates_at_the_timeout_and_kills_after_the_grace) {
    constexpr auto kGrace = std::chrono::milliseconds(XVRRP_RUNNER_GRACE_MS);
    Schedule schedule;
    schedule.add(kId, 10s, 4s, at(0s));
    schedule.due(at(0s));
    EXPECT_EQ(schedule.due(at(4s - 1ns)), Actions{});
    EXPECT_FALSE(schedule.was_terminated(kId));
    EXPECT_TRUE(schedule.wants_outcome(kId));
    EXPECT_EQ(schedule.due(at(4s)), (Actions{{Kind::TellTimeout, kId}, {Kind::Terminate, kId}}));
    EXPECT_TRUE(schedule.was_terminated(kId));
    EXPECT_FALSE(schedule.wants_outcome(kId)) << "it is told already";
    EXPECT_EQ(schedule.due(at(4s + kGrace - 1ns)), Actions{});
    EXPECT_EQ(schedule.due(at(4s + kGrace)), (Actions{{Kind::Kill, kId}}));
    EXPECT_EQ(schedule.due(at(14s)), Actions{}) << "it has not ended yet, so there is no second run";
    schedule.finished(kId, at(15s));
    EXPECT_EQ(schedule.deadline(), at(20s));
    EXPECT_FALSE(schedule.was_terminated(kId)) << "that was the run before";
    EXPECT_TRUE(schedule.wants_outcome(kId));
}

TEST(Schedule, tells_a_run_again_that_nothing_can_end_and_begins_no_other) {
    Schedule schedule;
    schedule.add(kId, 10s, 4s, at(0s));
    std::vector<core::Duration> told;
    for (auto now = at(0s); now < at(40s); now = schedule.deadline()) {
        for (const auto& action : schedule.due(now)) {
            if (action.kind == Kind::TellTimeout)
                told.push_back(now - at(0s));
            EXPECT_EQ(action.kind == Kind::Start, now == at(0s));
        }
    }
    EXPECT_EQ(told, (std::vector<core::Duration>{4s, 16s, 26s, 36s}));
    schedule.finished(kId, at(41s));
    EXPECT_EQ(schedule.due(at(50s)), (Actions{{Kind::Start, kId}}));
    EXPECT_EQ(schedule.due(at(54s)), (Actions{{Kind::TellTimeout, kId}, {Kind::Terminate, kId}}));
}

TEST(Schedule, tells_a_script_that_runs_once_when_it_has_ended) {
    Schedule schedule;
    schedule.add(kId, 0s, 4s, at(0s));
    schedule.due(at(0s));
    EXPECT_EQ(schedule.due(at(4s)), (Actions{{Kind::Terminate, kId}}));
    EXPECT_TRUE(schedule.wants_outcome(kId));
    EXPECT_EQ(schedule.due(at(6s)), (Actions{{Kind::Kill, kId}}));
    EXPECT_EQ(schedule.deadline(), core::kNever);
}

TEST(Schedule, begins_a_replacement_when_the_run_before_has_ended) {
    for (const auto interval : {0s, 10s}) {
        Schedule schedule;
        schedule.add(kId, interval, 0s, at(0s));
        schedule.due(at(0s));
        schedule.add(2 * kId, interval, 0s, at(1s), kId);
        schedule.forget(kId, at(1s));
        EXPECT_EQ(schedule.due(at(1s)), (Actions{{Kind::Terminate, kId}}));
        EXPECT_EQ(schedule.due(at(2s)), Actions{});
        schedule.finished(kId, at(2s));
        EXPECT_EQ(schedule.deadline(), at(1s));
        EXPECT_EQ(schedule.due(at(2s)), (Actions{{Kind::Start, 2 * kId}}));
    }
}

TEST(Schedule, begins_a_replacement_at_once_if_nothing_runs) {
    Schedule schedule;
    schedule.add(kId, 10s, 0s, at(0s));
    schedule.add(2 * kId, 10s, 0s, at(0s), kId);
    schedule.forget(kId, at(0s));
    EXPECT_EQ(schedule.due(at(0s)), (Actions{{Kind::Start, 2 * kId}}));
    schedule.add(3 * kId, 10s, 0s, at(0s), 77);
    EXPECT_EQ(schedule.due(at(0s)), (Actions{{Kind::Start, 3 * kId}})) << "that one has ended already";
}

TEST(Schedule, tells_a_replacement_that_cannot_begin) {
    Schedule schedule;
    schedule.add(kId, 10s, 4s, at(0s));
    schedule.due(at(0s));
    schedule.add(2 * kId, 10s, 4s, at(1s), kId);
    schedule.forget(kId, at(1s));
    schedule.due(at(1s));
    schedule.due(at(3s));
    EXPECT_EQ(schedule.due(at(7s)), (Actions{{Kind::TellTimeout, 2 * kId}}));
    EXPECT_EQ(schedule.due(at(17s)), (Actions{{Kind::Kill, kId}, {Kind::TellTimeout, 2 * kId}}));
    schedule.finished(kId, at(18s));
    EXPECT_EQ(schedule.due(at(18s)), (Actions{{Kind::Start, 2 * kId}}));
    EXPECT_EQ(schedule.due(at(22s)), (Actions{{Kind::TellTimeout, 2 * kId}, {Kind::Terminate, 2 * kId}}));
}

TEST(Schedule, lets_the_replacement_of_one_that_waited_wait_too) {
    Schedule schedule;
    schedule.add(kId, 10s, 0s, at(0s));
    schedule.due(at(0s));
    for (const JobId next : {2 * kId, 3 * kId}) {
        schedule.add(next, 10s, 0s, at(1s), next - kId);
        schedule.forget(next - kId, at(1s));
    }
    EXPECT_EQ(schedule.due(at(1s)), (Actions{{Kind::Terminate, kId}}));
    schedule.finished(kId, at(2s));
    EXPECT_EQ(schedule.due(at(2s)), (Actions{{Kind::Start, 3 * kId}}));
}

TEST(Schedule, spreads_checks_that_come_together_over_five_milliseconds) {
    Schedule schedule;
    std::set<core::TimePoint> times;
    for (JobId id = 1; id <= 50; ++id)
        schedule.add(id, 1s, 0s, at(0s));
    for (auto now = schedule.deadline(); now != core::kNever; now = schedule.deadline()) {
        times.insert(now);
        EXPECT_EQ(schedule.due(now).size(), 1u);
    }
    EXPECT_EQ(times.size(), 50u);
    EXPECT_GE(*times.begin(), at(0s));
    EXPECT_LE(*times.rbegin(), at(5ms));
}

TEST(Schedule, ends_the_run_of_a_check_that_is_forgotten_and_wants_no_outcome) {
    Schedule schedule;
    schedule.add(kId, 10s, 0s, at(0s));
    schedule.due(at(0s));
    EXPECT_TRUE(schedule.wants_outcome(kId));
    schedule.forget(kId, at(1s));
    EXPECT_FALSE(schedule.wants_outcome(kId));
    EXPECT_EQ(schedule.due(at(1s)), (Actions{{Kind::Terminate, kId}}));
    schedule.finished(kId, at(2s));
    EXPECT_TRUE(schedule.empty());
    EXPECT_EQ(schedule.deadline(), core::kNever);
}

TEST(Schedule, forgets_a_check_that_does_not_run_without_a_trace) {
    Schedule schedule;
    schedule.add(kId, 10s, 0s, at(0s));
    schedule.forget(kId, at(0s));
    EXPECT_TRUE(schedule.empty());
    EXPECT_EQ(schedule.due(at(10s)), Actions{});
}

TEST(Schedule, lets_scripts_that_run_once_go_on_when_all_checks_are_forgotten) {
    Schedule schedule;
    schedule.add(kId, 10s, 0s, at(0s));
    schedule.add(2 * kId, 0s, 0s, at(0s));
    schedule.due(at(0s));
    schedule.forget_checks(at(1s));
    EXPECT_EQ(schedule.due(at(1s)), (Actions{{Kind::Terminate, kId}}));
    schedule.finished(kId, at(1s));
    EXPECT_TRUE(schedule.wants_outcome(2 * kId));
    EXPECT_FALSE(schedule.empty());
}

} // namespace xvrrp::runner
