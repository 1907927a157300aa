// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

const Diagnostic& only(const Parsed& parsed) {
    EXPECT_EQ(parsed.diagnostics.size(), 1U) << testing::PrintToString(findings(parsed.diagnostics));
    return parsed.diagnostics.at(0);
}

TEST(Walk, warns_of_an_unknown_keyword_and_suggests_the_nearest_that_is_legal_there) {
    const Parsed parsed = parse_text("global_defs {\n  vrrp_versoin 3\n}\n");
    EXPECT_EQ(only(parsed), warning({0, 2, 3, 12}, "unknown keyword 'vrrp_versoin', ignoring it",
                                    "did you mean 'vrrp_version'?"));
    EXPECT_TRUE(parsed.usable());
    EXPECT_FALSE(parsed.clean());
}

TEST(Walk, does_not_suggest_what_is_legal_elsewhere) {
    EXPECT_EQ(only(parse_text("global_defs {\n prioritx 1\n}")).hint, "");
    EXPECT_EQ(only(parse_text(instance("prioritx 1"))).hint, "did you mean 'priority'?");
}

TEST(Walk, says_of_a_keyword_of_keepalived_that_it_is_not_supported_yet) {
    EXPECT_EQ(findings(instance("track_bfd {\n frobnicate\n}\nno_virtual_ipaddress")),
              (Findings{"error 5:1 'track_bfd' is not supported yet",
                        "error 8:1 'no_virtual_ipaddress' is not supported yet"}));
}

TEST(Walk, says_where_a_misplaced_keyword_belongs) {
    EXPECT_EQ(only(parse_text("global_defs {\n priority 1\n}")),
              warning({0, 2, 2, 8}, "'priority' is not allowed in global_defs, ignoring it",
                      "it belongs in vrrp_instance"));
    EXPECT_EQ(only(parse_text(instance("global_defs { }"))),
              warning({0, 5, 1, 11}, "'global_defs' is not allowed in vrrp_instance, ignoring it",
                      "it belongs at the top level: is a '}' missing before it?"));
}

TEST(Walk, ignores_what_belongs_to_an_instance_at_the_top_level) {
    EXPECT_EQ(only(parse_text("priority 1\n")),
              warning({0, 1, 1, 8}, "'priority' is not allowed at the top level, ignoring it",
                      "it belongs in vrrp_instance"));
}

TEST(Walk, reports_an_unknown_block_once_and_goes_on_after_it) {
    EXPECT_EQ(findings("frob { a b\n c { d }\n}\nglobal_defs {\n frab\n}"),
              (Findings{"warning 1:1 unknown keyword 'frob', ignoring it",
                        "warning 5:2 unknown keyword 'frab', ignoring it"}));
}

TEST(Walk, refuses_a_keyword_without_its_parameter) {
    EXPECT_EQ(only(parse_text(instance("priority"))),
              error({0, 5, 1, 8}, "'priority' lacks its parameter",
                    "priority 1..255 (unset: 100; 255 beside state MASTER)"));
    EXPECT_EQ(findings("vrrp_instance {\n interface eth0\n}"),
              (Findings{"error 1:1 'vrrp_instance' lacks its parameter"}));
}

TEST(Walk, warns_of_surplus_words_and_takes_the_first) {
    EXPECT_EQ(findings(instance("priority 110 foo bar")),
              (Findings{"warning 5:14 surplus words after 'priority', ignoring them"}));
    EXPECT_EQ(only_router(instance("priority 110 foo bar")).priority, 110);
    EXPECT_EQ(findings(instance("nopreempt off")),
              (Findings{"warning 5:11 surplus words after 'nopreempt', ignoring them"}));
    EXPECT_FALSE(only_router(instance("nopreempt off")).preempt);
}

TEST(Walk, points_out_a_keyword_among_the_surplus_words) {
    EXPECT_EQ(only(parse_text(instance("priority 110 advert_int 3"))).hint,
              "'advert_int' needs a line of its own");
    EXPECT_EQ(only_router(instance("priority 110 advert_int 3")).interval, core::Centiseconds(100));
}

TEST(Walk, refuses_a_block_of_two_names) {
    EXPECT_EQ(
        findings(
            "vrrp_instance A B {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n}"),
        (Findings{"error 1:17 'vrrp_instance' takes one NAME"}));
    EXPECT_EQ(only_router("vrrp_instance \"A B\" {\ninterface eth0\nvirtual_router_id 1\n}").name, "A B");
}

TEST(Walk, refuses_a_block_where_none_belongs_and_misses_one_where_it_does) {
    EXPECT_EQ(findings(instance("priority 3 { 4 }")), (Findings{"error 5:1 'priority' takes no block"}));
    EXPECT_EQ(findings(instance("authentication")), (Findings{"error 5:1 'authentication' lacks its block"}));
    EXPECT_EQ(findings("global_defs"), (Findings{"error 1:1 'global_defs' lacks its block"}));
}

TEST(Walk, knows_keywords_only_in_lower_case) {
    EXPECT_EQ(only(parse_text("VRRP_INSTANCE A {\n interface eth0\n}")),
              warning({0, 1, 1, 13}, "unknown keyword 'VRRP_INSTANCE', ignoring it",
                      "did you mean 'vrrp_instance'?"));
}

} // namespace
} // namespace xvrrp::config
