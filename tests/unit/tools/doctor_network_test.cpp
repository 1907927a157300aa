// SPDX-License-Identifier: GPL-2.0-or-later
// The doctor's findings about links, hooks, ARP, unicast and firewalls.
#include "sound_host.h"
#include "tools/doctor/collect.h"
#include "tools/doctor/looks.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

using nlohmann::json;

namespace {

const HookProgram kXvrrpd{"tcx", 3, "xvrrp_root_tc", true};

json named(const char* name, const char* interface) {
    auto its = router();
    its.update({{"name", name}, {"interface", interface}, {"vrid", 51}});
    return its;
}

Facts two_interfaces() {
    auto facts = sound(named("VI_1", "eth0"));
    facts.status["instances"].push_back(named("VI_2", "eth1"));
    facts.interfaces["eth1"] = facts.interfaces["eth0"];
    return facts;
}

Facts unicast(const std::string& block) {
    auto facts = sound();
    facts.status["instances"][0].update(
        {{"group", nullptr}, {"unicast_peers", {"192.0.2.2"}}, {"source", "192.0.2.1"}});
    facts.config = "global_defs {\n}\n\nvrrp_instance VI_1 {\n" + block + "}\n";
    facts.interfaces["eth0"].networks = {"192.0.2.1/24", "fe80::1/64"};
    return facts;
}

const std::string kSound = "nothing is wrong\n";

} // namespace

// ---- programs ----------------------------------------------------------------------------------------------------

TEST(DoctorOfHooks, knows_who_sees_packets_before_xvrrpd_and_who_after) {
    auto facts = sound();
    auto& programs = facts.interfaces["eth0"].programs;
    programs = {kXvrrpd};
    EXPECT_EQ(said(facts), kSound);
    programs = {
        {"xdp", 5, "guard", false}, kXvrrpd, {"filter", 7, "mirror", false}, {"filter", 0, "u32", false}};
    const auto text = said(facts);
    EXPECT_TRUE(has(text,
                    "note:  the XDP program guard (id 5) on eth0 sees packets before xvrrpd: it must pass "
                    "protocol 112\n       bpftool net show dev eth0\n"))
        << text;
    EXPECT_TRUE(has(text, "the bpf filter mirror (id 7) on eth0 sees packets after xvrrpd")) << text;
    EXPECT_TRUE(has(text, "the u32 filter on eth0 sees packets after xvrrpd")) << text;
    EXPECT_TRUE(has(text, "       tc filter show dev eth0 ingress\n")) << text;
    EXPECT_FALSE(has(text, "xvrrp_root")) << text;
}

TEST(DoctorOfHooks, counts_a_program_where_xvrrpd_is_not_as_one_before_it) {
    auto facts = sound();
    facts.interfaces["eth0"].programs = {{"tcx", 5, "", false}};
    EXPECT_TRUE(has(said(facts), "the tcx program with id 5 on eth0 sees packets before xvrrpd"));
}

TEST(DoctorOfHooks, looks_below_the_interface_and_not_elsewhere) {
    auto facts = sound();
    facts.interfaces["eth0"].lower = {"bond0"};
    facts.interfaces["bond0"].lower = {"nic0", "eth0"};
    facts.interfaces["nic0"].programs = {{"xdp", 5, "guard", false}};
    facts.interfaces["eth9"].programs = {{"xdp", 6, "other", false}};
    const auto text = said(facts);
    EXPECT_TRUE(has(text, "the XDP program guard (id 5) on nic0 sees packets before xvrrpd on eth0")) << text;
    EXPECT_FALSE(has(text, "other")) << text;
}

TEST(DoctorOfHooks, knows_when_xdp_does_not_see_vlan_tags) {
    auto facts = sound();
    auto& its = facts.interfaces["eth0"];
    its.strips_tags = true;
    EXPECT_TRUE(has(said(facts), "wrong: rxvlan of eth0 is on, so XDP does not see VLAN tags"));
    EXPECT_TRUE(has(said(facts), "ethtool -K eth0 rxvlan off\n"));
    facts.status["interfaces"][0]["mode"] = "tc";
    EXPECT_EQ(said(facts), kSound) << "tc sees them";
    its.carries_vlans = true;
    EXPECT_TRUE(has(said(facts), "note:  rxvlan of eth0 is on and VLAN interfaces stand on it: tc hears"));
    its.strips_tags = false;
    EXPECT_EQ(said(facts), kSound);
}

