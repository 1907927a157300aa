// SPDX-License-Identifier: GPL-2.0-or-later
// vrrp_strict and strict_mode. The values are those that keepalived 2.2.7 shows for the same text.
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::VirtualRouterConfig;

const std::string kStrict = global_defs("vrrp_strict");
const std::string kTrap =
    "note 2:1 strict mode drops what is sent to the virtual addresses, ping and TCP too";

VirtualRouterConfig strict(const std::string& statements) {
    return only_router(kStrict + instance(statements));
}

// Strict mode without the trap; the statements begin at line 8.
Findings complaints(const std::string& statements) {
    auto found = findings(kStrict + instance(statements));
    std::erase(found, kTrap);
    return found;
}

TEST(Strict, leaves_of_the_defaults_what_the_rfcs_have) {
    auto expected = only_router(instance("no_accept\nlower_prio_no_advert"));
    expected.garp.lower_prio_repeat = 0;
    expected.garp.lower_prio_delay = {};
    EXPECT_EQ(strict(""), expected);
    EXPECT_EQ(only_router(instance("strict_mode")), expected);
}

TEST(Strict, of_an_instance_goes_before_that_of_global_defs) {
    EXPECT_EQ(strict("strict_mode off"), only_router(instance("")));
    EXPECT_EQ(only_router(global_defs("vrrp_strict off") + instance("strict_mode yes")), strict(""));
}

// keepalived 2.2.7 takes it for on, and a younger version for off.
TEST(Strict, that_is_off_is_off_and_it_is_said) {
    EXPECT_EQ(findings(global_defs("vrrp_strict off") + instance("")),
              (Findings{"note 2:13 keepalived 2.2.7 takes 'vrrp_strict off' for on"}));
    EXPECT_EQ(only_router(global_defs("vrrp_strict off") + instance("")), only_router(instance("")));
    EXPECT_EQ(only_router(global_defs("vrrp_strict maybe") + instance("")), strict(""));
    EXPECT_EQ(findings(instance("strict_mode maybe")),
              (Findings{"warning 5:13 strict_mode 'maybe' is neither on nor off, ignoring it"}));
}

TEST(Strict, warns_once_of_addresses_that_answer_nobody) {
    EXPECT_EQ(findings(kStrict + instance("")), Findings{kTrap});
    EXPECT_EQ(findings(kStrict + instance("") +
                       "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\nvirtual_ipaddress {\n"
                       "10.0.0.10\n}\n}\n"),
              Findings{kTrap});
    EXPECT_EQ(
        findings(instance("strict_mode")),
        (Findings{"note 5:1 strict mode drops what is sent to the virtual addresses, ping and TCP too"}));
    for (const std::string meant : {"no_accept", "priority 255", "version 3\naccept", "strict_mode off"})
        EXPECT_EQ(findings(kStrict + instance(meant)), Findings{}) << meant;
}

TEST(Strict, accepts_for_the_owner_and_where_version_3_says_so) {
    EXPECT_FALSE(strict("").accept);
    EXPECT_FALSE(strict("no_accept").accept);
    EXPECT_TRUE(strict("priority 255").accept);
    EXPECT_TRUE(strict("priority 255\naccept").accept);
    EXPECT_FALSE(strict("priority 255\nno_accept").accept);
    EXPECT_TRUE(strict("version 3\naccept").accept);
    EXPECT_FALSE(strict("version 3").accept);
    EXPECT_EQ(complaints("accept"),
              (Findings{"warning 8:1 strict mode allows no accept in version 2, ignoring it"}));
    EXPECT_FALSE(strict("accept").accept);
}

TEST(Strict, has_state_master_and_priority_255_go_together) {
    EXPECT_EQ(
        complaints("state MASTER\npriority 100"),
        (Findings{"warning 8:7 strict mode allows state MASTER beside priority 255 only, ignoring it"}));
    EXPECT_EQ(strict("state MASTER\npriority 100").initial_state, core::State::Backup);
    EXPECT_EQ(complaints("state BACKUP\npriority 255"),
              (Findings{"warning 8:7 in strict mode priority 255 starts as MASTER, ignoring the state"}));
    EXPECT_EQ(strict("state BACKUP\npriority 255").initial_state, core::State::Master);
    EXPECT_EQ(complaints("state MASTER\npriority 255"), Findings{});
    EXPECT_EQ(strict("state MASTER").priority, 255);
}

