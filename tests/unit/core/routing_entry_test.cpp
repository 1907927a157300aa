// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as the kernel tells them apart, and what their interfaces mean to a virtual router.
#include "core/net/routing_entry.h"
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

Route to(const std::string& prefix, const std::string& via = "", const std::string& dev = "eth1") {
    Route route;
    route.destination = {ip(prefix), 24};
    NextHop hop;
    hop.interface = dev;
    if (!via.empty())
        hop.via = ip(via);
    route.hops = {hop};
    return route;
}

Rule rule(std::uint32_t priority) {
    Rule made;
    made.priority = priority;
    made.table = 100;
    made.iif = "eth1";
    return made;
}

const RoutingEntry kA = to("198.51.100.0");
const RoutingEntry kB = to("203.0.113.0", "198.51.100.1");
const RoutingEntry kC = rule(5);

VirtualRouterConfig with_route(bool track = true) {
    auto config = config_of();
    config.routes = {{to("203.0.113.0"), track, ""}};
    return config;
}

} // namespace

TEST(RoutingGone, names_a_route_by_what_the_kernel_tells_it_from_others) {
    RouteGone gone{.destination = {ip("203.0.113.0"), 24}, .via = ip("198.51.100.1")};
    EXPECT_TRUE(is_gone(kB, gone));
    gone.via = ip("198.51.100.2");
    EXPECT_FALSE(is_gone(kB, gone));
    gone.via.reset();
    EXPECT_TRUE(is_gone(kB, gone));
    for (auto other : {RouteGone{.destination = gone.destination, .table = 100},
                       RouteGone{.destination = gone.destination, .metric = 7},
                       RouteGone{.destination = gone.destination, .tos = 16},
                       RouteGone{.destination = {ip("203.0.113.0"), 25}}})
        EXPECT_FALSE(is_gone(kB, other));
    EXPECT_FALSE(is_gone(kC, gone));
}

TEST(RoutingGone, counts_the_metric_that_ipv6_has_without_one) {
    Route route;
    route.destination = {ip("2001:db8::"), 32};
    EXPECT_TRUE(is_gone(route, RouteGone{.destination = route.destination, .metric = 1024}));
    EXPECT_FALSE(is_gone(route, RouteGone{.destination = route.destination, .metric = 1}));
}

TEST(RoutingGone, names_a_rule_by_its_priority_and_what_it_is_for) {
    EXPECT_TRUE(is_gone(kC, RuleGone{rule(5)}));
    EXPECT_FALSE(is_gone(kC, RuleGone{rule(6)}));
    auto other = rule(5);
    other.iif.clear();
    EXPECT_FALSE(is_gone(kC, RuleGone{other}));
    EXPECT_FALSE(is_gone(kA, RuleGone{rule(5)}));
}

TEST(RoutingEntries, have_the_same_key_where_the_kernel_may_take_one_for_the_other) {
    EXPECT_EQ(key_of(kB), key_of(to("203.0.113.0", "198.51.100.2")));
    EXPECT_NE(key_of(kB), key_of(kA));
    EXPECT_EQ(key_of(kC), key_of(rule(5)));
    EXPECT_NE(key_of(kC), key_of(rule(6)));
    EXPECT_NE(key_of(kC), key_of(kA));
}

TEST(RoutingEntries, depend_on_the_interface_they_name_or_on_any_where_they_name_none) {
    EXPECT_TRUE(depends_on(kA, "eth1"));
    EXPECT_FALSE(depends_on(kA, "eth0"));
    EXPECT_TRUE(depends_on(to("198.51.100.0", "10.0.0.1", ""), "eth0"));
    EXPECT_FALSE(depends_on(kC, "eth1")); // the kernel keeps a rule without its interface
}

TEST(RoutingLink, is_a_fault_while_it_is_down_unless_the_route_is_not_tracked) {
    for (const bool track : {true, false}) {
        auto rig = master_beside(eth1(), with_route(track));
        rig.see(eth1(5, false), 5s);
        EXPECT_EQ(rig.state(), track ? State::Fault : State::Master);
        if (!track)
            continue;
        EXPECT_EQ(rig.router().fault(), Reason::RouteInterfaceDown);
        EXPECT_EQ(rig.router().fault_text(),
                  "the interface of a route or rule is down or has no carrier: eth1");
        rig.see(eth1(), 6s);
        EXPECT_EQ(rig.state(), State::Backup);
    }
}

TEST(RoutingLink, is_that_of_a_rule_and_of_what_is_static_too) {
    auto of_rule = config_of();
    of_rule.rules = {{rule(5), true, ""}};
    auto of_static = config_of();
    of_static.static_interfaces = {"eth1"};
    for (const auto& config : {of_rule, of_static}) {
        auto rig = master_beside(eth1(), config);
        rig.see(eth1(0, false), 5s);
        EXPECT_EQ(rig.router().fault(), Reason::RouteInterfaceMissing);
    }
}

TEST(RoutingLink, that_is_the_virtual_router_s_own_follows_its_rules) {
    auto config = config_of();
    config.routes = {{to("203.0.113.0", "", "eth0"), true, ""}};
    config.track_primary = false;
    auto rig = master_beside(eth1(), config);
    rig.see(link_down(), 5s);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(RoutingReload, of_a_master_asks_for_its_routes_and_tells_no_neighbour) {
    auto rig = master_beside(eth1(), config_of());
    const auto said = rig.reload(with_route(), 5s);
    EXPECT_GE(std::ranges::count(said, "addresses wanted"), 1);
    EXPECT_EQ(std::ranges::count(said, "announce 5"), 0);
    EXPECT_EQ(rig.state(), State::Master);
}

} // namespace xvrrp::core
