// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration that is written back is the same as the one that was read.
#include "config/report/show.h"
#include "findings.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using Lines = std::vector<std::string>;

core::VirtualRouterConfig plain() {
    return only_router(instance("virtual_ipaddress { 192.0.2.1/24 }"));
}

TEST(Show, writes_what_is_not_the_default_one_statement_on_a_line) {
    const auto parsed = parse_text("global_defs {\nrouter_id left # comment\nvrrp_garp_interval 0.5\n}\n"
                                   "vrrp_instance \"VI 1\" {\ninterface eth0\nvirtual_router_id 51\n"
                                   "nopreempt\nadvert_int 2\ngarp_master_refresh 60\n"
                                   "authentication {\nauth_type PASS\nauth_pass s3\\#cret\n}\n"
                                   "virtual_ipaddress {\n192.0.2.1/24\n192.0.2.2\n}\n}\n");
    EXPECT_EQ(show(parsed.config, Secrets::Hidden), R"(global_defs {
    router_id left
    vrrp_garp_interval 0.5
}

vrrp_instance "VI 1" {
    interface eth0
    virtual_router_id 51
    priority 100
    advert_int 2
    version 2
    nopreempt
    authentication {
        auth_type PASS
        auth_pass ***
    }
    garp_master_refresh 60
    virtual_ipaddress {
        192.0.2.1/24
        192.0.2.2/32
    }
}
)");
    EXPECT_NE(show(parsed.config, Secrets::Shown).find("auth_pass s3\\#cret\n"), std::string::npos);
}

TEST(Show, parses_back_to_the_same_scheduling_and_keys) {
    const auto parsed = parse_text(
        "global_defs {\nvrrp_priority -5\nvrrp_rt_priority 7\nvrrp_cpu_affinity 0 2\nvrrp_no_swap\n}\n" +
        instance(
            "version 3\nauth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\nactive_key 1\nmode permissive\n"
            "anti_replay monotonic\n}\nvirtual_ipaddress { 192.0.2.1/24 }"));
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.scheduling, parsed.config.scheduling);
    EXPECT_EQ(again.config.routers, parsed.config.routers);
    EXPECT_EQ(show(parsed.config, Secrets::Hidden).find("key 1 hex"), std::string::npos);
}

TEST(Show, parses_back_to_the_same_addresses_beside_a_virtual_mac) {
    const auto parsed = parse_text(
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 51\nuse_vmac\n"
        "virtual_ipaddress {\n10.0.0.8/24\n10.0.0.9/24 dev eth0\n10.0.0.7/24 dev vrrp.51\n}\n"
        "virtual_ipaddress_excluded {\n2001:db8::1/64\n2001:db8::2/64 dev eth0\n10.0.0.6/24 dev eth1\n}\n}\n");
    const auto shown = show(parsed.config, Secrets::Shown);
    EXPECT_EQ(parse_text(shown).config.routers, parsed.config.routers) << shown;
    EXPECT_EQ(shown.find("dev vrrp.51"), std::string::npos);
}

// The settings that all instances share stand in the text once, whichever instance reports them.
TEST(Show, writes_common_settings_once) {
    const auto parsed = parse_text(
        "net_namespace blue\ninterface_up_down_delays {\neth0 1 2\neth1 0 3\n}\n"
        "global_defs {\nvrrp_garp_interval 0.5\n}\n"
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.9 }\n}\n"
        "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\nvirtual_ipaddress { 10.0.0.8 }\n}\n"
        "vrrp_instance C {\ninterface eth1\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.7 }\n}\n");
    const auto shown = show(parsed.config, Secrets::Shown);
    EXPECT_TRUE(shown.starts_with("net_namespace blue\n\nglobal_defs {\n    vrrp_garp_interval 0.5\n}\n\n"
                                  "interface_up_down_delays {\n    eth0 1 2\n    eth1 0 3\n}\n\n"
                                  "vrrp_instance A {\n    interface eth0\n"))
        << shown;
}

