// SPDX-License-Identifier: GPL-2.0-or-later
// The routes and rules of a note are read as they were written.
#include "config/noted_routing.h"
#include "core/net/standing.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

core::RoutingSet of(const std::string& routes, const std::string& rules) {
    const auto parsed = parse_text("static_routes {\n" + routes + "\n}\nstatic_rules {\n" + rules + "\n}\n");
    core::RoutingSet out;
    core::add_routing(out, parsed.config.static_routing.routes, parsed.config.static_routing.rules);
    return out;
}

TEST(NotedRouting, is_read_as_it_was_written) {
    const auto noted =
        of("203.0.113.0/24 via 10.0.0.9 dev eth0\n"
           "203.0.113.0/24 via 10.0.0.9 dev eth0 metric 5\n"
           "192.0.7.0/24 dev eth0 protocol 4 no_track\n"
           "192.0.10.0/24 dev eth0.7 mtu lock 1400 congctl cubic\n"
           "blackhole 192.0.3.0/24 no_track\n"
           "192.0.17.0/24 no_track nexthop via 10.0.0.9 dev eth0 weight 2 nexthop via 10.0.1.9 dev eth1\n"
           "2001:db8:2::/48 dev eth0 expires 1000\n"
           "198.51.100.0/24 dev eth0 vrf blue\n",
           "from 10.0.0.0/8 table 5 priority 5\nnot to 10.0.0.0/8 iif eth0 goto 200 priority 6\n"
           "table 5 priority 37 no_track\ntable 5 protocol 12 priority 36 no_track\n"
           "inet6 table 300 priority 7\n");
    EXPECT_EQ(noted.size(), 13U);
    EXPECT_EQ(read_routing(routing_text(noted)), noted) << routing_text(noted);
}

TEST(NotedRouting, leaves_out_all_other_lines) {
    const auto noted = of("203.0.113.0/24 dev eth0", "");
    EXPECT_EQ(read_routing("address eth0 192.0.2.100 24\nroutes\n" + routing_text(noted) +
                           "route 203.0.113.0/24 frob\nrule\nmacvlan vrrp.51 eth0 4 51\n"),
              noted);
    EXPECT_EQ(read_routing(""), core::RoutingSet{});
    EXPECT_EQ(routing_text({}), "");
}

} // namespace
} // namespace xvrrp::config
