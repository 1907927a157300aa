// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using namespace std::chrono_literals;

core::Duration standing_in(const std::string& text) {
    return only_router(text).stand_in;
}

} // namespace

TEST(StandIn, is_three_seconds_long_and_can_be_set_for_all_and_for_one) {
    EXPECT_EQ(standing_in(instance("")), 3s);
    EXPECT_EQ(standing_in(instance("") + global_defs("stand_in 10")), 10s);
    EXPECT_EQ(standing_in(global_defs("stand_in 10") + instance("stand_in 5s")), 5s);
    EXPECT_EQ(standing_in(instance("stand_in 3.25")), 3250ms);
}

TEST(StandIn, can_be_switched_off) {
    EXPECT_EQ(standing_in(instance("stand_in off")), 0s);
    EXPECT_EQ(standing_in(global_defs("stand_in off") + instance("")), 0s);
    EXPECT_EQ(standing_in(global_defs("stand_in off") + instance("stand_in 3")), 3s);
}

TEST(StandIn, is_neither_shorter_than_the_pauses_of_an_idle_loop_nor_a_minute_long) {
    for (const std::string wrong : {"2.999", "60", "0"}) {
        EXPECT_EQ(findings(instance("stand_in " + wrong)),
                  (Findings{"warning 5:10 stand_in " + wrong + " is not in 3..59 | off, ignoring it"}));
        EXPECT_EQ(standing_in(instance("stand_in " + wrong)), 3s);
    }
    EXPECT_EQ(findings(instance("stand_in s")),
              (Findings{"warning 5:10 stand_in 's' is not a number, ignoring it"}));
}

TEST(StandIn, is_written_back_and_is_no_word_of_keepalived) {
    for (const std::string value : {"off", "5", "3.25"}) {
        const auto parsed = parse_text(instance("stand_in " + value));
        const auto shown = show(parsed.config, Secrets::Shown);
        EXPECT_NE(shown.find("stand_in " + value + "\n"), std::string::npos) << shown;
        EXPECT_EQ(parse_text(shown).config.routers, parsed.config.routers);
        ASSERT_EQ(parsed.extensions.size(), 1u);
    }
    EXPECT_EQ(show(parse_text(instance("")).config, Secrets::Shown).find("stand_in"), std::string::npos);
}

} // namespace xvrrp::config