TEST(DoctorOfHooks, reads_what_ip_and_tc_print) {
    EXPECT_EQ(xdp_in(json::parse(R"({"xdp": {"mode": 1, "prog": {"id": 5, "name": "guard"}}})")).at(0).name,
              "guard");
    const auto several = xdp_in(json::parse(
        R"({"xdp": {"mode": 4, "attached": [{"prog": {"id": 5, "name": "guard"}}, {"prog": {"id": 6, "name": "xvrrp_root"}}]}})"));
    ASSERT_EQ(several.size(), 2u);
    EXPECT_TRUE(several[1].is_xvrrpd);
    EXPECT_TRUE(xdp_in(json::object()).empty());
    const auto filters = filters_in(json::parse(R"([
        {"protocol": "ip", "pref": 53, "kind": "u32", "chain": 0},
        {"protocol": "ip", "pref": 53, "kind": "u32", "options": {"fh": "800:", "ht_divisor": 1}},
        {"protocol": "ip", "pref": 53, "kind": "u32", "options": {"fh": "800::800", "order": 2048}},
        {"protocol": "ip", "pref": 55, "kind": "bpf", "options": {"handle": "0x1", "prog": {"id": 228, "name": "mirror"}}}])"));
    ASSERT_EQ(filters.size(), 2u);
    EXPECT_EQ(words_for(filters[0]), "the u32 filter");
    EXPECT_EQ(words_for(filters[1]), "the bpf filter mirror (id 228)");
    EXPECT_TRUE(filters_in(json(1)).empty());
    EXPECT_EQ(document_of({{"xdp", 5, "guard", false}, kXvrrpd, {"filter", 0, "u32", false}}),
              json::parse(R"([{"hook": "xdp", "id": 5, "name": "guard", "place": "before"},
                              {"hook": "tcx", "id": 3, "name": "xvrrp_root_tc", "place": "xvrrpd"},
                              {"hook": "filter", "id": null, "name": "u32", "place": "after"}])"));
}

// ---- links -------------------------------------------------------------------------------------------------------

TEST(DoctorOfLinks, finds_one_vrid_twice_on_one_link) {
    auto facts = two_interfaces();
    EXPECT_EQ(said(facts), kSound) << "two interfaces are two links unless something says otherwise";
    facts.interfaces["eth0"].wire = "br0";
    facts.interfaces["eth1"].wire = "br0";
    EXPECT_TRUE(has(said(facts), "wrong: VI_1 on eth0 and VI_2 on eth1 have the VRID 51 (ipv4) on one link"));
    facts.status["instances"][1]["vrid"] = 52;
    EXPECT_EQ(said(facts), kSound);
    facts.status["instances"][1].update({{"vrid", 51}, {"family", "ipv6"}});
    EXPECT_FALSE(has(said(facts), "on one link"));
}

TEST(DoctorOfLinks, leaves_unicast_routers_with_one_vrid_in_peace) {
    auto facts = two_interfaces();
    facts.interfaces["eth0"].wire = facts.interfaces["eth1"].wire = "br0";
    facts.status["instances"][1]["unicast_peers"] = {"192.0.2.2"};
    EXPECT_EQ(said(facts), kSound);
}

TEST(DoctorOfLinks, finds_the_same_vrid_of_another_xvrrpd) {
    auto facts = sound(named("VI_1", "eth0"));
    facts.claims = {{"eth0", "ipv4", 51}};
    EXPECT_EQ(said(facts), kSound) << "that is our own claim";
    facts.claims.push_back({"macvlan0", "ipv4", 51});
    EXPECT_EQ(said(facts), kSound);
    facts.interfaces["macvlan0"].wire = "eth0";
    EXPECT_TRUE(has(said(facts), "wrong: VI_1 on eth0 and another xvrrpd on macvlan0 have the VRID 51"));
}

