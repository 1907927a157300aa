// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of no_accept in the language of nftables.
#include "daemon/accept_mode.h"

#include <xvrrp/control.h>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

std::shared_ptr<const core::VirtualRouterConfig> router(const std::vector<const char*>& addresses,
                                                        bool accept, std::uint8_t priority = 100) {
    core::VirtualRouterConfig config;
    config.accept = accept;
    config.priority = priority;
    for (const auto* address : addresses)
        config.addresses.push_back({*core::IpAddress::from_text(address), 32});
    config.family = config.addresses.front().address.family;
    return std::make_shared<const core::VirtualRouterConfig>(config);
}

std::string rules(const core::Configs& routers) {
    return accept_rules("t", routers);
}

TEST(AcceptRules, are_none_where_every_instance_accepts) {
    EXPECT_EQ(rules({router({"192.0.2.1"}, true)}), "");
    EXPECT_EQ(rules({}), "");
}

TEST(AcceptRules, do_not_guard_an_owner_from_its_own_address) {
    EXPECT_EQ(rules({router({"192.0.2.1"}, false, 255)}), "");
}

TEST(AcceptRules, drop_what_is_for_the_addresses_and_let_neighbor_discovery_pass) {
    EXPECT_EQ(rules({router({"192.0.2.2", "192.0.2.1"}, false), router({"192.0.2.9"}, true),
                     router({"192.0.2.1"}, false), router({"fe80::9"}, false)}),
              "table inet t\n"
              "delete table inet t\n"
              "table inet t {\n"
              "  set no_accept4 { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 }; }\n"
              "  set no_accept6 { type ipv6_addr; elements = { fe80::9 }; }\n"
              "  chain input {\n"
              "    type filter hook input priority -1; policy accept;\n"
              "    iifname \"lo\" accept\n"
              "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
              "    ip daddr @no_accept4 counter drop\n"
              "    ip6 daddr @no_accept6 counter drop\n"
              "  }\n"
              "}\n");
}

TEST(AcceptRules, leave_a_set_empty_where_a_family_has_no_address) {
    EXPECT_NE(rules({router({"192.0.2.1"}, false)}).find("  set no_accept6 { type ipv6_addr; }\n"),
              std::string::npos);
}

TEST(AcceptTable, is_the_daemon_s_own) {
    EXPECT_EQ(accept_table(XVRRP_DEFAULT_RUNTIME_DIR), "xvrrpd");
    EXPECT_EQ(accept_table("/tmp/a"), accept_table("/tmp/a"));
    EXPECT_NE(accept_table("/tmp/a"), accept_table("/tmp/b"));
    EXPECT_EQ(accept_table("/tmp/a").size(), std::string("xvrrpd_").size() + 8);
}

} // namespace

} // namespace xvrrp::daemon
