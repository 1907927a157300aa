// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

constexpr const char* kBare =
    "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n}\n";

TEST(Instance, has_keepalived_s_defaults) {
    core::VirtualRouterConfig expected;
    expected.name = "A";
    expected.interface = "eth0";
    expected.vrid = 1;
    expected.version = core::Version::V2;
    expected.priority = 100;
    expected.interval = core::Centiseconds(100);
    expected.addresses = {{core::IpAddress::v4(10, 0, 0, 9), 32}};
    const Parsed parsed = parse_text(kBare);
    EXPECT_TRUE(parsed.clean());
    ASSERT_EQ(parsed.config.routers.size(), 1U);
    EXPECT_EQ(parsed.config.routers[0], expected);
}

TEST(Instance, takes_everything_that_can_be_said) {
    core::VirtualRouterConfig expected;
    expected.name = "A";
    expected.interface = "eth0";
    expected.vrid = 51;
    expected.version = core::Version::V3;
    expected.initial_state = core::State::Backup;
    expected.priority = 150;
    expected.interval = core::Centiseconds(25);
    expected.preempt_delay = std::chrono::milliseconds(1500);
    expected.addresses = {{core::IpAddress::v4(10, 0, 0, 9), 24}, {core::IpAddress::v4(10, 0, 0, 8), 32}};
    const Parsed parsed = parse_text("vrrp_instance A {\nstate BACKUP\ninterface eth0\nvirtual_router_id 51\n"
                                     "priority 150\nadvert_int 0.25\nversion 3\npreempt\npreempt_delay 1.5\n"
                                     "virtual_ipaddress {\n10.0.0.9/24\n10.0.0.8\n}\n}\n");
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
    ASSERT_EQ(parsed.config.routers.size(), 1U);
    EXPECT_EQ(parsed.config.routers[0], expected);
}

TEST(Instance, refuses_to_be_without_interface_or_vrid) {
    EXPECT_EQ(findings("vrrp_instance A {\nvirtual_ipaddress { 10.0.0.9 }\n}"),
              (Findings{"error 1:15 vrrp_instance 'A' has no interface",
                        "error 1:15 vrrp_instance 'A' has no virtual_router_id"}));
}

TEST(Instance, needs_an_address_in_version_3_and_should_have_one_in_version_2) {
    EXPECT_EQ(findings("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nversion 3\n}"),
              (Findings{"error 1:15 vrrp_instance 'A' has no virtual_ipaddress, version 3 needs one"}));
    const Parsed v2 = parse_text("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\n}");
    EXPECT_EQ(findings(v2.diagnostics),
              (Findings{"warning 1:15 vrrp_instance 'A' has no virtual_ipaddress, it protects nothing"}));
    EXPECT_TRUE(v2.usable());
    EXPECT_FALSE(v2.clean());
}

TEST(Instance, refuses_a_vrid_that_is_none) {
    for (const char* vrid : {"0", "256", "-1"})
        EXPECT_EQ(findings(std::string("vrrp_instance A {\ninterface eth0\nvirtual_router_id ") + vrid +
                           "\nvirtual_ipaddress { 10.0.0.9 }\n}"),
                  (Findings{std::string("error 3:19 virtual_router_id ") + vrid + " is not in 1..255"}));
    EXPECT_EQ(
        findings(
            "vrrp_instance A {\ninterface eth0\nvirtual_router_id 0x10\nvirtual_ipaddress { 10.0.0.9 }\n}"),
        (Findings{"error 3:19 virtual_router_id '0x10' is not a number"}));
}

TEST(Instance, takes_the_default_priority_where_the_one_given_is_none) {
    for (const char* priority : {"0", "256", "300", "-5"}) {
        const std::string text = instance(std::string("priority 110\npriority ") + priority);
        EXPECT_EQ(findings(text),
                  (Findings{std::string("warning 6:10 priority ") + priority + " is not in 1..255, using 100",
                            "note 6:10 'priority' was set on line 5 already, this one counts"}));
        EXPECT_EQ(only_router(text).priority, 100);
    }
    EXPECT_EQ(findings(instance("priority 12x")),
              (Findings{"warning 5:10 priority '12x' is not a number, using 100"}));
}

TEST(Instance, with_a_bad_priority_is_no_owner_even_beside_state_master) {
    EXPECT_EQ(only_router(instance("state MASTER\npriority 300")).priority, 100);
}

TEST(Instance, is_backup_where_the_state_is_unknown) {
    const std::string text = instance("priority 100\nstate MASTER\nstate master");
    EXPECT_EQ(findings(text), (Findings{"warning 7:7 unknown state 'master', using BACKUP",
                                        "note 7:7 'state' was set on line 6 already, this one counts"}));
    EXPECT_EQ(only_router(text).initial_state, core::State::Backup);
}

TEST(Instance, refuses_an_interface_that_cannot_be) {
    const std::string rest = "\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n}";
    EXPECT_EQ(findings("vrrp_instance A {\ninterface abcdefghijklmnop" + rest),
              (Findings{"error 2:11 interface name 'abcdefghijklmnop' is longer than 15 characters"}));
    EXPECT_EQ(findings("vrrp_instance A {\ninterface abcdefghijklmno" + rest), Findings{});
    EXPECT_EQ(findings("vrrp_instance A {\ninterface lo" + rest),
              (Findings{"error 2:11 VRRP cannot run on interface 'lo'"}));
    EXPECT_EQ(findings("vrrp_instance A {\ninterface \"\"" + rest),
              (Findings{"error 2:11 VRRP cannot run on interface ''"}));
}

TEST(Instance, takes_the_last_of_what_is_said_twice_and_notes_it) {
    const Parsed parsed = parse_text(instance("priority 110\npriority 120"));
    EXPECT_EQ(findings(parsed.diagnostics),
              (Findings{"note 6:10 'priority' was set on line 5 already, this one counts"}));
    EXPECT_TRUE(parsed.clean());
    EXPECT_EQ(parsed.config.routers[0].priority, 120);
}

TEST(Instance, ignores_a_version_that_is_none) {
    EXPECT_EQ(findings(instance("version 4")),
              (Findings{"warning 5:9 version 4 is not in 2..3, ignoring it"}));
    EXPECT_EQ(only_router(instance("version 4")).version, core::Version::V2);
}

} // namespace
} // namespace xvrrp::config
