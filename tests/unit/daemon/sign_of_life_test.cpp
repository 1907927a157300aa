// SPDX-License-Identifier: GPL-2.0-or-later
// A runner that says nothing is asked, and one that does not answer is given up.
#include "daemon/sign_of_life.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;
using Due = SignOfLife::Due;

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint{} + 1000s + since_start;
}

// The times at which something is due, seen by a loop that comes exactly when it is asked to.
std::vector<std::pair<core::Duration, Due>> story_of(SignOfLife& sign) {
    std::vector<std::pair<core::Duration, Due>> story;
    while (sign.deadline() != core::kNever) {
        const auto now = sign.deadline();
        if (const auto due = sign.due(now); due != Due::Nothing)
            story.emplace_back(now - at(0s), due);
    }
    return story;
}

TEST(SignOfLife, asks_after_five_seconds_and_gives_up_six_seconds_later) {
    SignOfLife sign;
    sign.begin(at(0s));
    EXPECT_EQ(sign.due(at(5s) - 1ns), Due::Nothing);
    const std::vector<std::pair<core::Duration, Due>> expected{{5s, Due::Question}, {11s, Due::Silence}};
    EXPECT_EQ(story_of(sign), expected);
}

TEST(SignOfLife, asks_once_and_is_content_with_whatever_it_hears) {
    SignOfLife sign;
    sign.begin(at(0s));
    EXPECT_EQ(sign.due(at(5s)), Due::Question);
    EXPECT_EQ(sign.due(at(6s)), Due::Nothing);
    sign.heard(at(9s));
    EXPECT_EQ(sign.due(at(13s)), Due::Nothing);
    EXPECT_EQ(sign.due(at(14s)), Due::Question) << "it is asked anew";
}

// Further requests show nothing of the runner.
TEST(SignOfLife, is_not_put_off_by_what_the_runner_is_asked) {
    SignOfLife sign;
    for (auto now = 0s; now < 5s; now += 1s)
        sign.begin(at(now));
    EXPECT_EQ(sign.deadline(), at(5s));
}

TEST(SignOfLife, of_a_loop_that_is_late_itself_leaves_the_answer_a_moment) {
    SignOfLife sign;
    sign.begin(at(0s));
    EXPECT_EQ(sign.due(at(5s)), Due::Question);
    EXPECT_EQ(sign.due(at(100s)), Due::Nothing);
    EXPECT_EQ(sign.due(at(101s) - 1ns), Due::Nothing);
    sign.heard(at(101s) - 1ns);
    EXPECT_EQ(sign.due(at(101s)), Due::Nothing);
    EXPECT_EQ(sign.due(at(106s)), Due::Question);
}

TEST(SignOfLife, wakes_nobody_while_nothing_is_expected) {
    SignOfLife sign;
    EXPECT_EQ(sign.deadline(), core::kNever);
    sign.begin(at(0s));
    sign.rest();
    EXPECT_EQ(sign.deadline(), core::kNever);
    EXPECT_EQ(sign.due(at(100s)), Due::Nothing);
    sign.begin(at(200s));
    EXPECT_EQ(sign.deadline(), at(205s));
}

} // namespace

} // namespace xvrrp::daemon
