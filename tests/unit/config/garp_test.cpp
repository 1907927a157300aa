// SPDX-License-Identifier: GPL-2.0-or-later
// Gratuitous ARP and unsolicited NA. The values are those that keepalived 2.2.7 shows for the same text.
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::GarpConfig;
using std::chrono::microseconds;
using std::chrono::seconds;

const std::string kEach = "garp_master_repeat 1\ngarp_master_delay 2\ngarp_master_refresh 3\n"
                          "garp_master_refresh_repeat 4\ngarp_lower_prio_repeat 6\ngarp_lower_prio_delay 7";
const std::string kEachGlobal =
    "vrrp_garp_master_repeat 11\nvrrp_garp_master_delay 12\nvrrp_garp_master_refresh 13\n"
    "vrrp_garp_master_refresh_repeat 14\nvrrp_garp_lower_prio_repeat 16\nvrrp_garp_lower_prio_delay 17";

GarpConfig garp(unsigned from) {
    return {.master_repeat = from,
            .master_delay = seconds(from + 1),
            .master_refresh = seconds(from + 2),
            .master_refresh_repeat = from + 3,
            .lower_prio_repeat = from + 5,
            .lower_prio_delay = seconds(from + 6)};
}

GarpConfig garp(const std::string& global, const std::string& own) {
    const std::string text = global_defs(global) + instance(own);
    EXPECT_EQ(findings(text), Findings{});
    return only_router(text).garp;
}

TEST(GarpExtraIf, is_for_all_interfaces_or_none_that_there_is) {
    const auto extra = [](const std::string& text) { return only_router(text).garp.extra_if; };
    EXPECT_EQ(extra(instance("")), seconds(0));
    EXPECT_EQ(findings(instance("garp_extra_if all 30")), Findings{});
    EXPECT_EQ(extra(instance("garp_extra_if all 30")), seconds(30));
    EXPECT_EQ(extra(global_defs("vrrp_garp_extra_if all 30") + instance("")), seconds(30));
    EXPECT_EQ(extra(global_defs("vrrp_garp_extra_if all 30") + instance("garp_extra_if 0")), seconds(0));
    EXPECT_EQ(findings(instance("garp_extra_if 30")),
              (Findings{"note 5:1 'garp_extra_if' without 'all' changes nothing here"}));
    EXPECT_EQ(extra(instance("garp_extra_if 30")), seconds(0));
}

TEST(GarpExtraIf, that_is_wrong_is_ignored_with_a_warning) {
    EXPECT_EQ(findings(instance("garp_extra_if all")),
              (Findings{"warning 5:15 garp_extra_if lacks its time, ignoring it"}));
    EXPECT_EQ(findings(instance("garp_extra_if all 86401")),
              (Findings{"warning 5:19 garp_extra_if 86401 is not in [all] 0..86400, ignoring it"}));
    EXPECT_EQ(findings(instance("vmac_garp_intvl all 7")),
              (Findings{"warning 5:1 'vmac_garp_intvl' is the old name"}));
    EXPECT_EQ(only_router(instance("vmac_garp_intvl all 7")).garp.extra_if, seconds(7));
    EXPECT_EQ(findings(global_defs("vrrp_vmac_garp_intvl all 7") + instance("")),
              (Findings{"warning 2:1 'vrrp_vmac_garp_intvl' is the old name"}));
}

TEST(Garp, is_five_messages_and_five_more_after_five_seconds_where_nothing_is_said) {
    const GarpConfig expected{.master_repeat = 5,
                              .master_delay = seconds(5),
                              .master_refresh = seconds(0),
                              .master_refresh_repeat = 1,
                              .lower_prio_repeat = 5,
                              .lower_prio_delay = seconds(5)};
    EXPECT_EQ(garp("", ""), expected);
}

TEST(Garp, has_every_value_in_an_instance) {
    EXPECT_EQ(garp("", kEach), garp(1));
}

TEST(Garp, has_every_value_in_global_defs_even_after_the_instance) {
    EXPECT_EQ(garp(kEachGlobal, ""), garp(11));
    EXPECT_EQ(only_router(instance("") + global_defs(kEachGlobal)).garp, garp(11));
}

TEST(Garp, of_an_instance_wins_over_global_defs) {
    EXPECT_EQ(garp(kEachGlobal, kEach), garp(1));
}

TEST(Garp, of_one_instance_is_not_that_of_another) {
    const std::string other = "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\n"
                              "virtual_ipaddress { 10.0.0.8 }\n}\n";
    const Parsed parsed = parse_text(instance(kEach) + other);
    ASSERT_EQ(parsed.config.routers.size(), 2U);
    EXPECT_EQ(parsed.config.routers[0].garp, garp(1));
    EXPECT_EQ(parsed.config.routers[1].garp, GarpConfig{});
}

