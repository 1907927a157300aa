// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string one(const std::string& name, const std::string& interface, const std::string& vrid) {
    return "vrrp_instance " + name + " {\ninterface " + interface + "\nvirtual_router_id " + vrid +
           "\nvirtual_ipaddress { 10.0.0.9 }\n}\n";
}

TEST(Instances, keep_the_order_of_the_text) {
    const Parsed parsed = parse_text(one("B", "eth0", "2") + one("A", "eth0", "1") + one("C", "eth1", "2"));
    EXPECT_TRUE(parsed.clean());
    ASSERT_EQ(parsed.config.routers.size(), 3U);
    EXPECT_EQ(parsed.config.routers[0].name, "B");
    EXPECT_EQ(parsed.config.routers[1].name, "A");
    EXPECT_EQ(parsed.config.routers[2].name, "C");
}

TEST(Instances, refuse_the_same_vrid_twice_on_an_interface_and_name_both) {
    const Parsed parsed = parse_text(one("A", "eth0", "1") + one("B", "eth1", "1") + one("C", "eth0", "01"));
    ASSERT_EQ(parsed.diagnostics.size(), 1U);
    EXPECT_EQ(
        parsed.diagnostics[0],
        error({0, 13, 19, 2}, "'A' and 'C' both use virtual_router_id 1 on 'eth0'", "'A' has it on line 3"));
}

TEST(Instances, do_not_clash_where_vrid_or_interface_was_refused_already) {
    EXPECT_EQ(findings(one("A", "eth0", "0") + one("B", "eth0", "0")),
              (Findings{"error 3:19 virtual_router_id 0 is not in 1..255",
                        "error 8:19 virtual_router_id 0 is not in 1..255"}));
    const std::string bare = " {\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n}\n";
    EXPECT_EQ(findings("vrrp_instance A" + bare + "vrrp_instance B" + bare),
              (Findings{"error 1:15 vrrp_instance 'A' has no interface",
                        "error 5:15 vrrp_instance 'B' has no interface"}));
}

TEST(Instances, may_share_a_vrid_between_address_families) {
    const std::string ipv6 =
        "vrrp_instance B {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { fe80::9 }\n}\n";
    EXPECT_EQ(findings(one("A", "eth0", "1") + ipv6), Findings{});
}

TEST(Instances, of_one_vrid_are_not_told_apart_by_their_group_yet) {
    const std::string elsewhere = "vrrp_instance B {\ninterface eth0\nvirtual_router_id 1\n"
                                  "mcast_dst_ip 224.0.0.44\nvirtual_ipaddress { 10.0.0.10 }\n}\n";
    const Parsed parsed = parse_text(one("A", "eth0", "1") + elsewhere);
    ASSERT_EQ(parsed.diagnostics.size(), 1U);
    EXPECT_EQ(parsed.diagnostics[0].hint,
              "'A' has it on line 3; telling them apart by where their adverts go to is not supported yet");
}

std::string unicast(const std::string& name, const std::string& peers, const std::string& more = "") {
    return "vrrp_instance " + name + " {\ninterface eth0\nvirtual_router_id 1\n" + more + "unicast_peer {\n" +
           peers + "\n}\nvirtual_ipaddress { 10.0.0.9 }\n}\n";
}

TEST(Instances, of_one_vrid_are_told_apart_by_their_peers) {
    const auto text = unicast("A", "10.0.0.1\n10.0.0.2") +
                      unicast("B", "10.0.0.3", "check_unicast_src off\n") + unicast("C", "10.0.0.4");
    EXPECT_EQ(findings(text), Findings{});
    for (const auto& router : parse_text(text).config.routers) {
        EXPECT_TRUE(router.shares_vrid);
        EXPECT_TRUE(router.check_unicast_src);
    }
    EXPECT_FALSE(parse_text(unicast("A", "10.0.0.1")).config.routers[0].shares_vrid);
}

TEST(Instances, of_one_vrid_and_one_peer_clash) {
    const auto hint = [](const std::string& text) {
        const auto parsed = parse_text(text);
        return parsed.diagnostics.size() == 1 ? parsed.diagnostics[0].hint : "";
    };
    EXPECT_EQ(hint(unicast("A", "10.0.0.1\n10.0.0.2") + unicast("B", "10.0.0.3\n10.0.0.2")),
              "'A' has it on line 3; both have the unicast_peer 10.0.0.2");
    EXPECT_EQ(hint(unicast("A", "10.0.0.1") + unicast("B", "10.0.0.3") + unicast("C", "10.0.0.3")),
              "'B' has it on line 11; both have the unicast_peer 10.0.0.3");
    EXPECT_EQ(hint(unicast("A", "10.0.0.1") + one("B", "eth0", "1")),
              "'A' has it on line 3; telling them apart by where their adverts go to is not supported yet");
    EXPECT_EQ(hint(unicast("A", "10.0.0.1", "use_vmac\nvmac_xmit_base\n") + unicast("B", "10.0.0.3")),
              "'A' has it on line 3; beside use_vmac they would have one MAC");
}

TEST(Instances, of_one_name_are_the_first_one) {
    const Parsed parsed =
        parse_text(one("A", "eth0", "1") + "vrrp_instance A {\nfrobnicate {\n}\npriority 7\n}\n" +
                   one("B", "eth0", "2"));
    EXPECT_EQ(findings(parsed.diagnostics),
              (Findings{"warning 6:15 vrrp_instance 'A' is already defined, ignoring this one"}));
    ASSERT_EQ(parsed.config.routers.size(), 2U);
    EXPECT_EQ(parsed.config.routers[0].priority, 100);
    EXPECT_EQ(parsed.config.routers[1].name, "B");
}

} // namespace
} // namespace xvrrp::config
