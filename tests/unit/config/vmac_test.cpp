// SPDX-License-Identifier: GPL-2.0-or-later
// use_vmac, vmac_xmit_base, accept, no_accept.
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string instance_on(const std::string& name, const std::string& interface, const std::string& more) {
    return "vrrp_instance " + name + " {\ninterface " + interface +
           "\nvirtual_router_id 51\nvirtual_ipaddress { 10.0.0.9 }\n" + more + "\n}\n";
}

std::vector<std::string> vmac_names(const std::string& text) {
    std::vector<std::string> names;
    for (const auto& router : parse_text(text).config.routers)
        names.push_back(router.vmac ? router.vmac->interface : "none");
    return names;
}

TEST(Vmac, is_off_and_every_packet_accepted_unless_asked_for) {
    const auto router = only_router(instance_on("A", "eth0", ""));
    EXPECT_EQ(router.vmac, std::nullopt);
    EXPECT_TRUE(router.accept);
}

TEST(Vmac, has_an_interface_of_the_name_given) {
    EXPECT_EQ(only_router(instance_on("A", "eth0", "use_vmac virtual0")).vmac,
              (core::VirtualMac{"virtual0", false}));
    EXPECT_EQ(only_router(instance_on("A", "eth0", "use_vmac virtual0\nvmac_xmit_base")).vmac,
              (core::VirtualMac{"virtual0", true}));
}

TEST(Vmac, is_named_after_the_vrid_and_family_otherwise) {
    EXPECT_EQ(vmac_names(instance_on("A", "eth0", "use_vmac")), std::vector<std::string>{"vrrp.51"});
    EXPECT_EQ(vmac_names("vrrp_instance A {\ninterface eth0\nvirtual_router_id 7\nversion 3\nuse_vmac\n"
                         "virtual_ipaddress { fe80::9 }\n}\n"),
              std::vector<std::string>{"vrrp6.7"});
}

using Interfaces = std::vector<std::string>;

Interfaces interfaces_of(const std::vector<core::VirtualAddress>& addresses) {
    Interfaces names;
    for (const auto& each : addresses)
        names.push_back(each.interface);
    return names;
}

// keepalived 2.2.7 was seen to place addresses so; its generators write the instance's interface behind each of them.
TEST(Vmac, carries_addresses_that_name_the_interface_of_the_instance) {
    const auto router = only_router("vrrp_instance A {\ninterface eth0\nvirtual_router_id 51\nuse_vmac\n"
                                    "virtual_ipaddress {\n10.0.0.8\n10.0.0.9 dev eth0\n10.0.0.7 dev vrrp.51\n"
                                    "10.0.0.6 dev eth1\n}\n}\n");
    EXPECT_EQ(interfaces_of(router.addresses), (Interfaces{"", "", "", "eth1"}));
}

TEST(Vmac, leaves_addresses_of_the_other_family_on_the_interface_of_the_instance) {
    const std::string excluded =
        "virtual_ipaddress_excluded {\n2001:db8::1\n2001:db8::2 dev eth0\n10.0.0.8\n}";
    EXPECT_EQ(interfaces_of(only_router(instance_on("A", "eth0", "use_vmac\n" + excluded)).excluded),
              (Interfaces{"eth0", "eth0", ""}));
    EXPECT_EQ(interfaces_of(only_router(instance_on("A", "eth0", excluded)).excluded),
              (Interfaces{"", "", ""}));
}

TEST(Vmac, leaves_routes_and_rules_on_the_interface_that_they_name) {
    const auto router = only_router(instance_on(
        "A", "eth0",
        "use_vmac\nvirtual_routes { default via 10.0.0.1 dev eth0 }\nvirtual_rules { iif eth0 table 5 priority 5 }"));
    EXPECT_EQ(router.routes.at(0).route.hops.at(0).interface, "eth0");
    EXPECT_EQ(router.rules.at(0).rule.iif, "eth0");
}

TEST(Vmac, finds_a_name_where_one_vrid_serves_on_many_interfaces) {
    EXPECT_EQ(vmac_names(instance_on("A", "eth0", "use_vmac") + instance_on("B", "eth1", "use_vmac") +
                         instance_on("C", "eth2", "use_vmac") +
                         instance_on("D", "eth3", "use_vmac vrrp.51.1")),
              (std::vector<std::string>{"vrrp.51", "vrrp.51.2", "vrrp.51.3", "vrrp.51.1"}));
}

TEST(Vmac, refuses_one_name_for_two_instances) {
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac v") + instance_on("B", "eth1", "use_vmac v")),
              Findings{"error 11:10 'A' and 'B' both use_vmac v"});
}

TEST(Vmac, refuses_a_name_that_no_interface_can_have) {
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac sixteen-letters.")),
              Findings{"error 5:10 'sixteen-letters.' is no name of an interface"});
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac a/b")),
              Findings{"error 5:10 'a/b' is no name of an interface"});
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac fifteen-letters")), Findings{});
}

TEST(Vmac, refuses_what_else_keepalived_takes_there) {
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac 00:00:5e:00:01:09")),
              Findings{"error 5:10 use_vmac with '00:00:5e:00:01:09' is not supported yet"});
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac v group 7")),
              Findings{"error 5:12 use_vmac with 'group' is not supported yet"});
    EXPECT_EQ(findings(instance_on("A", "eth0", "use_vmac netlink_notify_msg")),
              Findings{"error 5:10 use_vmac with 'netlink_notify_msg' is not supported yet"});
}

TEST(Vmac, is_needed_by_vmac_xmit_base) {
    EXPECT_EQ(findings(instance_on("A", "eth0", "vmac_xmit_base")),
              Findings{"warning 5:1 vmac_xmit_base without use_vmac, ignoring it"});
}

TEST(Vmac, has_a_name_that_begins_with_the_prefix) {
    const std::string prefix = "global_defs {\nvmac_prefix vr-\n}\n";
    EXPECT_EQ(only_router(prefix + instance_on("A", "eth0", "use_vmac")).vmac->interface, "vr-.51");
    EXPECT_EQ(only_router(prefix + instance_on("A", "eth0", "use_vmac own")).vmac->interface, "own");
}

TEST(Vmac, has_a_prefix_that_leaves_room_for_the_rest) {
    EXPECT_EQ(findings("global_defs {\nvmac_prefix 12345678\n}\n"), Findings{});
    for (const std::string wrong : {"123456789", "a/b"})
        EXPECT_EQ(
            findings("global_defs {\nvmac_prefix " + wrong + "\nvmac_addr_prefix " + wrong + "\n}\n"),
            (Findings{"warning 2:13 '" + wrong + "' cannot begin the name of an interface, ignoring it",
                      "warning 3:18 '" + wrong + "' cannot begin the name of an interface, ignoring it"}));
}

TEST(AcceptMode, is_what_was_written_last) {
    EXPECT_FALSE(only_router(instance_on("A", "eth0", "no_accept")).accept);
    EXPECT_TRUE(only_router(instance_on("A", "eth0", "no_accept\naccept")).accept);
    EXPECT_FALSE(only_router(instance_on("A", "eth0", "accept\nno_accept")).accept);
}

} // namespace
} // namespace xvrrp::config
