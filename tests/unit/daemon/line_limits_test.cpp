// SPDX-License-Identifier: GPL-2.0-or-later
// A flood of equal lines is limited in the log. The time is virtual.
#include "daemon/line_limits.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

constexpr LineLimits::Rule kOnce{1, 10s};

core::TimePoint second(double since_start) {
    return core::TimePoint{} + 1000s +
           std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(since_start));
}

LineLimits::Key refused(const std::string& router, const std::string& reason) {
    return {router, message("packet_refused"), reason};
}

LogLine line(const std::string& text) {
    return {spdlog::level::warn, text, {message("packet_refused"), {{"VRRP_INSTANCE", "VI_1"}}}};
}

// The texts that are told at this time.
std::vector<std::string> told(LineLimits& limits, double at) {
    std::vector<std::string> out;
    for (const auto& each : limits.take_over(second(at)))
        out.push_back(each.line.text);
    return out;
}

} // namespace

TEST(LineLimit, lets_a_line_pass_every_ten_seconds_and_counts_the_others) {
    LineLimit limit;
    EXPECT_EQ(limit.pass(second(0)), 0u);
    EXPECT_EQ(limit.pass(second(0.001)), std::nullopt);
    EXPECT_EQ(limit.pass(second(9.999)), std::nullopt);
    EXPECT_EQ(limit.pass(second(10)), 2u);
    EXPECT_EQ(limit.pass(second(11)), std::nullopt);
    EXPECT_EQ(limit.pass(second(60)), 1u);
}

TEST(LineLimits, let_the_first_lines_pass_and_tell_the_number_of_the_others_at_the_end) {
    LineLimits limits;
    const LineLimits::Rule twice{2, 10s};
    EXPECT_EQ(limits.deadline(), core::kNever);
    EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), twice, line("one"), second(0)));
    EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), twice, line("two"), second(1)));
    EXPECT_FALSE(limits.pass(refused("VI_1", "ttl"), twice, line("three"), second(2)));
    EXPECT_FALSE(limits.pass(refused("VI_1", "ttl"), twice, line("four"), second(9)));
    EXPECT_EQ(limits.deadline(), second(10));
    EXPECT_EQ(told(limits, 9.9), std::vector<std::string>{});
    EXPECT_EQ(told(limits, 10), std::vector<std::string>{"four: 2 more of this in the last 10 s"});
    EXPECT_EQ(told(limits, 11), std::vector<std::string>{});
}

TEST(LineLimits, tell_nothing_if_nothing_was_left_out) {
    LineLimits limits;
    EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), kOnce, line("one"), second(0)));
    EXPECT_EQ(told(limits, 10), std::vector<std::string>{});
    EXPECT_EQ(limits.deadline(), core::kNever);
    EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), kOnce, line("two"), second(10)));
}

TEST(LineLimits, are_those_of_one_router_one_message_and_one_reason) {
    LineLimits limits;
    EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), kOnce, line("one"), second(0)));
    EXPECT_TRUE(limits.pass(refused("VI_1", "checksum"), kOnce, line("two"), second(0)));
    EXPECT_TRUE(limits.pass(refused("VI_2", "ttl"), kOnce, line("three"), second(0)));
    EXPECT_TRUE(limits.pass({"VI_1", message("two_owners")}, kOnce, line("four"), second(0)));
    EXPECT_FALSE(limits.pass(refused("VI_1", "ttl"), kOnce, line("five"), second(0)));
}

TEST(LineLimits, leave_two_lines_a_minute_of_a_flood_that_goes_on_and_forget_it_when_it_ends) {
    LineLimits limits;
    const LineLimits::Rule often{20, 60s};
    std::size_t written = 0;
    for (int i = 0; i < 36'000; ++i) { // ten each second for an hour
        written += told(limits, i / 10.0).size();
        written += limits.pass(refused("VI_1", "ttl"), often, line("again"), second(i / 10.0)) ? 1 : 0;
    }
    EXPECT_LE(written, 20U + 2 * 60);
    EXPECT_GE(written, 20U + 2 * 58);
    EXPECT_EQ(told(limits, 3661).size(), 1U); // the last number
    EXPECT_EQ(told(limits, 3722).size(), 0U);
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(limits.pass(refused("VI_1", "ttl"), often, line("anew"), second(3723)));
}

TEST(LineLimits, tell_with_the_message_and_the_fields_of_the_line_and_the_number) {
    LineLimits limits;
    auto transition = line("(VI_1) Entering FAULT STATE (eth0 is down)");
    transition.again = "(VI_1) FAULT (eth0 is down)";
    limits.pass(refused("VI_1", "ttl"), kOnce, transition, second(0));
    limits.pass(refused("VI_1", "ttl"), kOnce, transition, second(1));
    const auto told = limits.take_all(second(3));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].about, "VI_1");
    EXPECT_EQ(told[0].line.text, "(VI_1) FAULT (eth0 is down): 1 more of this in the last 3 s");
    EXPECT_EQ(told[0].line.level, spdlog::level::warn);
    EXPECT_EQ(told[0].line.beside.message, message("packet_refused"));
    EXPECT_EQ(told[0].line.beside.fields, (Fields{{"VRRP_INSTANCE", "VI_1"}, {"VRRP_LEFT_OUT", "1"}}));
    EXPECT_TRUE(limits.take_all(second(3)).empty());
}

} // namespace xvrrp::daemon
