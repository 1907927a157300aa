// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::IpAddress;
using core::UnicastPeer;
using Peers = std::vector<UnicastPeer>;

const IpAddress kTwo = IpAddress::v4(10, 0, 0, 2);
const IpAddress kThree = IpAddress::v4(10, 0, 0, 3);

std::string peers(const std::string& lines) {
    return "unicast_peer {\n" + lines + "\n}";
}

TEST(Unicast, is_off_where_nothing_is_said) {
    const core::VirtualRouterConfig router = only_router(instance(""));
    EXPECT_EQ(router.unicast_peers, Peers{});
    EXPECT_EQ(router.source, std::nullopt);
    EXPECT_EQ(router.unicast_ttl, 255);
    EXPECT_TRUE(router.check_unicast_src);
}

TEST(Unicast, goes_to_peers_in_their_order) {
    const std::string text = instance("unicast_src_ip 10.0.0.1\nunicast_ttl 64\n" +
                                      peers("10.0.0.2\n10.0.0.3 min_ttl 254 max_ttl 254"));
    EXPECT_EQ(findings(text), Findings{});
    const core::VirtualRouterConfig router = only_router(text);
    EXPECT_EQ(router.unicast_peers, (Peers{{kTwo, 0, 255}, {kThree, 254, 254}}));
    EXPECT_EQ(router.source, IpAddress::v4(10, 0, 0, 1));
    EXPECT_EQ(router.unicast_ttl, 64);
    EXPECT_TRUE(router.check_unicast_src);
}

TEST(Unicast, peers_of_several_blocks_add_up) {
    const std::string text = instance(peers("10.0.0.2") + "\n" + peers("10.0.0.3"));
    EXPECT_EQ(findings(text), Findings{});
    EXPECT_EQ(only_router(text).unicast_peers, (Peers{{kTwo}, {kThree}}));
}

TEST(Unicast, is_for_ipv6_too) {
    const std::string text =
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nunicast_src_ip 2001:db8::1\n"
        "unicast_peer { 2001:db8::2 }\nvirtual_ipaddress { fe80::9 }\n}\n";
    EXPECT_EQ(findings(text), Findings{});
    const core::VirtualRouterConfig router = only_router(text);
    EXPECT_EQ(router.unicast_peers, (Peers{{IpAddress::from_text("2001:db8::2").value()}}));
    EXPECT_EQ(router.source, IpAddress::from_text("2001:db8::1"));
    EXPECT_EQ(router.version, core::Version::V3);
}

TEST(Unicast, falls_back_to_multicast_without_peers) {
    for (const std::string keyword : {"unicast_src_ip 10.0.0.1", "check_unicast_src off", "unicast_peer { }",
                                      "old_unicast_checksum never"}) {
        EXPECT_EQ(findings(instance(keyword)),
                  (Findings{"warning 5:1 vrrp_instance 'A' has no unicast_peer, it uses multicast"}))
            << keyword;
        EXPECT_EQ(only_router(instance(keyword)).unicast_peers, Peers{});
    }
    EXPECT_EQ(only_router(instance("unicast_src_ip 10.0.0.1")).source, IpAddress::v4(10, 0, 0, 1));
    EXPECT_EQ(findings(global_defs("vrrp_check_unicast_src off") + instance("")), Findings{});
}

TEST(Unicast, ttl_is_reset_without_peers) {
    EXPECT_EQ(findings(instance("unicast_ttl 5")),
              (Findings{"warning 5:13 unicast_ttl does not work without unicast_peer, ignoring it"}));
    EXPECT_EQ(only_router(instance("unicast_ttl 5")).unicast_ttl, 255);
}

TEST(Unicast, ttl_out_of_range_is_ignored) {
    for (const std::string wrong : {"0", "256", "-1"}) {
        const std::string text = instance(peers("10.0.0.2") + "\nunicast_ttl " + wrong);
        EXPECT_EQ(findings(text),
                  (Findings{"warning 8:13 unicast_ttl " + wrong + " is not in 1..255, ignoring it"}));
        EXPECT_EQ(only_router(text).unicast_ttl, 255);
    }
    EXPECT_EQ(only_router(instance(peers("10.0.0.2") + "\nunicast_ttl 1")).unicast_ttl, 1);
}

struct Skipped {
    std::string line;
    std::string finding;
};

