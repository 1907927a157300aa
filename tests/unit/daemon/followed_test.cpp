// SPDX-License-Identifier: GPL-2.0-or-later
// What a reload keeps of a script and of a process that is counted. No runner is there.
#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "daemon/followed.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;
using FollowedChecks = Followed<core::Tracker::Kind::Script, runner::Job, core::CheckRule, core::Check>;
using FollowedCounts = Followed<core::Tracker::Kind::Process, runner::Watch, core::QuorumRule, core::Quorum>;

constexpr core::TimePoint kThen{1h};

class FollowedOverAReload : public ::testing::Test {
protected:
    static FollowedChecks::Each check(const core::CheckRule& rule, core::Duration interval = 1s) {
        return {0,
                {.script = {{"/bin/check"}, {}, {}}, .interval = interval},
                rule,
                core::Check("chk", rule, kThen)};
    }

    static FollowedCounts::Each count(const core::QuorumRule& rule) {
        return {0, {0, {"nginx"}}, rule, core::Quorum("web", "nginx", rule)};
    }

    std::vector<core::Input> follow(const FollowedChecks::Each& each) {
        return checks_.follow({{"chk", each}}, runner_);
    }

    std::vector<core::Input> follow(const FollowedCounts::Each& each) {
        return counts_.follow({{"web", each}}, runner_);
    }

    runner::JobId id() const { return checks_.all().at("chk").id; }

    core::Check& state() { return checks_.all().at("chk").state; }

    os::EventLoop loop_ = *os::EventLoop::open();
    Runner runner_{loop_, [](const auto&, const auto&) {}, [] {}, ""};
    FollowedChecks checks_;
    FollowedCounts counts_;
};

const core::RunOutcome kBadRun{core::RunOutcome::End::Exited, 1, {}};

} // namespace

TEST_F(FollowedOverAReload, a_script_runs_on_under_another_rule) {
    EXPECT_TRUE(follow(check({})).empty()) << "nothing is known of it yet";
    const auto before = id();
    state().take({}, kThen);
    const auto news = follow(check({.fall = 2}));
    EXPECT_EQ(id(), before);
    ASSERT_EQ(news.size(), 1u);
    EXPECT_TRUE(std::get<core::TrackerObserved>(news.front()).state.good);
    EXPECT_EQ(checks_.of(before), &state());
    EXPECT_FALSE(state().take(kBadRun, kThen));
    EXPECT_TRUE(state().take(kBadRun, kThen));
}

TEST_F(FollowedOverAReload, a_script_with_init_fail_is_known_before_it_has_run) {
    const auto news = follow(check({.fails_at_first = true}));
    ASSERT_EQ(news.size(), 1u);
    EXPECT_FALSE(std::get<core::TrackerObserved>(news.front()).state.good);
}

TEST_F(FollowedOverAReload, a_script_that_is_run_in_another_way_is_another_one) {
    follow(check({}));
    const auto before = id();
    state().take({}, kThen);
    const auto news = follow(check({}, 2s));
    EXPECT_NE(id(), before);
    ASSERT_EQ(news.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<core::TrackerGone>(news.front()));
    EXPECT_EQ(checks_.of(before), nullptr);
    EXPECT_FALSE(state().state());
}

TEST_F(FollowedOverAReload, a_script_without_a_result_is_still_awaited_under_another_rule) {
    follow(check({}));
    EXPECT_TRUE(follow(check({.rise = 2})).empty());
    EXPECT_FALSE(state().state());
}

TEST_F(FollowedOverAReload, processes_are_judged_by_another_rule_at_once) {
    follow(count({}));
    counts_.all().at("web").state.take(1, kThen);
    const auto news = follow(count({.least = 2, .terminate_delay = 10s}));
    ASSERT_EQ(news.size(), 1u);
    EXPECT_FALSE(std::get<core::TrackerObserved>(news.front()).state.good);
}

TEST_F(FollowedOverAReload, nothing_is_told_of_what_stays_the_same) {
    follow(check({}));
    const auto before = id();
    state().take({}, kThen);
    EXPECT_TRUE(follow(check({})).empty());
    EXPECT_EQ(id(), before);
    EXPECT_TRUE(state().state());
}

} // namespace xvrrp::daemon
