// SPDX-License-Identifier: GPL-2.0-or-later
// The things that a configuration wants in every state, and the note for the successor of a crash.
#include "core/net/standing.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

std::shared_ptr<const VirtualRouterConfig> shared(VirtualRouterConfig config) {
    return std::make_shared<const VirtualRouterConfig>(std::move(config));
}

VirtualRouterConfig router(const std::vector<const char*>& addresses, bool accept,
                           std::uint8_t priority = 100) {
    VirtualRouterConfig config;
    config.interface = "eth0";
    config.accept = accept;
    config.priority = priority;
    for (const auto* address : addresses)
        config.addresses.push_back({ip(address), 24});
    return config;
}

VirtualRouterConfig with_vmac(VirtualRouterConfig config) {
    config.vrid = 51;
    config.vmac = VirtualMac{"vrrp.51", false};
    return config;
}

Noted of_eth0() {
    return {{{"eth0", {ip("192.0.2.100"), 24}}, {"eth1", {ip("2001:db8::1"), 64}}},
            {{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)},
             {"vrrp6.52", "eth0", virtual_mac(Family::Ipv6, 52)}}};
}

TEST(Standing, guards_the_addresses_of_those_who_do_not_accept_and_are_no_owners) {
    EXPECT_EQ(
        standing_of({shared(router({"192.0.2.2", "192.0.2.1"}, false)), shared(router({"192.0.2.9"}, true)),
                     shared(router({"192.0.2.1"}, false)), shared(router({"192.0.2.8"}, false, 255))})
            .guarded,
        (std::set{ip("192.0.2.1"), ip("192.0.2.2")}));
    EXPECT_EQ(standing_of({}).guarded, std::set<IpAddress>{});
}

TEST(Standing, has_the_macvlans_and_promotes_where_the_addresses_are) {
    auto plain = router({"192.0.2.1"}, true);
    plain.promote_secondaries = true;
    auto wanted = standing_of({shared(plain), shared(with_vmac(plain))});
    EXPECT_EQ(wanted.promoting, (std::set<std::string>{"eth0", "vrrp.51"}));
    EXPECT_EQ(wanted.links, (std::set<MadeLink>{{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)}}));
}

TEST(Standing, has_the_macvlans_of_single_addresses_each_of_its_family) {
    auto plain = with_vmac(router({"192.0.2.1"}, true));
    plain.excluded = {{ip("198.51.100.1"), 32, "eth1"}, {ip("2001:db8::1"), 64, "eth0"}};
    plain.excluded[0].vmac = "vrrp1.51";
    plain.excluded[1].vmac = "vrrp6.51";
    EXPECT_EQ(standing_of({shared(plain)}).links,
              (std::set<MadeLink>{{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)},
                                  {"vrrp1.51", "eth1", virtual_mac(Family::Ipv4, 51)},
                                  {"vrrp6.51", "eth0", virtual_mac(Family::Ipv6, 51)}}));
    EXPECT_EQ(text(placeable({shared(plain)}, {})),
              "address vrrp.51 192.0.2.1 24\naddress vrrp1.51 198.51.100.1 32\n"
              "address vrrp6.51 2001:db8::1 64\nmacvlan vrrp.51 eth0 4 51\nmacvlan vrrp1.51 eth1 4 51\n"
              "macvlan vrrp6.51 eth0 6 51\n");
}

TEST(Standing, has_the_ipvlan_and_its_address_and_both_are_noted) {
    auto plain = router({"192.0.2.1"}, true);
    plain.ipvlan = Ipvlan{"vrrp.51", InterfaceAddress{ip("192.0.2.9"), 24}, IpvlanMode::Vepa};
    const auto wanted = standing_of({shared(plain)});
    EXPECT_EQ(wanted.links, (std::set<MadeLink>{{"vrrp.51", "eth0", {}, IpvlanMode::Vepa}}));
    EXPECT_EQ(wanted.addresses, (std::vector<VirtualAddress>{{ip("192.0.2.9"), 24, "vrrp.51"}}));
    const auto noted = placeable({shared(plain)}, {});
    EXPECT_EQ(text(noted),
              "address eth0 192.0.2.1 24\naddress vrrp.51 192.0.2.9 24\nipvlan vrrp.51 eth0 2\n");
    EXPECT_EQ(read_noted(text(noted)), noted);
}

TEST(Noted, is_read_as_it_was_written) {
    EXPECT_EQ(text(of_eth0()), "address eth0 192.0.2.100 24\naddress eth1 2001:db8::1 64\n"
                               "macvlan vrrp.51 eth0 4 51\nmacvlan vrrp6.52 eth0 6 52\n");
    EXPECT_EQ(read_noted(text(of_eth0())), of_eth0());
}

TEST(Noted, leaves_out_what_makes_no_sense) {
    EXPECT_EQ(read_noted("address eth0 192.0.2.100\naddress eth0 here 24\nmacvlan vrrp.51 eth0\n"
                         "ipvlan vrrp.51 eth0\nother\n\n"),
              Noted{});
}

TEST(Noted, is_all_that_the_virtual_routers_may_place_and_where) {
    auto plain = router({"192.0.2.100"}, true);
    auto elsewhere = plain;
    elsewhere.excluded = {{ip("198.51.100.1"), 32, "eth1"}};
    EXPECT_EQ(
        text(placeable({shared(elsewhere), shared(with_vmac(plain))}, {{ip("203.0.113.1"), 24, "eth2"}})),
        "address eth0 192.0.2.100 24\naddress eth1 198.51.100.1 32\naddress eth2 203.0.113.1 24\n"
        "address vrrp.51 192.0.2.100 24\nmacvlan vrrp.51 eth0 4 51\n");
}

TEST(Noted, leaves_behind_what_is_not_placed_by_its_successor) {
    const auto placed = placeable({shared(with_vmac(router({}, true)))}, {{ip("192.0.2.100"), 24, "eth0"}});
    EXPECT_TRUE(of_eth0().includes(placed));
    EXPECT_EQ(text(of_eth0().without(placed)), "address eth1 2001:db8::1 64\nmacvlan vrrp6.52 eth0 6 52\n");
    auto both = placed;
    both.add(of_eth0());
    EXPECT_EQ(both, of_eth0());
    EXPECT_FALSE(placed.includes(of_eth0()));
}

// A route that the successor has with another metric is another one.
TEST(Noted, has_the_routes_and_rules_too) {
    auto with_routing = router({"192.0.2.100"}, true);
    with_routing.routes = {{.route = {.destination = {ip("203.0.113.0"), 24}}}};
    with_routing.rules = {{.rule = {.priority = 5}}};
    const auto before = placeable({shared(with_routing)}, {});
    EXPECT_EQ(before.routing.size(), 2U);
    with_routing.routes[0].route.metric = 7;
    const auto after = placeable({shared(with_routing)}, {});
    EXPECT_FALSE(before.includes(after));
    const auto left = before.without(after);
    EXPECT_EQ(left.routing, (RoutingSet{Route{.destination = {ip("203.0.113.0"), 24}}}));
    auto both = before;
    both.add(after);
    EXPECT_EQ(both.routing.size(), 3U);
    EXPECT_TRUE(both.includes(before) && both.includes(after));
}

} // namespace

} // namespace xvrrp::core
