// SPDX-License-Identifier: GPL-2.0-or-later
// The guard of no_accept, and its rules in the language of nftables.
#include "core/net/firewall.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Set = std::set<IpAddress>;

const auto kA = ip("192.0.2.1");
const auto kB = ip("192.0.2.2");

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

// The addresses that are guarded from now on, or nothing if the guard is left alone.
std::optional<Set> slice(Firewall& firewall, bool addresses_go = false, bool refused = false,
                         Duration now = 0s) {
    const auto operation = firewall.plan(addresses_go);
    if (!operation)
        return {};
    const std::vector operations{*operation};
    std::vector<FailedFirewall> failed;
    if (refused)
        failed.push_back({*operation, Error{"guard", "refused", "", 1}});
    firewall.applied(operations, failed, at(now));
    return refused ? std::nullopt : std::optional(operation->guarded);
}

TEST(GuardingRules, drop_what_is_for_the_addresses_and_let_neighbor_discovery_pass) {
    EXPECT_EQ(guarding_rules("t", {kB, kA, ip("fe80::9")}),
              "table inet t\n"
              "delete table inet t\n"
              "table inet t {\n"
              "  set no_accept4 { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 }; }\n"
              "  set no_accept6 { type ipv6_addr; elements = { fe80::9 }; }\n"
              "  chain input {\n"
              "    type filter hook input priority -1; policy accept;\n"
              "    iifname \"lo\" accept\n"
              "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
              "    ip daddr @no_accept4 counter drop\n"
              "    ip6 daddr @no_accept6 counter drop\n"
              "  }\n"
              "}\n");
}

TEST(GuardingRules, leave_a_set_empty_where_a_family_has_no_address) {
    EXPECT_NE(guarding_rules("t", {kA}).find("  set no_accept6 { type ipv6_addr; }\n"), std::string::npos);
}

// A daemon that fails before it wants anything leaves that guard as it is.
TEST(Firewall, is_set_at_the_start_also_to_nothing_because_a_crash_may_have_left_a_guard) {
    Firewall firewall;
    EXPECT_FALSE(firewall.stands());
    EXPECT_EQ(slice(firewall), std::nullopt);
    firewall.want({});
    EXPECT_EQ(slice(firewall), Set{});
    EXPECT_TRUE(firewall.stands());
    EXPECT_EQ(slice(firewall), std::nullopt);
}

TEST(Firewall, changes_with_the_wishes_and_otherwise_not) {
    Firewall firewall;
    firewall.want({kA});
    EXPECT_EQ(slice(firewall), Set{kA});
    firewall.want({kA});
    EXPECT_FALSE(firewall.pending());
    firewall.want({});
    EXPECT_EQ(slice(firewall), Set{});
}

TEST(Firewall, guards_what_comes_at_once_and_what_goes_until_it_is_gone) {
    Firewall firewall;
    firewall.want({kA});
    slice(firewall);
    firewall.want({kB});
    EXPECT_EQ(slice(firewall, true), (Set{kA, kB}));
    EXPECT_EQ(slice(firewall, true), std::nullopt);
    EXPECT_TRUE(firewall.pending());
    EXPECT_EQ(slice(firewall, false), Set{kB});
    EXPECT_FALSE(firewall.pending());
}

TEST(Firewall, that_could_not_be_set_is_tried_again_and_that_is_said_once) {
    Firewall firewall;
    firewall.want({kA});
    slice(firewall, false, true);
    EXPECT_FALSE(firewall.stands());
    EXPECT_FALSE(firewall.pending());
    EXPECT_EQ(firewall.take_news().alarms.size(), 1U);
    firewall.tick(at(1s));
    slice(firewall, false, true, 1s);
    EXPECT_EQ(firewall.take_news().alarms.size(), 0U);
    firewall.tick(firewall.deadline());
    EXPECT_EQ(slice(firewall), Set{kA});
    EXPECT_TRUE(firewall.stands());
}

} // namespace

} // namespace xvrrp::core
