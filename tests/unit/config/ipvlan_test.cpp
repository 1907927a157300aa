// SPDX-License-Identifier: GPL-2.0-or-later
// use_ipvlan, with keepalived 2.2.7's values.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::IpAddress;
using core::Ipvlan;
using core::IpvlanMode;

core::InterfaceAddress address(const char* text, std::uint8_t length) {
    return {IpAddress::from_text(text).value(), length};
}

core::VirtualRouterConfig router_with(const std::string& statements) {
    const auto text = instance(statements);
    EXPECT_EQ(findings(text), Findings{});
    return only_router(text);
}

std::string of_ipv6(const std::string& statements) {
    return "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\n" + statements +
           "\nvirtual_ipaddress { fe80::9/64 }\n}\n";
}

TEST(Ipvlan, has_an_address_that_adverts_come_from) {
    const auto router = router_with("use_ipvlan 10.0.0.3/24");
    EXPECT_EQ(router.ipvlan, (Ipvlan{"vrrp.1", address("10.0.0.3", 24), IpvlanMode::Bridge}));
    EXPECT_EQ(router.source, IpAddress::v4(10, 0, 0, 3));
    EXPECT_EQ(router_with("use_ipvlan 10.0.0.3").ipvlan->address, address("10.0.0.3", 32));
    EXPECT_EQ(router_with("mcast_src_ip 10.0.0.4\nuse_ipvlan 10.0.0.3").source, IpAddress::v4(10, 0, 0, 4));
}

TEST(Ipvlan, takes_its_words_in_any_order) {
    const Ipvlan wanted{"iv0", address("10.0.0.3", 24), IpvlanMode::Private};
    for (const char* words :
         {"iv0 10.0.0.3/24 private", "private name iv0 10.0.0.3/24", "10.0.0.3/24 private iv0"})
        EXPECT_EQ(router_with(std::string("use_ipvlan ") + words).ipvlan, wanted) << words;
    EXPECT_EQ(router_with("use_ipvlan vepa 10.0.0.3").ipvlan->mode, IpvlanMode::Vepa);
    EXPECT_EQ(router_with("use_ipvlan name bridge 10.0.0.3").ipvlan->interface, "bridge");
}

// keepalived 2.2.7 was seen to place them so.
TEST(Ipvlan, leaves_the_virtual_addresses_on_the_interface) {
    const auto router =
        router_with("use_ipvlan 10.0.0.3/24\nvirtual_ipaddress_excluded { 10.0.0.8 dev vrrp.1 }");
    EXPECT_EQ(router.addresses.at(0).carrier(), "");
    EXPECT_EQ(router.excluded.at(0).carrier(), "vrrp.1");
}

TEST(Ipvlan, of_ipv6_may_do_without_an_address) {
    EXPECT_EQ(findings(of_ipv6("use_ipvlan")), Findings{});
    const auto router = only_router(of_ipv6("use_ipvlan"));
    EXPECT_EQ(router.ipvlan, (Ipvlan{"vrrp6.1", std::nullopt, IpvlanMode::Bridge}));
    EXPECT_EQ(router.source, std::nullopt);
    EXPECT_EQ(findings(instance("use_ipvlan")),
              Findings{"error 5:1 use_ipvlan needs an address for IPv4 adverts to come from"});
}

TEST(Ipvlan, has_one_of_each) {
    EXPECT_EQ(findings(instance("use_ipvlan a 10.0.0.3 private bridge 10.0.0.4 b")),
              (Findings{"warning 5:31 'bridge' is a second mode, ignoring it",
                        "warning 5:38 '10.0.0.4' is a second address, ignoring it",
                        "warning 5:47 'b' is a second name, ignoring it"}));
    EXPECT_EQ(findings(instance("use_ipvlan 10.0.0.3\nuse_ipvlan 10.0.0.4")),
              Findings{"warning 6:1 a second 'use_ipvlan', ignoring it"});
}

TEST(Ipvlan, is_of_the_family_of_the_instance_and_no_virtual_mac) {
    EXPECT_EQ(findings(of_ipv6("use_ipvlan 10.0.0.3")),
              (Findings{"warning 1:15 vrrp_instance 'A' has no virtual_ipaddress, it protects nothing",
                        "warning 5:21 'fe80::9/64' is IPv6 among IPv4 addresses, ignoring it"}));
    EXPECT_EQ(findings(instance("use_vmac\nuse_ipvlan 10.0.0.3")),
              Findings{"warning 6:1 use_ipvlan beside use_vmac, ignoring it"});
    EXPECT_EQ(findings(instance("use_ipvlan 10.0.0.3 group 7")),
              Findings{"error 5:21 use_ipvlan with 'group' is not supported yet"});
    EXPECT_EQ(findings(instance("use_ipvlan 10.0.0.3 a/b")),
              Findings{"error 5:21 'a/b' is no name of an interface"});
}

TEST(Ipvlan, has_a_name_of_its_own) {
    const std::string second =
        "vrrp_instance B {\ninterface eth1\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.1.9 }\n";
    const auto parsed = parse_text(instance("use_ipvlan 10.0.0.3") + second + "use_vmac\n}\n");
    EXPECT_EQ(parsed.config.routers.at(0).ipvlan->interface, "vrrp.1");
    EXPECT_EQ(parsed.config.routers.at(1).vmac->interface, "vrrp.1.1");
    EXPECT_EQ(findings(instance("use_ipvlan iv 10.0.0.3") + second + "use_vmac iv\n}\n").size(), 1U);
}

// The daemon places the address itself, and puts it back.
TEST(Ipvlan, has_an_address_that_nobody_has_to_track) {
    EXPECT_FALSE(router_with("use_ipvlan 10.0.0.3\ntrack_src_ip").track_source);
    EXPECT_TRUE(router_with("use_ipvlan 10.0.0.3\nmcast_src_ip 10.0.0.4\ntrack_src_ip").track_source);
}

TEST(Ipvlan, is_written_back) {
    for (const char* words : {"iv0 10.0.0.3/24 private", "10.0.0.3", "name vepa 10.0.0.3 vepa"}) {
        const auto parsed = parse_text(instance(std::string("use_ipvlan ") + words));
        const auto shown = show(parsed.config, Secrets::Shown);
        EXPECT_EQ(parse_text(shown).config.routers, parsed.config.routers) << shown;
    }
}

} // namespace
} // namespace xvrrp::config
