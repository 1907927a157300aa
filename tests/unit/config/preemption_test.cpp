// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using std::chrono::seconds;

struct Expected {
    std::uint8_t priority;
    bool preempt;
    core::Duration delay;
    Findings found;
};

void expect(const std::string& statements, const Expected& expected) {
    const core::VirtualRouterConfig router = only_router(instance(statements));
    EXPECT_EQ(router.priority, expected.priority) << statements;
    EXPECT_EQ(router.preempt, expected.preempt) << statements;
    EXPECT_EQ(router.preempt_delay, expected.delay) << statements;
    EXPECT_EQ(findings(instance(statements)), expected.found) << statements;
}

TEST(Preemption, can_be_turned_off_and_delayed) {
    expect("nopreempt", {100, false, seconds(0), {}});
    expect("preempt_delay 1000", {100, true, seconds(1000), {}});
    expect("preempt_delay 0.25", {100, true, std::chrono::milliseconds(250), {}});
    expect("state BACKUP\npriority 255\npreempt_delay 5", {255, true, seconds(5), {}});
}

TEST(Preemption, is_what_was_said_last) {
    expect("nopreempt\npreempt",
           {100, true, seconds(0), {"note 6:1 'preempt' was set on line 5 already, this one counts"}});
}

TEST(StateMaster, without_a_priority_means_255_and_is_warned_of) {
    expect("state MASTER",
           {255,
            true,
            seconds(0),
            {"warning 5:7 state MASTER without a priority means priority 255: this router takes over "
             "at once, whoever is master"}});
    expect("state MASTER\npriority 150", {150, true, seconds(0), {}});
    expect("state BACKUP", {100, true, seconds(0), {}});
}

TEST(StateMaster, clears_nopreempt_and_preempt_delay) {
    expect("state MASTER\npriority 100\nnopreempt",
           {100, true, seconds(0), {"warning 7:1 nopreempt does not work with state MASTER, ignoring it"}});
    expect("nopreempt\npreempt_delay 5\nstate MASTER\npriority 100",
           {100,
            true,
            seconds(0),
            {"warning 5:1 nopreempt does not work with state MASTER, ignoring it",
             "warning 6:15 preempt_delay does not work with state MASTER, ignoring it"}});
}

TEST(Preemption, cannot_be_turned_off_for_the_owner) {
    expect("state BACKUP\npriority 255\nnopreempt",
           {255, true, seconds(0), {"warning 7:1 nopreempt does not work with priority 255, ignoring it"}});
}

TEST(Preemption, that_is_off_has_no_delay) {
    expect(
        "preempt_delay 5\nnopreempt",
        {100, false, seconds(0), {"warning 5:15 preempt_delay does not work with nopreempt, ignoring it"}});
}

TEST(Preemption, ignores_a_delay_that_is_none) {
    expect("preempt_delay 3\npreempt_delay 2000",
           {100, true, seconds(3), {"warning 6:15 preempt_delay 2000 is not in 0..1000, ignoring it"}});
    expect("preempt_delay -1",
           {100, true, seconds(0), {"warning 5:15 preempt_delay -1 is not in 0..1000, ignoring it"}});
    expect("preempt_delay 5x",
           {100, true, seconds(0), {"warning 5:15 preempt_delay '5x' is not a number, ignoring it"}});
}

} // namespace
} // namespace xvrrp::config