TEST(Unicast, skips_peers_that_are_none) {
    const Skipped cases[] = {
        {"fe80::1", "warning 7:1 'fe80::1' is IPv6 among IPv4 addresses, ignoring it"},
        {"bad", "warning 7:1 'bad' is not an IP address, skipping it"},
        {"fe80::3%eth0", "warning 7:1 'fe80::3%eth0' is not an IP address, skipping it"},
        {"10.0.0.1", "warning 7:1 '10.0.0.1' is this router's own source address, skipping it"},
        {"10.0.0.2 max_ttl 9", "warning 7:1 '10.0.0.2' is in the list already, skipping it"},
        {"224.0.0.18", "warning 7:1 '224.0.0.18' is not an address of another host, skipping it"},
        {"0.0.0.0", "warning 7:1 '0.0.0.0' is not an address of another host, skipping it"},
    };
    for (const Skipped& one : cases) {
        const std::string text = instance(peers("10.0.0.2\n" + one.line) + "\nunicast_src_ip 10.0.0.1");
        EXPECT_EQ(findings(text), (Findings{one.finding}));
        EXPECT_EQ(only_router(text).unicast_peers, (Peers{{kTwo}})) << one.line;
    }
}

TEST(Unicast, falls_back_to_multicast_where_every_peer_is_skipped) {
    EXPECT_EQ(findings(instance(peers("fe80::2"))),
              (Findings{"warning 5:1 vrrp_instance 'A' has no unicast_peer, it uses multicast",
                        "warning 6:1 'fe80::2' is IPv6 among IPv4 addresses, ignoring it"}));
}

TEST(Unicast, corrects_the_options_of_a_peer) {
    const Skipped cases[] = {
        {"10.0.0.2 min_ttl 300", "warning 6:18 min_ttl 300 is not in 0..255, ignoring it"},
        {"10.0.0.2 max_ttl", "warning 6:10 'max_ttl' lacks its parameter, ignoring it"},
        {"10.0.0.2 foo", "warning 6:10 unknown peer option 'foo', ignoring it"},
        {"10.0.0.2 10.0.0.3", "warning 6:10 '10.0.0.3' is a second address on its line, ignoring it"},
        {"10.0.0.2/24", "warning 6:1 the peer '10.0.0.2/24' has a prefix length, ignoring that"},
    };
    for (const Skipped& one : cases) {
        EXPECT_EQ(findings(instance(peers(one.line))), (Findings{one.finding}));
        EXPECT_EQ(only_router(instance(peers(one.line))).unicast_peers, (Peers{{kTwo}})) << one.line;
    }
}

TEST(Unicast, warns_of_a_peer_that_no_ttl_satisfies) {
    const std::string text = instance(peers("10.0.0.2 min_ttl 10 max_ttl 5"));
    EXPECT_EQ(findings(text),
              (Findings{"warning 6:1 min_ttl 10 is above max_ttl 5: no advert of '10.0.0.2' is accepted"}));
    EXPECT_EQ(only_router(text).unicast_peers, (Peers{{kTwo, 10, 5}}));
}

TEST(Unicast, points_out_a_brace_that_is_missing_before_a_keyword) {
    const Parsed parsed = parse_text(instance("unicast_peer {\n10.0.0.2\npriority 100"));
    ASSERT_FALSE(parsed.diagnostics.empty());
    EXPECT_EQ(parsed.diagnostics.back(), warning({0, 7, 1, 8}, "'priority' is not an IP address, skipping it",
                                                 "is a '}' missing before it?"));
}

TEST(Unicast, source_is_checked_unless_it_is_turned_off) {
    const std::string peer = peers("10.0.0.2") + "\n";
    EXPECT_TRUE(only_router(instance(peer)).check_unicast_src);
    EXPECT_FALSE(only_router(instance(peer + "check_unicast_src off")).check_unicast_src);
    const std::string global = global_defs("vrrp_check_unicast_src off");
    EXPECT_FALSE(only_router(instance(peer) + global).check_unicast_src);
    EXPECT_TRUE(only_router(global + instance(peer + "check_unicast_src")).check_unicast_src);
}

TEST(Unicast, source_check_is_on_already) {
    EXPECT_EQ(findings(global_defs("vrrp_check_unicast_src") +
                       instance(peers("10.0.0.2") + "\ncheck_unicast_src on")),
              (Findings{"note 2:1 'vrrp_check_unicast_src' is on by default",
                        "note 11:1 'check_unicast_src' is on by default"}));
}

TEST(Unicast, source_check_comes_with_a_ttl_of_a_peer) {
    const std::string text = instance(peers("10.0.0.2 min_ttl 255") + "\ncheck_unicast_src off");
    EXPECT_EQ(findings(text), (Findings{"note 8:19 min_ttl and max_ttl turn check_unicast_src on"}));
    EXPECT_TRUE(only_router(text).check_unicast_src);
}

