// SPDX-License-Identifier: GPL-2.0-or-later
// Rule lines and their effective options: keepalived 2.2.7's values.
#include "config/routing/routing_line.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string with_rules(const std::string& lines) {
    return instance("virtual_rules {\n" + lines + "\n}\nvirtual_ipaddress { 10.0.0.8/24 }");
}

std::string shown_rule(const std::string& line) {
    const auto router = only_router(with_rules(line));
    return router.rules.empty() ? "" : rule_line(router.rules.front());
}

TEST(Rules, are_written_back_with_what_they_say) {
    for (const char* line : {"from 10.0.0.0/8 table 5 priority 5",
                             "not from 10.0.0.0/8 to 10.1.0.0/16 table 5 priority 8",
                             "iif eth0 table 5 priority 29",
                             "oif eth0 table 5 priority 31",
                             "fwmark 0x5/0xff table 5 priority 24",
                             "tos 16 table 5 priority 21",
                             "tunnel-id 5 table 5 priority 32",
                             "uidrange 1-5 table 5 priority 33",
                             "ipproto 17 sport 5-6 dport 7-8 table 5 priority 39",
                             "l3mdev priority 34",
                             "goto 200 priority 40",
                             "nop priority 41",
                             "blackhole priority 42",
                             "from 10.0.0.0/8 unreachable priority 43",
                             "prohibit priority 44",
                             "table 254 suppress_prefixlength 0 priority 26",
                             "table 254 suppress_ifgroup 5 priority 28",
                             "table 5 realms 10/20 priority 25",
                             "table 5 protocol 12 priority 36 no_track",
                             "table 5 priority 37 no_track",
                             "to 2001:db8::1/128 table 5 priority 7",
                             "inet6 table 300 priority 7",
                             "blackhole priority 4294967295"}) {
        EXPECT_EQ(shown_rule(line), line);
        EXPECT_EQ(findings(with_rules(line)), Findings{}) << line;
    }
}

TEST(Rules, have_other_words_for_the_same) {
    EXPECT_EQ(shown_rule("from all lookup main order 0x10"), "table 254 priority 16");
    EXPECT_EQ(shown_rule("dev eth0 dsfield 0x10 table 5 preference 9"), "iif eth0 tos 16 table 5 priority 9");
    EXPECT_EQ(shown_rule("type blackhole sport 5 priority 9"), "sport 5-5 blackhole priority 9");
    EXPECT_EQ(shown_rule("ipproto udp table 5 priority 9"), "ipproto 17 table 5 priority 9");
    EXPECT_EQ(shown_rule("sup_pl 1 sup_group default table 5 priority 9"),
              "table 5 suppress_prefixlength 1 suppress_ifgroup 0 priority 9");
}

TEST(Rules, without_a_priority_count_down_in_the_order_of_the_text) {
    const auto text = "static_rules {\nto 10.0.0.0/8 table 5\n}\n" +
                      with_rules("from 10.0.0.0/8 table 5\nto 2001:db8::1 table 5\nfrom 10.1.0.0/16 table 5");
    const auto parsed = parse_text(text);
    EXPECT_EQ(parsed.config.static_routing.rules.at(0).rule.priority, 16384U);
    const auto& rules = parsed.config.routers.at(0).rules;
    ASSERT_EQ(rules.size(), 3U);
    EXPECT_EQ(rules[0].rule.priority, 16383U);
    EXPECT_EQ(rules[1].rule.priority, 16384U);
    EXPECT_EQ(rules[2].rule.priority, 16382U);
    EXPECT_EQ(findings(with_rules("from 10.0.0.0/8 table 5")),
              Findings{"warning 6:1 the rule has no priority, using 16384"});
}