TEST(Garp, after_a_losing_advert_follows_the_global_values_of_a_takeover) {
    const GarpConfig followed = garp("vrrp_garp_master_repeat 3\nvrrp_garp_master_delay 4", "");
    EXPECT_EQ(followed.lower_prio_repeat, 3U);
    EXPECT_EQ(followed.lower_prio_delay, seconds(4));
    const GarpConfig apart = garp("", "garp_master_repeat 3\ngarp_master_delay 4");
    EXPECT_EQ(apart.lower_prio_repeat, 5U);
    EXPECT_EQ(apart.lower_prio_delay, seconds(5));
}

TEST(Garp, is_one_message_with_vrrp_min_garp) {
    const GarpConfig least{.master_repeat = 1,
                           .master_delay = seconds(0),
                           .lower_prio_repeat = 1,
                           .lower_prio_delay = seconds(0)};
    EXPECT_EQ(garp("vrrp_min_garp", ""), least);
    EXPECT_EQ(garp("vrrp_min_garp true", ""), least);
    EXPECT_EQ(garp("vrrp_min_garp off", ""), GarpConfig{});
}

TEST(Garp, with_vrrp_min_garp_is_what_else_is_said) {
    const GarpConfig expected{.master_repeat = 8,
                              .master_delay = seconds(4),
                              .lower_prio_repeat = 3,
                              .lower_prio_delay = seconds(4)};
    EXPECT_EQ(
        garp("vrrp_garp_master_repeat 3\nvrrp_min_garp\nvrrp_garp_master_delay 4", "garp_master_repeat 8"),
        expected);
}

TEST(Garp, pauses_between_messages_for_microseconds) {
    const GarpConfig paused = garp("vrrp_garp_interval 0.000001\nvrrp_gna_interval 1.5", "");
    EXPECT_EQ(paused.interval, microseconds(1));
    EXPECT_EQ(paused.na_interval, microseconds(1'500'000));
    EXPECT_EQ(garp("vrrp_garp_interval 4294.967295", "").interval, microseconds(4'294'967'295));
}

TEST(Garp, explains_the_pause_of_zero_that_many_copy) {
    const Parsed parsed =
        parse_text(global_defs("vrrp_garp_interval 0\nvrrp_gna_interval 0.0") + instance(""));
    const std::string hint = "many copied samples have this line; without it there is no pause either";
    EXPECT_EQ(
        parsed.diagnostics,
        (Diagnostics{
            warning({0, 2, 20, 1}, "vrrp_garp_interval 0 is not in 0.000001..4294.967295, ignoring it", hint),
            warning({0, 3, 19, 3}, "vrrp_gna_interval 0 is not in 0.000001..4294.967295, ignoring it",
                    hint)}));
    EXPECT_EQ(parsed.config.routers.at(0).garp, GarpConfig{});
}

struct Wrong {
    const char* statement;
    const char* finding;
    GarpConfig kept;
};

TEST(Garp, corrects_what_is_out_of_range) {
    const Wrong cases[] = {
        {"garp_master_repeat 0",
         "warning 5:20 garp_master_repeat 0 is not in 1..255, using 1",
         {.master_repeat = 1}},
        {"garp_master_refresh_repeat 0",
         "warning 5:28 garp_master_refresh_repeat 0 is not in 1..255, using 1",
         {.master_refresh_repeat = 1}},
        {"garp_master_repeat 256", "warning 5:20 garp_master_repeat 256 is not in 1..255, ignoring it", {}},
        {"garp_lower_prio_repeat 256",
         "warning 5:24 garp_lower_prio_repeat 256 is not in 0..255, ignoring it",
         {}},
        {"garp_master_delay 4295", "warning 5:19 garp_master_delay 4295 is not in 0..4294, ignoring it", {}},
        {"garp_master_delay 1.5", "warning 5:19 garp_master_delay '1.5' is not a number, ignoring it", {}},
        {"garp_lower_prio_delay -1",
         "warning 5:23 garp_lower_prio_delay -1 is not in 0..4294, ignoring it",
         {}},
        {"garp_master_refresh 4294967296",
         "warning 5:21 garp_master_refresh 4294967296 is not in 0..4294967295, ignoring it",
         {}},
    };
    for (const Wrong& one : cases) {
        EXPECT_EQ(findings(instance(one.statement)), (Findings{one.finding}));
        EXPECT_EQ(only_router(instance(one.statement)).garp, one.kept) << one.statement;
    }
}

TEST(Garp, takes_the_ends_of_each_range) {
    EXPECT_EQ(garp("", "garp_master_delay 0").master_delay, seconds(0));
    EXPECT_EQ(garp("", "garp_master_delay 4294").master_delay, seconds(4294));
    EXPECT_EQ(garp("", "garp_master_refresh 4294967295").master_refresh, seconds(4'294'967'295));
    EXPECT_EQ(garp("", "garp_lower_prio_repeat 0").lower_prio_repeat, 0U);
    EXPECT_EQ(garp("", "garp_master_repeat 255").master_repeat, 255U);
}

} // namespace
} // namespace xvrrp::config