TEST(Unicast, refuses_the_checksum_of_old_peers) {
    const std::string peer = peers("10.0.0.2") + "\n";
    EXPECT_EQ(findings(instance(peer + "old_unicast_checksum")),
              (Findings{"error 8:1 'old_unicast_checksum' is not supported"}));
    EXPECT_EQ(findings(instance(peer + "old_unicast_checksum foo")),
              (Findings{"warning 8:22 unknown old_unicast_checksum mode 'foo', ignoring it"}));
    EXPECT_EQ(findings(instance(peer + "old_unicast_checksum never")), Findings{});
}

TEST(Unicast, needs_an_interface_for_now) {
    const Parsed parsed = parse_text("vrrp_instance A {\nvirtual_router_id 1\nunicast_src_ip 10.0.0.1\n"
                                     "unicast_peer { 10.0.0.2 }\nvirtual_ipaddress { 10.0.0.9 }\n}\n");
    EXPECT_EQ(parsed.diagnostics,
              (Diagnostics{error({0, 1, 15, 1}, "vrrp_instance 'A' has no interface",
                                 "add 'interface NAME': unicast needs it too, as in keepalived 2.2.7")}));
}

TEST(Source, of_multicast_is_what_is_written_last) {
    const std::string text = instance("mcast_src_ip 10.0.0.1\nmcast_src_ip 10.0.0.5");
    EXPECT_EQ(findings(text),
              (Findings{"note 6:14 'mcast_src_ip' was set on line 5 already, this one counts"}));
    EXPECT_EQ(only_router(text).source, IpAddress::v4(10, 0, 0, 5));
}

TEST(Source, that_is_no_address_of_the_family_is_ignored) {
    const Skipped cases[] = {
        {"fe80::1", "warning 5:14 'fe80::1' is IPv6 among IPv4 addresses, ignoring it"},
        {"eth0", "warning 5:14 'eth0' is not an IP address, skipping it"},
        {"10.0.0.1/24", "warning 5:14 '10.0.0.1/24' is not an IP address, skipping it"},
        {"224.0.0.18", "warning 5:14 '224.0.0.18' is not an address of a host, ignoring it"},
    };
    for (const Skipped& one : cases) {
        EXPECT_EQ(findings(instance("mcast_src_ip " + one.line)), (Findings{one.finding}));
        EXPECT_EQ(only_router(instance("mcast_src_ip " + one.line)).source, std::nullopt);
    }
}

TEST(Source, that_is_a_virtual_address_is_for_the_owner) {
    const std::string source = "mcast_src_ip 10.0.0.9\n";
    EXPECT_EQ(findings(instance(source)),
              (Findings{"warning 5:14 '10.0.0.9' is a virtual address: adverts from it may be refused"}));
    EXPECT_EQ(findings(instance(source + "priority 255")), Findings{});
}

TEST(Source, of_ipv6_multicast_should_be_link_local) {
    const auto with = [](const std::string& statement) {
        return "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\n" + statement +
               "\nvirtual_ipaddress { fe80::9 }\n}\n";
    };
    EXPECT_EQ(findings(with("mcast_src_ip 2001:db8::1")),
              (Findings{"note 4:14 '2001:db8::1' is not link-local"}));
    EXPECT_EQ(only_router(with("mcast_src_ip 2001:db8::1")).source, IpAddress::from_text("2001:db8::1"));
    EXPECT_EQ(findings(with("mcast_src_ip fe80::1")), Findings{});
}

TEST(Source, decides_the_family_where_it_is_the_first_address) {
    EXPECT_EQ(findings("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nmcast_src_ip fe80::1\n"
                       "virtual_ipaddress {\n10.0.0.9\nfe80::9\n}\n}\n"),
              (Findings{"warning 6:1 '10.0.0.9' is IPv4 among IPv6 addresses, ignoring it"}));
}

TEST(UnicastFaultNoPeer, changes_nothing_where_there_is_a_peer) {
    const std::string peer = "unicast_peer { 10.0.0.2 }\n";
    EXPECT_EQ(findings(instance(peer + "unicast_fault_no_peer")), Findings{});
    EXPECT_EQ(only_router(instance(peer + "unicast_fault_no_peer")), only_router(instance(peer)));
}

TEST(UnicastFaultNoPeer, refuses_multicast_instead_of_a_peer) {
    EXPECT_EQ(findings(instance("unicast_src_ip 10.0.0.1\nunicast_fault_no_peer")),
              Findings{"error 6:1 vrrp_instance 'A' has no unicast_peer, and may not use multicast"});
    EXPECT_EQ(findings(instance("unicast_fault_no_peer")),
              Findings{"error 5:1 vrrp_instance 'A' has no unicast_peer, and may not use multicast"});
}

} // namespace
} // namespace xvrrp::config
