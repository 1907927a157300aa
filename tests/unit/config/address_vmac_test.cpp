// SPDX-License-Identifier: GPL-2.0-or-later
// use_vmac beside an address, and use_vmac_addr. keepalived 2.2.7 was seen to make the same interfaces.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Carriers = std::vector<std::string>;

std::string instance_of(const std::string& name, const std::string& interface, const std::string& more) {
    return "vrrp_instance " + name + " {\ninterface " + interface + "\nvirtual_router_id 51\n" + more +
           "\n}\n";
}

std::string with_addresses(const std::string& before, const std::string& addresses,
                           const std::string& excluded = {}) {
    return before + "\nvirtual_ipaddress {\n" + addresses + "\n}" +
           (excluded.empty() ? "" : "\nvirtual_ipaddress_excluded {\n" + excluded + "\n}");
}

// "eth1 vrrp1.51" for each address, or only the interface that it names.
Carriers carriers(const core::VirtualRouterConfig& router) {
    Carriers all;
    for (const auto& each : router.placed())
        all.push_back(each.interface + (each.vmac.empty() ? "" : " " + each.vmac));
    return all;
}

Carriers carriers(const std::string& statements) {
    return carriers(only_router(instance_of("A", "eth0", statements)));
}

TEST(AddressVmac, is_a_macvlan_on_the_interface_of_the_address) {
    EXPECT_EQ(carriers(with_addresses("", "10.0.0.9\n10.0.0.8 use_vmac\n10.0.0.7 dev eth0 use_vmac\n"
                                          "10.0.1.9 dev eth1 use_vmac\n10.0.2.9 dev eth2")),
              (Carriers{"", "eth0 vrrp.51", "eth0 vrrp.51", "eth1 vrrp1.51", "eth2"}));
}

TEST(AddressVmac, is_of_the_family_of_the_address) {
    EXPECT_EQ(carriers(with_addresses("use_vmac", "10.0.0.9", "2001:db8::1 use_vmac\n2001:db8::2")),
              (Carriers{"", "eth0 vrrp6.51", "eth0"}));
    EXPECT_EQ(carriers(with_addresses("", "10.0.0.9", "2001:db8::1 use_vmac")),
              (Carriers{"", "eth0 vrrp.51"}));
}

TEST(AddressVmac, of_all_on_other_interfaces_or_of_the_other_family_is_use_vmac_addr) {
    const auto all = [](const std::string& before) {
        return carriers(with_addresses(before, "10.0.0.9\n10.0.1.9 dev eth1\n10.0.2.9 dev eth2 no_track",
                                       "2001:db8::1\n2001:db8:1::1 dev eth1\n10.0.0.8 dev eth0"));
    };
    EXPECT_EQ(all("use_vmac\nuse_vmac_addr"),
              (Carriers{"", "eth1 vrrp1.51", "eth2 vrrp2.51", "eth0 vrrp6.51", "eth1 vrrp3.51", ""}));
    EXPECT_EQ(all("use_vmac_addr"),
              (Carriers{"", "eth1 vrrp.51", "eth2 vrrp1.51", "eth0 vrrp6.51", "eth1 vrrp2.51", ""}));
}

TEST(AddressVmac, that_is_there_anyway_is_ignored_with_a_warning) {
    EXPECT_EQ(findings(instance_of("A", "eth0", with_addresses("use_vmac", "10.0.0.9 use_vmac"))),
              Findings{"warning 6:10 'use_vmac' is not needed here: the instance has use_vmac, ignoring it"});
    EXPECT_EQ(
        findings(instance_of("A", "eth0", with_addresses("use_vmac_addr", "10.0.0.9 dev eth1 use_vmac"))),
        Findings{"warning 6:19 'use_vmac' is not needed here: the instance has use_vmac_addr, ignoring it"});
    EXPECT_EQ(findings(instance_of("A", "eth0", with_addresses("use_vmac_addr", "10.0.0.9 use_vmac"))),
              Findings{});
}

TEST(AddressVmac, is_for_addresses_with_a_vrid) {
    EXPECT_EQ(findings("static_ipaddress {\n10.0.0.9 use_vmac\n}\n"),
              Findings{"warning 2:10 use_vmac beside a static address, which has no VRID, ignoring it"});
}

TEST(AddressVmac, has_a_name_that_begins_with_its_own_prefix_or_with_that_of_the_others) {
    const auto named = [](const std::string& global) {
        return carriers(parse_text(global_defs(global) +
                                   instance_of("A", "eth0", with_addresses("", "10.0.1.9 dev eth1 use_vmac")))
                            .config.routers.at(0));
    };
    EXPECT_EQ(named("vmac_prefix v"), Carriers{"eth1 v.51"});
    EXPECT_EQ(named("vmac_prefix v\nvmac_addr_prefix a-"), Carriers{"eth1 a-.51"});
}

std::string two_instances(const std::string& groups) {
    return groups + instance_of("A", "eth0", with_addresses("use_vmac", "10.0.0.9")) +
           instance_of("B", "eth1", with_addresses("", "10.0.1.9 dev eth0 use_vmac"));
}

TEST(AddressVmac, is_shared_by_members_of_one_sync_group_only) {
    EXPECT_EQ(findings(two_instances("")),
              Findings{"error 9:15 'B' has 10.0.1.9 on eth0 with the virtual MAC of 'A'"});
    const auto grouped = parse_text(two_instances("vrrp_sync_group G {\ngroup { A B }\n}\n"));
    EXPECT_TRUE(grouped.usable());
    EXPECT_EQ(carriers(grouped.config.routers.at(1)), Carriers{"eth0 vrrp.51"});
}

TEST(AddressVmac, is_written_back_beside_each_address) {
    const auto parsed = parse_text(
        global_defs("vmac_addr_prefix a-") +
        instance_of("A", "eth0",
                    with_addresses("use_vmac\nuse_vmac_addr\ngarp_extra_if 30", "10.0.0.9\n10.0.1.9 dev eth1",
                                   "2001:db8::1/64\n10.0.0.8 dev eth0")));
    const auto shown = show(parsed.config, Secrets::Shown);
    EXPECT_EQ(parse_text(shown).config.routers, parsed.config.routers) << shown;
    EXPECT_NE(shown.find("10.0.1.9/32 dev eth1 use_vmac\n"), std::string::npos) << shown;
    EXPECT_NE(shown.find("2001:db8::1/64 dev eth0 use_vmac\n"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("use_vmac_addr"), std::string::npos);
}

// The keyword without "all" concerns single addresses with a virtual MAC.
TEST(AddressVmac, is_what_garp_extra_if_is_for) {
    const auto garp = [](const std::string& keyword, const std::string& address) {
        return only_router(instance_of("A", "eth0", with_addresses(keyword, address))).garp;
    };
    const auto own = garp("garp_extra_if 30", "10.0.1.9 dev eth1 use_vmac");
    EXPECT_EQ(own.extra_if, std::chrono::seconds(30));
    EXPECT_TRUE(own.extra_if_vmacs);
    EXPECT_FALSE(garp("garp_extra_if all 30", "10.0.1.9 dev eth1 use_vmac").extra_if_vmacs);
    EXPECT_EQ(garp("garp_extra_if 30", "10.0.1.9 dev eth1"), core::GarpConfig{});
    EXPECT_EQ(garp("garp_extra_if 0", "10.0.1.9 dev eth1 use_vmac"), core::GarpConfig{});
}

} // namespace
} // namespace xvrrp::config