TEST(DoctorOfLinks, tells_of_adverts_with_other_addresses) {
    auto facts = sound(named("VI_1", "eth0"));
    facts.status["instances"][0]["counters"] = {{"address-list-errors", 0}};
    EXPECT_EQ(said(facts), kSound);
    facts.status["instances"][0]["counters"] = {{"address-list-errors", 7}};
    EXPECT_TRUE(has(said(facts),
                    "note:  adverts of VRID 51 on eth0 came with other addresses than those of VI_1, 7"));
}

TEST(DoctorOfLinks, knows_which_interfaces_are_on_one_link) {
    const auto links = json::parse(R"([
        {"ifname": "nic0", "master": "bond0"}, {"ifname": "nic1", "master": "bond0"},
        {"ifname": "bond0", "master": "br0", "linkinfo": {"info_kind": "bond"}},
        {"ifname": "br0", "linkinfo": {"info_kind": "bridge", "info_data": {"vlan_filtering": 0}}},
        {"ifname": "port0", "master": "br0"},
        {"ifname": "port0.7", "link": "port0", "linkinfo": {"info_kind": "vlan", "info_data": {"id": 7}}},
        {"ifname": "br0.7", "link": "br0", "linkinfo": {"info_kind": "vlan", "info_data": {"id": 7}}},
        {"ifname": "vrrp.51", "link": "br0", "address": "00:00:5e:00:01:33", "linkinfo": {"info_kind": "macvlan"}},
        {"ifname": "mv", "link": "br0", "address": "02:00:00:00:00:01", "linkinfo": {"info_kind": "macvlan"}},
        {"ifname": "parting", "linkinfo": {"info_kind": "bridge", "info_data": {"vlan_filtering": 1}}},
        {"ifname": "port1", "master": "parting"},
        {"ifname": "loop0", "link": "loop1", "linkinfo": {"info_kind": "macvlan"}},
        {"ifname": "loop1", "link": "loop0", "linkinfo": {"info_kind": "macvlan"}},
        {"ifname": "eth0", "link": "peer0", "linkinfo": {"info_kind": "veth"},
         "addr_info": [{"family": "inet", "local": "192.0.2.1", "prefixlen": 24}]}, {"ifname": "peer0"}])");
    auto seen = interfaces_in(links, json::array());
    for (const auto* each : {"bond0", "br0", "port0", "vrrp.51", "mv"})
        EXPECT_EQ(seen[each].wire, "br0") << each;
    EXPECT_EQ(seen["port0.7"].wire, "br0.7");
    EXPECT_EQ(seen["br0.7"].wire, "br0.7");
    EXPECT_EQ(seen["port1"].wire, "port1") << "the bridge may part them";
    EXPECT_EQ(seen["eth0"].wire, "eth0");
    EXPECT_EQ(seen["bond0"].lower, (std::vector<std::string>{"nic0", "nic1"}));
    EXPECT_EQ(seen["port0.7"].lower, std::vector<std::string>{"port0"});
    EXPECT_TRUE(seen["eth0"].lower.empty());
    EXPECT_TRUE(seen["port0"].carries_vlans);
    EXPECT_FALSE(seen["port1"].carries_vlans);
    EXPECT_EQ(seen["vrrp.51"].virtual_mac_of, "br0");
    EXPECT_EQ(seen["mv"].virtual_mac_of, "");
    EXPECT_EQ(seen["eth0"].networks, std::vector<std::string>{"192.0.2.1/24"});
}

TEST(DoctorOfLinks, reads_the_claims_of_every_xvrrpd) {
    const auto claims = claims_in("Num RefCount\n"
                                  "0000: 00000002 00000000 00010000 0001 01 27 @xvrrpd/eth0.7/ipv4/51\n"
                                  "0000: 00000002 00000000 00010000 0001 01 28 @xvrrpd/eth1/ipv6/x\n"
                                  "0000: 00000002 00000000 00010000 0001 01 29 /run/xvrrpd/control.sock\n");
    ASSERT_EQ(claims.size(), 1u);
    EXPECT_EQ(claims[0].interface, "eth0.7");
    EXPECT_EQ(claims[0].family, "ipv4");
    EXPECT_EQ(claims[0].vrid, 51u);
}

