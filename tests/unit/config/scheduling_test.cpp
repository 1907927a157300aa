// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

Scheduling scheduling(const std::string& lines) {
    const Parsed parsed = parse_text(global_defs(lines));
    EXPECT_TRUE(parsed.clean());
    return parsed.config.scheduling;
}

TEST(Scheduling, is_real_time_unless_something_else_is_asked_for) {
    EXPECT_EQ(scheduling("router_id a"), (Scheduling{1, {}, {}, false}));
    EXPECT_EQ(scheduling("vrrp_rt_priority 50"), (Scheduling{50, {}, {}, false}));
    EXPECT_EQ(scheduling("vrrp_priority -10"), (Scheduling{0, -10, {}, false}));
    EXPECT_EQ(scheduling("vrrp_priority 0"), (Scheduling{0, 0, {}, false}));
    EXPECT_EQ(scheduling("vrrp_rt_priority 2\nvrrp_priority 3"), (Scheduling{2, 3, {}, false}));
}

TEST(Scheduling, takes_one_processor_or_several) {
    EXPECT_EQ(scheduling("vrrp_cpu_affinity 1").cpus, (std::vector<unsigned>{1}));
    EXPECT_EQ(scheduling("vrrp_cpu_affinity 3 0 2").cpus, (std::vector<unsigned>{3, 0, 2}));
}

TEST(Scheduling, keeps_memory_where_that_is_said) {
    EXPECT_FALSE(scheduling("router_id a").no_swap);
    EXPECT_TRUE(scheduling("vrrp_no_swap").no_swap);
}

TEST(Scheduling, ignores_what_is_out_of_range) {
    const std::string text =
        global_defs("vrrp_rt_priority 100\nvrrp_priority 20\nvrrp_cpu_affinity 1024 1 x");
    EXPECT_EQ(findings(text), (Findings{"warning 2:18 vrrp_rt_priority 100 is not in 1..99, ignoring it",
                                        "warning 3:15 vrrp_priority 20 is not in -20..19, ignoring it",
                                        "warning 4:19 vrrp_cpu_affinity 1024 is not in 0..1023, ignoring it",
                                        "warning 4:26 vrrp_cpu_affinity 'x' is not a number, ignoring it"}));
    EXPECT_EQ(parse_text(text).config.scheduling, (Scheduling{1, {}, {1}, false}));
}

TEST(Scheduling, needs_nothing_of_what_raises_priority_after_the_fact) {
    const std::string text =
        global_defs("max_auto_priority\nmax_auto_priority -1\nmin_auto_priority_delay 1000\n"
                    "vrrp_rlimit_rttime 20000\nvrrp_rlimit_rtime 20000");
    EXPECT_EQ(findings(text), (Findings{"note 2:1 'max_auto_priority' changes nothing here",
                                        "note 3:1 'max_auto_priority' changes nothing here",
                                        "note 4:1 'min_auto_priority_delay' changes nothing here",
                                        "note 5:1 'vrrp_rlimit_rttime' changes nothing here",
                                        "note 6:1 'vrrp_rlimit_rtime' changes nothing here"}));
    EXPECT_EQ(findings(global_defs("max_auto_priority 100")),
              (Findings{"note 2:1 'max_auto_priority' changes nothing here",
                        "warning 2:19 max_auto_priority 100 is not in -1..99, ignoring it"}));
    EXPECT_EQ(parse_text(text).config.scheduling, Scheduling{});
}

} // namespace
} // namespace xvrrp::config
