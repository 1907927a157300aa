// SPDX-License-Identifier: GPL-2.0-or-later
// The other settings that stand in global_defs or in an instance, and words that change nothing.
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::ChecksumStyle;
using core::VirtualRouterConfig;

struct Switch {
    std::string global;
    std::string own;
    bool (*is_on)(const VirtualRouterConfig&);
};

const Switch kSwitches[] = {
    {"vrrp_lower_prio_no_advert", "lower_prio_no_advert",
     [](const VirtualRouterConfig& router) { return router.lower_prio_no_advert; }},
    {"vrrp_higher_prio_send_advert", "higher_prio_send_advert",
     [](const VirtualRouterConfig& router) { return router.higher_prio_send_advert; }},
    {"v3_checksum_as_v2", "v3_checksum_as_v2",
     [](const VirtualRouterConfig& router) { return router.checksum == ChecksumStyle::MessageOnly; }},
};

TEST(Switches, are_off_where_they_are_not_written) {
    for (const Switch& one : kSwitches)
        EXPECT_FALSE(one.is_on(only_router(instance("")))) << one.own;
}

TEST(Switches, are_on_alone_and_with_each_word_for_it) {
    for (const Switch& one : kSwitches) {
        for (const std::string word : {"", " on", " true", " yes"}) {
            EXPECT_EQ(findings(global_defs(one.global + word) + instance(one.own + word)), Findings{})
                << word;
            EXPECT_TRUE(one.is_on(only_router(instance(one.own + word)))) << one.own << word;
            EXPECT_TRUE(one.is_on(only_router(instance("") + global_defs(one.global + word))))
                << one.global << word;
        }
    }
}

TEST(Switches, of_an_instance_turn_off_what_global_defs_turn_on) {
    for (const Switch& one : kSwitches) {
        for (const std::string word : {" off", " false", " no"})
            EXPECT_FALSE(one.is_on(only_router(global_defs(one.global) + instance(one.own + word))))
                << one.own << word;
    }
}

TEST(Switches, that_are_neither_on_nor_off_are_ignored) {
    for (const Switch& one : kSwitches) {
        for (const std::string word : {"maybe", "ON", "1", "\"\""}) {
            const Parsed parsed = parse_text(instance(one.own + "\n" + one.own + " " + word));
            ASSERT_EQ(parsed.diagnostics.size(), 1U) << word;
            EXPECT_EQ(parsed.diagnostics[0].severity, Severity::Warning);
            EXPECT_NE(parsed.diagnostics[0].message.find("is neither on nor off, ignoring it"),
                      std::string::npos);
            EXPECT_TRUE(one.is_on(parsed.config.routers.at(0))) << one.own;
        }
    }
}

TEST(Switches, take_one_word) {
    EXPECT_EQ(findings(instance("lower_prio_no_advert on off")),
              (Findings{"warning 5:25 surplus words after 'lower_prio_no_advert', ignoring them"}));
    EXPECT_TRUE(only_router(instance("lower_prio_no_advert on off")).lower_prio_no_advert);
}

TEST(DownTimerAdverts, are_three_or_those_of_global_defs_or_of_the_instance) {
    EXPECT_EQ(only_router(instance("")).down_timer_adverts, 3U);
    const std::string global = global_defs("vrrp_down_timer_adverts 5");
    EXPECT_EQ(only_router(instance("") + global).down_timer_adverts, 5U);
    EXPECT_EQ(only_router(global + instance("down_timer_adverts 1")).down_timer_adverts, 1U);
    EXPECT_EQ(only_router(instance("down_timer_adverts 100")).down_timer_adverts, 100U);
}

TEST(DownTimerAdverts, out_of_range_are_ignored) {
    for (const std::string wrong : {"0", "101"}) {
        EXPECT_EQ(findings(instance("down_timer_adverts " + wrong)),
                  (Findings{"warning 5:20 down_timer_adverts " + wrong + " is not in 1..100, ignoring it"}));
        EXPECT_EQ(only_router(instance("down_timer_adverts " + wrong)).down_timer_adverts, 3U);
    }
    EXPECT_EQ(findings(global_defs("vrrp_down_timer_adverts x")),
              (Findings{"warning 2:25 vrrp_down_timer_adverts 'x' is not a number, ignoring it"}));
}

TEST(StartupDelay, is_none_or_a_time_from_a_millisecond_on) {
    EXPECT_EQ(only_router(instance("")).startup_delay, core::Duration(0));
    EXPECT_EQ(only_router(instance("") + global_defs("vrrp_startup_delay 5.5")).startup_delay,
              std::chrono::milliseconds(5500));
    EXPECT_EQ(only_router(instance("") + global_defs("vrrp_startup_delay 0.001")).startup_delay,
              std::chrono::milliseconds(1));
    EXPECT_EQ(findings(global_defs("vrrp_startup_delay 0")),
              (Findings{"warning 2:20 vrrp_startup_delay 0 is not in 0.001..4294.967295, ignoring it"}));
}

TEST(DelayAfterBoot, is_a_time_beside_the_startup_delay) {
    EXPECT_EQ(only_router(instance("")).delay_after_boot, core::Duration(0));
    const auto both =
        only_router(instance("") + global_defs("vrrp_delay_after_boot 60.5\nvrrp_startup_delay 5"));
    EXPECT_EQ(both.delay_after_boot, std::chrono::milliseconds(60'500));
    EXPECT_EQ(both.startup_delay, std::chrono::seconds(5));
}

} // namespace
} // namespace xvrrp::config