// Every usable golden file is tested, so that a new keyword cannot be missed here.
TEST(Show, parses_back_to_the_same_configuration) {
    int usable = 0;
    for (const auto& file : std::filesystem::directory_iterator(XVRRP_GOLDEN_DIR)) {
        if (file.path().extension() != ".conf")
            continue;
        const auto parsed = parse_text(read_file(file.path()));
        if (!parsed.usable() || parsed.config.routers.empty())
            continue;
        ++usable;
        const auto text = show(parsed.config, Secrets::Shown);
        const auto again = parse_text(text);
        EXPECT_TRUE(again.usable()) << text;
        EXPECT_EQ(again.config.router_id, parsed.config.router_id);
        EXPECT_EQ(again.config.scheduling, parsed.config.scheduling);
        EXPECT_EQ(again.config.routers, parsed.config.routers) << file.path() << '\n' << text;
        EXPECT_EQ(show(again.config, Secrets::Shown), text);
    }
    EXPECT_GE(usable, 3);
}

void expect_to_parse_back(const Parsed& parsed) {
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
    const auto shown = show(parsed.config, Secrets::Shown);
    const auto again = parse_text(shown);
    EXPECT_EQ(again.config.static_addresses, parsed.config.static_addresses) << shown;
    EXPECT_EQ(again.config.static_routing, parsed.config.static_routing) << shown;
    EXPECT_EQ(again.config.routers, parsed.config.routers) << shown;
    EXPECT_EQ(show(again.config, Secrets::Shown), shown);
}

TEST(Show, parses_back_to_the_same_addresses) {
    const std::string text =
        "static_ipaddress {\n203.0.113.5/24 dev eth1 label eth1:s\n2001:db8::5/64\n}\n" +
        instance("virtual_ipaddress {\n10.0.0.8/24 dev eth1 brd + label eth1:1 scope link no_track\n"
                 "10.0.0.7 peer 10.9.0.1/30\n10.0.0.6/24 scope 77 brd 10.0.0.1 noprefixroute\n}\n"
                 "virtual_ipaddress_excluded {\n2001:db8::1\n2001:db8::2 preferred_lft forever\n"
                 "2001:db8::3/64 home mngtmpaddr -nodad preferred_lft 600\n}");
    const auto parsed = parse_text(text);
    expect_to_parse_back(parsed);
    EXPECT_EQ(parsed.config.routers.at(0).excluded.size(), 3U);
}

TEST(Show, parses_back_to_the_same_routes_and_rules) {
    const std::string text =
        "track_group G {\ngroup {\nA\n}\n}\n"
        "static_ipaddress {\n203.0.113.5/24 dev eth1 track_group G\n}\n"
        "static_routes {\n198.51.100.0/24 dev eth2 track_group G\ndefault via fe80::9 dev eth1 mtu lock 1400\n}\n"
        "static_rules {\niif eth3 table 5 priority 5 track_group G\n}\n" +
        instance(
            "virtual_ipaddress { 10.0.0.8/24 }\n"
            "virtual_routes {\n0.0.0.0/0 table 100 no_track nexthop via 10.0.0.9 weight 2 nexthop via 10.0.1.9 "
            "dev eth1\nblackhole 192.0.2.0/24 no_track\n192.0.3.0/24 dev eth1 scope link rtt 1s\n}\n"
            "virtual_rules {\nnot from 10.0.0.0/8 fwmark 7 table 100 priority 1000 no_track\n}");
    const auto parsed = parse_text(text);
    expect_to_parse_back(parsed);
    EXPECT_EQ(parsed.config.routers.at(0).static_interfaces.size(), 3U);
}

TEST(Differences, of_routes_and_rules_are_their_lines) {
    EXPECT_EQ(
        differences(plain(), only_router(instance("virtual_ipaddress { 192.0.2.1/24 }\n"
                                                  "virtual_routes {\ndefault via 192.0.2.9 dev eth0\n}\n"
                                                  "virtual_rules {\ntable 5 priority 5\n}"))),
        (Lines{"virtual_routes: + 0.0.0.0/0 via 192.0.2.9 dev eth0", "virtual_rules: + table 5 priority 5"}));
}