// state MASTER is dropped if it would remove nopreempt.
TEST(Strict, leaves_nopreempt_beside_a_state_that_it_ignores) {
    EXPECT_EQ(complaints("state MASTER\npriority 100\nnopreempt").size(), 1U);
    EXPECT_FALSE(strict("state MASTER\npriority 100\nnopreempt").preempt);
    EXPECT_EQ(complaints("nopreempt"), Findings{});
}

TEST(Strict, takes_authentication_back_whatever_the_version) {
    for (const std::string version : {"version 2\n", "version 3\n"}) {
        for (const std::string type : {"PASS", "AH"}) {
            const std::string text = version + "authentication {\nauth_type " + type + "\nauth_pass 1111\n}";
            EXPECT_EQ(complaints(text),
                      (Findings{"warning 10:11 strict mode allows no authentication, ignoring it"}));
            EXPECT_EQ(strict(text), strict(version));
        }
    }
}

struct TakenBack {
    std::string statement;
    std::string finding;
};

TEST(Strict, takes_back_what_the_rfcs_do_not_have) {
    const TakenBack cases[] = {
        {"preempt_delay 10", "warning 8:15 strict mode allows no preempt_delay, ignoring it"},
        {"down_timer_adverts 5", "warning 8:20 strict mode takes over after 3 adverts, ignoring it"},
        {"lower_prio_no_advert off", "warning 8:22 strict mode decides lower_prio_no_advert, ignoring it"},
        {"higher_prio_send_advert", "warning 8:1 strict mode decides higher_prio_send_advert, ignoring it"},
        {"garp_lower_prio_repeat 3", "warning 8:24 strict mode decides garp_lower_prio_repeat, ignoring it"},
        {"garp_lower_prio_delay 7", "warning 8:23 strict mode decides garp_lower_prio_delay, ignoring it"},
    };
    for (const TakenBack& each : cases) {
        EXPECT_EQ(complaints(each.statement), Findings{each.finding});
        EXPECT_EQ(strict(each.statement), strict(""));
    }
    EXPECT_EQ(complaints("use_vmac\nvmac_xmit_base"),
              (Findings{"warning 9:1 strict mode allows no vmac_xmit_base, ignoring it"}));
    EXPECT_EQ(strict("use_vmac\nvmac_xmit_base"), strict("use_vmac"));
    for (const std::string same : {"preempt_delay 0", "down_timer_adverts 3", "lower_prio_no_advert",
                                   "higher_prio_send_advert off", "garp_lower_prio_repeat 0"})
        EXPECT_EQ(complaints(same), Findings{}) << same;
}

TEST(Strict, takes_back_what_global_defs_says_and_warns_of_the_timer_alone) {
    const auto with = [](const std::string& line) {
        return global_defs("vrrp_strict\n" + line) + instance("");
    };
    for (const std::string line : {"vrrp_lower_prio_no_advert off", "vrrp_higher_prio_send_advert",
                                   "vrrp_garp_lower_prio_repeat 3", "vrrp_garp_lower_prio_delay 7"}) {
        EXPECT_EQ(findings(with(line)), Findings{kTrap}) << line;
        EXPECT_EQ(only_router(with(line)), strict("")) << line;
    }
    EXPECT_EQ(findings(with("vrrp_down_timer_adverts 5")),
              (Findings{kTrap, "warning 3:25 strict mode takes over after 3 adverts, ignoring it"}));
    EXPECT_EQ(only_router(with("vrrp_down_timer_adverts 5")), strict(""));
}

TEST(Strict, leaves_the_gratuitous_arp_of_a_takeover_and_unicast) {
    const std::string garp = "garp_master_repeat 2\ngarp_master_delay 9\ngarp_master_refresh 10";
    EXPECT_EQ(complaints(garp), Findings{});
    EXPECT_EQ(strict(garp).garp.master_repeat, 2U);
    EXPECT_EQ(strict(garp).garp.master_refresh, std::chrono::seconds(10));
    const std::string unicast = "unicast_peer {\n10.0.0.2\n}";
    EXPECT_EQ(complaints(unicast), Findings{});
    EXPECT_EQ(strict(unicast).unicast_peers.size(), 1U);
}

TEST(Strict, refuses_an_instance_without_an_address) {
    EXPECT_EQ(findings("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nstrict_mode\nno_accept\n}\n"),
              (Findings{"error 1:15 vrrp_instance 'A' has no virtual_ipaddress, strict mode needs one"}));
}

} // namespace
} // namespace xvrrp::config