// ---- ARP ---------------------------------------------------------------------------------------------------------

TEST(DoctorOfArp, knows_what_a_virtual_mac_needs) {
    auto facts = sound();
    auto& macvlan = facts.interfaces["vrrp.51"];
    macvlan = {.virtual_mac_of = "eth0", .rp_filter = 0};
    facts.interfaces["eth0"].arp_ignore = 1;
    EXPECT_EQ(said(facts), kSound);
    macvlan.rp_filter = 1;
    EXPECT_TRUE(has(said(facts), "wrong: rp_filter of vrrp.51 is strict"));
    EXPECT_TRUE(has(said(facts),
                    "sysctl -w net.ipv4.conf.all.rp_filter=2; sysctl -w net.ipv4.conf.vrrp.51.rp_filter=0"));
    macvlan.rp_filter = 2;
    EXPECT_EQ(said(facts), kSound) << "loose";
    facts.interfaces["eth0"].arp_ignore = 0;
    EXPECT_TRUE(has(said(facts),
                    "wrong: arp_ignore of eth0 is 0: it answers ARP for the virtual addresses of vrrp.51"));
    macvlan.virtual_mac_of = "eth7";
    EXPECT_EQ(said(facts), kSound) << "that is of somebody else";
}

TEST(DoctorOfArp, looks_at_two_interfaces_with_one_network) {
    auto facts = sound();
    auto& its = facts.interfaces["eth0"];
    its.networks = {"192.0.2.1/24"};
    its.arp_ignore = 0;
    its.rp_filter = 1;
    facts.interfaces["eth1"].networks = {"198.51.100.1/24", "2001:db8::1/64"};
    EXPECT_EQ(said(facts), kSound);
    facts.interfaces["eth1"].networks.push_back("192.0.2.9/24");
    EXPECT_TRUE(has(said(facts), "eth0 and eth1 have addresses of one network and arp_ignore is 0"));
    EXPECT_TRUE(has(said(facts), "eth0 and eth1 have addresses of one network and rp_filter is strict"));
    its.arp_ignore = 1;
    its.rp_filter = 2;
    EXPECT_EQ(said(facts), kSound);
}

TEST(DoctorOfArp, finds_a_host_that_answers_nobody) {
    auto facts = sound();
    facts.interfaces["eth0"].arp_ignore = 8;
    EXPECT_TRUE(has(said(facts), "wrong: arp_ignore of eth0 is 8"));
    facts.status["instances"][0].update({{"family", "ipv6"}});
    EXPECT_FALSE(has(said(facts), "arp_ignore"));
}

// ---- unicast -----------------------------------------------------------------------------------------------------

TEST(DoctorOfUnicast, asks_for_a_source_only_where_there_are_several) {
    auto facts = unicast("    unicast_peer {\n        192.0.2.2\n    }\n");
    EXPECT_EQ(said(facts), kSound);
    facts.interfaces["eth0"].networks.push_back("192.0.2.100/24");
    EXPECT_EQ(said(facts), kSound) << "that is the virtual one";
    facts.interfaces["eth0"].networks.push_back("192.0.2.7/24");
    EXPECT_TRUE(has(said(facts),
                    "note:  VI_1 has no unicast_src_ip, so its adverts come from 192.0.2.1, the first of 2"));
    facts.config =
        unicast("    unicast_src_ip 192.0.2.1\n    unicast_peer {\n        192.0.2.2\n    }\n").config;
    EXPECT_EQ(said(facts), kSound);
}

TEST(DoctorOfUnicast, knows_a_peer_behind_a_router) {
    const auto with = [](const std::string& options) {
        auto facts = unicast("    unicast_src_ip 192.0.2.1\n    unicast_peer {\n        10.0.0.2" + options +
                             "\n    }\n");
        facts.status["instances"][0]["unicast_peers"] = {"10.0.0.2"};
        return facts;
    };
    EXPECT_TRUE(has(said(with("")), "note:  the peer 10.0.0.2 of VI_1 is in no network of eth0"));
    EXPECT_EQ(said(with(" min_ttl 253 max_ttl 254")), kSound);
    EXPECT_TRUE(has(said(with(" min_ttl 255")), "wrong: the peer 10.0.0.2 of VI_1 is in no network of eth0"));
    auto unknown = with("");
    unknown.config.clear();
    EXPECT_EQ(said(unknown), kSound) << "and does not guess";
}