TEST(Rules, that_are_wrong_are_skipped_with_a_warning) {
    for (const char* line : {"from 10.0.0.0/8 to 2001:db8::1 table 5 priority 7",
                             "from 10.0.0.0./8 table 5 priority 7",
                             "from 10.0.0.0/8 priority 7",
                             "table 0 priority 7",
                             "table nosuch priority 7",
                             "table 5 priority x",
                             "tos 300 table 5 priority 8",
                             "fwmark x table 5 priority 8",
                             "fwmark -1 table 5 priority 8",
                             "realms foo table 5 priority 8",
                             "to 2001:db8::1 realms 10 table 5 priority 8",
                             "sup_pl 1 blackhole priority 9",
                             "suppress_ifgroup nosuch table main priority 9",
                             "uidrange 1 table 5 priority 9",
                             "uidrange 1-x table 5 priority 9",
                             "l3mdev table 5 priority 9",
                             "goto 20 priority 20",
                             "goto 20",
                             "unicast priority 10",
                             "frob priority 10",
                             "type frob priority 10",
                             "type table 5 priority 10",
                             "table 5 blackhole priority 10",
                             "table 5 priority 10 track_group G",
                             "blackhole priority 4294967296"}) {
        const auto parsed = parse_text(with_rules(line));
        EXPECT_TRUE(parsed.usable()) << line;
        EXPECT_FALSE(parsed.clean()) << line;
        EXPECT_TRUE(parsed.config.routers.at(0).rules.empty()) << line;
    }
}

TEST(Rules, do_without_a_condition_that_is_none_and_say_so) {
    EXPECT_EQ(findings(with_rules("ipproto nosuch table 5 priority 10")),
              Findings{"warning 6:9 unknown IP protocol 'nosuch', ignoring it"});
    EXPECT_EQ(findings(with_rules("dport x table 5 priority 10")),
              Findings{"warning 6:7 dport 'x' is no range of ports, ignoring it"});
    EXPECT_EQ(findings(with_rules("protocol static table 5 priority 10 no_track")),
              Findings{"warning 6:10 protocol 'static' is not in 0..255, ignoring it"});
    EXPECT_EQ(findings(with_rules("table 5 priority")), Findings{"error 6:9 'priority' lacks its parameter"});
}

TEST(TrackGroup, makes_interfaces_of_what_is_static_those_of_its_members) {
    const auto parsed =
        parse_text("track_group G {\ngroup {\nA\nNOBODY\n}\n}\n"
                   "static_ipaddress {\n203.0.113.5/24 dev eth1 track_group G\n}\n"
                   "static_routes {\n198.51.100.0/24 dev eth2 track_group G\n192.0.2.0/24 dev eth9\n}\n"
                   "static_rules {\niif eth3 table 5 priority 5 track_group G\n}\n" +
                   instance("virtual_ipaddress { 10.0.0.8/24 }"));
    EXPECT_EQ(findings(parsed.diagnostics), Findings{"note 4:1 there is no vrrp_instance 'NOBODY'"});
    EXPECT_EQ(parsed.config.routers.at(0).static_interfaces,
              (std::vector<std::string>{"eth1", "eth2", "eth3"}));
}

TEST(TrackGroup, is_ignored_where_there_is_nothing_to_track) {
    const std::string group = "track_group G {\ngroup {\nA\n}\n}\n";
    const auto rest = instance("virtual_ipaddress { 10.0.0.8/24 }");
    const auto said = [&](const std::string& block) { return findings(group + block + rest); };
    EXPECT_EQ(said("static_routes {\n192.0.2.0/24 dev eth1 track_group H\n}\n"),
              Findings{"warning 7:35 track_group 'H' is not defined above, ignoring it"});
    EXPECT_EQ(said("static_routes {\n192.0.2.0/24 dev eth1 no_track track_group G\n}\n"),
              Findings{"warning 7:44 track_group 'G' beside no_track, ignoring it"});
    EXPECT_EQ(said("static_rules {\noif eth1 table 5 priority 5 track_group G\n}\n"),
              Findings{"warning 7:41 track_group 'G' beside what names no interface, ignoring it"});
    EXPECT_EQ(findings(group + group + rest),
              Findings{"warning 6:13 track_group 'G' is already defined, ignoring this one"});
}

} // namespace
} // namespace xvrrp::config