TEST(Differences, of_an_address_are_its_options) {
    EXPECT_EQ(differences(plain(), only_router(instance("virtual_ipaddress { 192.0.2.1/24 label a }"))),
              Lines{"virtual_ipaddress: - 192.0.2.1/24 + 192.0.2.1/24 label a"});
}

TEST(Differences, name_the_keyword_and_both_values) {
    auto other = plain();
    other.name = "B";
    other.priority = 150;
    other.preempt = false;
    other.preempt_delay = {};
    other.garp.master_delay = {};
    EXPECT_EQ(differences(plain(), other),
              (Lines{"name A -> B", "priority 100 -> 150", "nopreempt not set -> set",
                     "garp_master_delay not set -> 0"}));
    EXPECT_EQ(differences(other, plain()),
              (Lines{"name B -> A", "priority 150 -> 100", "nopreempt set -> not set",
                     "garp_master_delay 0 -> not set"}));
}

TEST(Differences, of_a_block_are_its_lines) {
    auto other = plain();
    other.addresses.push_back({*core::IpAddress::from_text("192.0.2.2"), 24});
    EXPECT_EQ(differences(plain(), other), Lines{"virtual_ipaddress: + 192.0.2.2/24"});
    auto turned = other;
    std::swap(turned.addresses[0], turned.addresses[1]);
    EXPECT_EQ(differences(other, turned), Lines{"virtual_ipaddress: in another order"});
}

TEST(Differences, of_a_long_block_are_its_first_lines_and_the_number_of_the_others) {
    auto other = plain();
    for (unsigned i = 0; i < 1'000; ++i)
        other.excluded.push_back({core::IpAddress::v4(10, 1, static_cast<std::uint8_t>(i / 256),
                                                      static_cast<std::uint8_t>(i % 256)),
                                  32});
    const auto lines = differences(plain(), other);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].starts_with("virtual_ipaddress_excluded: + 10.1.0.0/32 + 10.1.0.1/32 + "));
    EXPECT_TRUE(lines[0].ends_with(" + 10.1.0.99/32 + 900 more")) << lines[0];
}

TEST(Differences, do_not_tell_a_secret) {
    const auto with = [](const char* password) {
        return only_router(instance(std::string("authentication {\nauth_type PASS\nauth_pass ") + password +
                                    "\n}\nvirtual_ipaddress { 192.0.2.1/24 }"));
    };
    EXPECT_EQ(differences(with("geheim"), with("other")), Lines{"authentication: another secret"});
    EXPECT_EQ(differences(plain(), with("geheim")),
              Lines{"authentication: + auth_type PASS + auth_pass ***"});
}

TEST(Differences, of_a_key_of_hmac_are_said_without_it) {
    const auto with = [](const char* key) {
        return only_router(instance(std::string("auth_hmac {\nkey 7 ") + key +
                                    "\nactive_key 7\n}\nvirtual_ipaddress { 192.0.2.1/24 }"));
    };
    const auto* one = "0123456789abcdef0123456789abcdef";
    EXPECT_EQ(differences(with(one), with("fedcba9876543210fedcba9876543210")),
              Lines{"auth_hmac: another secret"});
    EXPECT_EQ(differences(plain(), with(one)),
              Lines{"auth_hmac: + key 7 *** + active_key 7 + time_window 5"});
}

TEST(Differences, of_the_same_are_none_and_of_any_other_field_some) {
    EXPECT_EQ(differences(plain(), plain()), Lines{});
    auto other = plain();
    other.garp.interval = std::chrono::seconds(1);
    EXPECT_EQ(differences(plain(), other).size(), 1u);
    other = plain();
    other.startup_delay = std::chrono::seconds(1);
    EXPECT_EQ(differences(plain(), other).size(), 1u);
    other = plain();
    other.delay_after_boot = std::chrono::seconds(1);
    EXPECT_EQ(differences(plain(), other), Lines{"vrrp_delay_after_boot not set -> 1"});
}

} // namespace

} // namespace xvrrp::config