TEST(DoctorOfUnicast, knows_which_addresses_a_network_has) {
    EXPECT_TRUE(contains("192.0.2.1/24", "192.0.2.254"));
    EXPECT_FALSE(contains("192.0.2.1/25", "192.0.2.254"));
    EXPECT_TRUE(contains("2001:db8::1/65", "2001:db8::7fff:0:0:1"));
    EXPECT_FALSE(contains("2001:db8::1/65", "2001:db8::8000:0:0:1"));
    EXPECT_TRUE(contains("0.0.0.0/0", "192.0.2.1"));
    EXPECT_TRUE(contains("192.0.2.1/32", "192.0.2.1"));
    for (const auto* each : {"192.0.2.1", "192.0.2.1/33", "x/24", "fe80::1/64"})
        EXPECT_FALSE(contains(each, "192.0.2.1")) << each;
}

// ---- firewalls and clocks ----------------------------------------------------------------------------------------

TEST(DoctorOfFirewalls, knows_which_adverts_a_firewall_reaches) {
    const auto dropping = [](const char* hook) {
        return json{
            {"nftables",
             {{{"chain",
                {{"family", "ip"}, {"table", "t"}, {"name", "c"}, {"hook", hook}, {"policy", "drop"}}}}}}};
    };
    auto facts = sound();
    facts.ruleset = dropping("input");
    EXPECT_TRUE(has(said(facts), "note:  chain ip t c drops adverts"));
    facts.ruleset = dropping("output");
    EXPECT_EQ(said(facts), "nothing is wrong\n") << "multicast adverts leave past it";
    facts.status["instances"][0]["unicast_peers"] = {"192.0.2.2"};
    EXPECT_TRUE(has(said(facts), "wrong: unicast adverts do not leave through chain ip t c"));
    facts.ruleset = dropping("forward");
    EXPECT_EQ(said(facts), "nothing is wrong\n");
}

TEST(DoctorOfFirewalls, believes_what_a_packet_shows) {
    auto facts = sound();
    facts.passage["ipv4"] = Passage::Free;
    EXPECT_EQ(said(facts), kSound);
    facts.passage["ipv4"] = Passage::NotReceived;
    EXPECT_TRUE(
        has(said(facts),
            "note:  a packet of protocol 112 that was sent to this host itself over lo (ipv4) did not"));
    facts.passage["ipv4"] = Passage::NotSent;
    EXPECT_TRUE(has(
        said(facts),
        "note:  a packet of protocol 112 that was sent to this host itself over lo (ipv4) was not let out"));
    facts.status["instances"][0]["unicast_peers"] = {"192.0.2.2"};
    EXPECT_TRUE(has(said(facts), "wrong: a packet of protocol 112"));
    facts.ruleset = {
        {"nftables",
         {{{"chain",
            {{"family", "ip"}, {"table", "t"}, {"name", "c"}, {"hook", "output"}, {"policy", "drop"}}}}}}};
    EXPECT_FALSE(has(said(facts), "over lo")) << "the rule is named already";
}

TEST(DoctorOfClocks, says_when_it_matters) {
    auto facts = sound();
    facts.clock_is_synchronised = true;
    EXPECT_EQ(said(facts), kSound);
    facts.clock_is_synchronised = false;
    EXPECT_TRUE(
        has(said(facts), "note:  the clock is not synchronised: that matters only for the times in the log"));
    facts.config = "vrrp_instance VI_1 {\n    auth_hmac {\n        active_key 1\n    }\n}\n";
    EXPECT_TRUE(has(said(facts), "wrong: the clock is not synchronised, and auth_hmac of VI_1 refuses"));
    facts.config = "vrrp_instance VI_1 {\n    auth_hmac {\n        anti_replay monotonic\n    }\n}\n";
    EXPECT_TRUE(has(said(facts), "note:  the clock is not synchronised"));
}

} // namespace xvrrp::tools
