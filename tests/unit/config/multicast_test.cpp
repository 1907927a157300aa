// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::IpAddress;

std::string ipv6(const std::string& statements) {
    return "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\n" + statements +
           "\nvirtual_ipaddress {\nfe80::9\n}\n}\n";
}

IpAddress group_of(const std::string& text) {
    return only_router(text).multicast_group();
}

TEST(Group, is_that_of_the_rfc_where_nothing_is_said) {
    EXPECT_EQ(group_of(instance("")), IpAddress::v4(224, 0, 0, 18));
    EXPECT_EQ(group_of(ipv6("")), IpAddress::from_text("ff02::12"));
}

TEST(Group, that_is_written_out_and_that_of_the_rfc_is_no_difference) {
    const std::string both = global_defs("vrrp_mcast_group4 224.0.0.18\nvrrp_mcast_group6 ff02::12");
    EXPECT_EQ(findings(both + instance("mcast_dst_ip 224.0.0.18")), Findings{});
    EXPECT_EQ(only_router(both + instance("mcast_dst_ip 224.0.0.18")), only_router(instance("")));
    EXPECT_EQ(only_router(both + ipv6("mcast_dst_ip ff02::12")), only_router(ipv6("")));
}

TEST(Group, of_global_defs_is_for_the_instances_of_its_family) {
    const std::string both = global_defs("vrrp_mcast_group4 239.1.2.3\nvrrp_mcast_group6 ff12::118");
    EXPECT_EQ(findings(both + instance("")), Findings{});
    EXPECT_EQ(group_of(both + instance("")), IpAddress::v4(239, 1, 2, 3));
    EXPECT_EQ(group_of(both + ipv6("")), IpAddress::from_text("ff12::118"));
    EXPECT_EQ(group_of(global_defs("vrrp_mcast_group6 ff02::118") + instance("")),
              IpAddress::v4(224, 0, 0, 18));
}

TEST(Group, of_an_instance_goes_before_that_of_global_defs) {
    const std::string text = global_defs("vrrp_mcast_group4 239.1.2.3") + instance("mcast_dst_ip 224.0.0.44");
    EXPECT_EQ(findings(text), Findings{});
    EXPECT_EQ(group_of(text), IpAddress::v4(224, 0, 0, 44));
    EXPECT_EQ(group_of(global_defs("vrrp_mcast_group4 239.1.2.3") + instance("mcast_dst_ip 224.0.0.18")),
              IpAddress::v4(224, 0, 0, 18));
}

struct Ignored {
    std::string line;
    std::string finding;
};

TEST(Group, that_is_none_is_ignored_with_a_warning) {
    const Ignored global[] = {
        {"vrrp_mcast_group4 10.0.0.1", "warning 2:19 '10.0.0.1' is not a multicast address, ignoring it"},
        {"vrrp_mcast_group4 ff02::1", "warning 2:19 'ff02::1' is not a group of IPv4, ignoring it"},
        {"vrrp_mcast_group4 hello", "warning 2:19 'hello' is not an IP address, skipping it"},
        {"vrrp_mcast_group6 fd00::1", "warning 2:19 'fd00::1' is not a multicast address, ignoring it"},
        {"vrrp_mcast_group6 224.0.0.9", "warning 2:19 '224.0.0.9' is not a group of IPv6, ignoring it"},
    };
    for (const Ignored& each : global) {
        EXPECT_EQ(findings(global_defs(each.line)), Findings{each.finding});
        EXPECT_EQ(only_router(global_defs(each.line) + instance("")), only_router(instance("")));
    }
    EXPECT_EQ(findings(instance("mcast_dst_ip 10.0.0.44")),
              (Findings{"warning 5:14 '10.0.0.44' is not a multicast address, ignoring it"}));
    EXPECT_EQ(findings(ipv6("mcast_dst_ip ff05::44")),
              (Findings{"warning 4:14 'ff05::44' is not link-local, ignoring it"}));
    EXPECT_EQ(only_router(ipv6("mcast_dst_ip ff05::44")), only_router(ipv6("")));
}

// keepalived warns of the one and refuses the other.
TEST(Group, of_ipv6_in_global_defs_may_leave_the_link) {
    const std::string text = global_defs("vrrp_mcast_group6 ff05::1") + ipv6("");
    EXPECT_EQ(findings(text), (Findings{"warning 2:19 'ff05::1' is not link-local"}));
    EXPECT_EQ(group_of(text), IpAddress::from_text("ff05::1"));
}

TEST(Group, of_an_instance_sets_its_family) {
    EXPECT_EQ(findings(instance("mcast_dst_ip ff02::44")),
              (Findings{"warning 5:14 'ff02::44' is IPv6 among IPv4 addresses, ignoring it"}));
}

TEST(Group, is_nothing_to_a_unicast_instance) {
    const std::string peer = "unicast_peer {\n10.0.0.2\n}\n";
    EXPECT_EQ(findings(instance(peer + "mcast_dst_ip 224.0.0.44")),
              (Findings{"warning 8:14 mcast_dst_ip does not work with unicast_peer, ignoring it"}));
    EXPECT_EQ(findings(global_defs("vrrp_mcast_group4 224.0.0.44") + instance(peer)), Findings{});
    EXPECT_EQ(only_router(global_defs("vrrp_mcast_group4 224.0.0.44") + instance(peer)),
              only_router(instance(peer)));
}

} // namespace
} // namespace xvrrp::config
