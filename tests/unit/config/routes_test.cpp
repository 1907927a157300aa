// SPDX-License-Identifier: GPL-2.0-or-later
// Route lines and their effective options: keepalived 2.2.7's values.
#include "config/routing/routing_line.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string with_route(const std::string& line) {
    return instance("virtual_routes {\n" + line + "\n}\nvirtual_ipaddress { 10.0.0.8/24 }");
}

// Returns the route as it is written back, or an empty text if the line was skipped.
std::string shown_route(const std::string& line) {
    const auto router = only_router(with_route(line));
    return router.routes.empty() ? "" : route_line(router.routes.front());
}

core::VirtualRoute route(const std::string& line) {
    const auto router = only_router(with_route(line));
    EXPECT_EQ(router.routes.size(), 1U) << line;
    return router.routes.empty() ? core::VirtualRoute{} : router.routes.front();
}

TEST(Routes, lead_to_a_prefix_over_a_gateway_and_an_interface) {
    EXPECT_EQ(findings(with_route("203.0.113.0/24 via 10.0.0.9 dev eth0")), Findings{});
    const auto made = route("203.0.113.0/24 via 10.0.0.9 dev eth0");
    EXPECT_EQ(made.route.destination.text(), "203.0.113.0/24");
    ASSERT_EQ(made.route.hops.size(), 1U);
    EXPECT_EQ(made.route.hops[0].via->text(), "10.0.0.9");
    EXPECT_EQ(made.tracked_interface(), "eth0");
    EXPECT_EQ(made.route.table, core::kMainTable);
    EXPECT_EQ(made.route.protocol, 18);
    EXPECT_TRUE(made.track);
}

TEST(Routes, take_their_words_in_any_order) {
    for (const char* line : {"dev eth0 via 10.0.0.9 203.0.113.0/24", "to 203.0.113.0/24 gw 10.0.0.9 oif eth0",
                             "inet 203.0.113.0/24 via inet 10.0.0.9 dev eth0",
                             "203.0.113.0/24 nexthop via 10.0.0.9 dev eth0 weight 7"})
        EXPECT_EQ(shown_route(line), "203.0.113.0/24 via 10.0.0.9 dev eth0") << line;
}

TEST(Routes, by_default_are_of_the_family_of_their_gateway_or_ipv4) {
    EXPECT_EQ(shown_route("default via 10.0.0.9 dev eth0"), "0.0.0.0/0 via 10.0.0.9 dev eth0");
    EXPECT_EQ(shown_route("default via fe80::9 dev eth0"), "::/0 via fe80::9 dev eth0");
    EXPECT_EQ(shown_route("any dev eth0"), "0.0.0.0/0 dev eth0");
    EXPECT_EQ(shown_route("inet6 all dev eth0"), "::/0 dev eth0");
}

TEST(Routes, are_written_back_with_what_is_not_the_default) {
    for (
        const char* line :
        {"blackhole 192.0.3.0/24 no_track", "unreachable 0.0.0.0/0 metric 5 no_track",
         "prohibit 192.0.4.0/24 no_track", "throw 192.0.6.0/24 table 104 no_track",
         "192.0.5.0/24 dev eth0 scope link metric 10", "192.0.7.0/24 dev eth0 protocol 4 no_track",
         "192.0.9.0/24 dev eth0 scope 77 tos 16", "192.0.10.0/24 dev eth0 mtu lock 1400 rtt 2400",
         "192.0.14.0/24 dev eth0 features ecn rto_min 300 quickack 1 congctl lock cubic",
         "192.0.16.0/24 via 10.9.9.9 dev eth0 onlink", "192.0.20.0/24 src 10.0.0.100 dev eth0",
         "192.0.22.0/24 dev eth0 realms 10/20", "192.0.24.0/24 dev eth0 append", "192.0.24.0/24 dev eth0 add",
         "2001:db8:1::/48 dev eth0 pref high mtu 1400", "2001:db8:2::/48 dev eth0 expires 1000",
         "2001:db8:5::/48 from 2001:db8::/64 dev eth0", "192.0.15.0/24 dev eth0 ttl-propagate disabled",
         "192.0.17.0/24 no_track nexthop via 10.0.0.9 dev eth0 weight 2 nexthop via 10.0.1.9 dev eth1 onlink"}) {
        EXPECT_EQ(shown_route(line), line);
        EXPECT_EQ(shown_route(shown_route(line)), line);
    }
}

TEST(Routes, that_the_kernel_takes_for_the_same_are_the_same) {
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 table 0"), shown_route("192.0.2.0/24 dev eth0 table main"));
    EXPECT_EQ(shown_route("2001:db8::1/32 dev eth0 metric 1024"), shown_route("2001:db8::/32 dev eth0"));
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 mtu 0 scope global"), shown_route("192.0.2.0/24 dev eth0"));
    EXPECT_EQ(shown_route("192.0.2.0/24 table 0x10 dev eth0 table 020"),
              shown_route("192.0.2.0/24 dev eth0 table 16"));
}

TEST(Routes, count_times_as_the_kernel_does) {
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 rtt 300ms"), shown_route("192.0.2.0/24 dev eth0 rtt 2400"));
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 rttvar 1.5s"),
              shown_route("192.0.2.0/24 dev eth0 rttvar 6000"));
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 rto_min 1Sec"),
              shown_route("192.0.2.0/24 dev eth0 rto_min 1000"));
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth0 rtt 1"), shown_route("192.0.2.0/24 dev eth0 rtt 200ms"));
    EXPECT_EQ(findings(with_route("192.0.2.0/24 dev eth0 rtt 1500.4ms")),
              Findings{"warning 6:27 rtt '1500.4ms' has too many decimal places, rounding it"});
}

TEST(Routes, that_are_wrong_are_skipped_with_a_warning) {
    for (const char* line : {"dev eth0",
                             "10 dev eth0",
                             "192.0.2.0/24 dev eth0 frob",
                             "192.0.2.0/24 dev eth0 table nosuch",
                             "192.0.2.0/24 dev eth0 metric 0x10",
                             "192.0.2.0/24 dev eth0 metric -1",
                             "192.0.2.0/24 dev eth0 protocol 256",
                             "192.0.2.0/24 dev eth0 scope nosuch",
                             "192.0.2.0/24 dev eth0 tos 300",
                             "192.0.2.0/24 dev eth0 mtu x",
                             "192.0.2.0/24 dev eth0 rtt 1m",
                             "192.0.2.0/24 dev eth0 hoplimit 300",
                             "192.0.2.0/24 dev eth0 quickack 2",
                             "192.0.2.0/24 dev eth0 pref high",
                             "2001:db8::/48 dev eth0 pref x",
                             "192.0.2.0/24 dev eth0 expires 5",
                             "192.0.2.0/24 nexthop via 10.0.0.9 dev eth0 weight 257",
                             "192.0.2.0/24 nexthop via fe80::9 dev eth0",
                             "192.0.2.0/24 via 10.0.0.9 nexthop via 10.0.0.8",
                             "192.0.2.0/24 dev eth0 src 2001:db8::1",
                             "192.0.2.0/24 dev eth0 src 10.0.0.1/24",
                             "192.0.2.0/24 dev eth0 from 10.0.0.0/8",
                             "192.0.2.0/24 via inet6 fe80::1 dev eth0",
                             "2001:db8::/48 dev eth0 realms 10",
                             "192.0.2.0/24 dev eth0 track_group G",
                             "prohibit to 192.0.2.0/24"}) {
        const auto parsed = parse_text(with_route(line));
        EXPECT_TRUE(parsed.usable()) << line;
        EXPECT_FALSE(parsed.clean()) << line;
        EXPECT_TRUE(parsed.config.routers.at(0).routes.empty()) << line;
    }
    EXPECT_EQ(findings(with_route("192.0.2.0/24 dev eth0 table nosuch")),
              Findings{"warning 6:29 unknown table 'nosuch', skipping this line"});
}

TEST(Routes, that_lack_a_word_or_ask_for_what_is_not_there_are_refused) {
    EXPECT_EQ(findings(with_route("192.0.2.0/24 dev")), Findings{"error 6:14 'dev' lacks its parameter"});
    EXPECT_EQ(findings(with_route("192.0.2.0/24 nat x")),
              Findings{"error 6:14 option 'nat' is not supported yet"});
    EXPECT_EQ(findings(with_route("192.0.2.0/24 dev eth0 encap ila 1:2:3:4")),
              Findings{"error 6:23 'encap ila' is not supported yet"});
}

TEST(Routes, may_be_in_the_table_of_a_vrf) {
    EXPECT_EQ(shown_route("192.0.2.0/24 vrf red dev eth1"), "192.0.2.0/24 dev eth1 vrf red");
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth1 table 5 vrf red"), "192.0.2.0/24 dev eth1 vrf red");
    EXPECT_EQ(shown_route("192.0.2.0/24 dev eth1 vrf red table 5"), "192.0.2.0/24 dev eth1 table 5");
}

TEST(RouteEncap, is_written_back_as_it_was_read) {
    for (
        const char* line :
        {"192.0.2.0/24 dev eth0 encap ip id 5 dst 10.0.0.2",
         "192.0.2.0/24 dev eth0 encap ip id 18446744073709551615 dst 10.0.0.2 src 10.0.0.1 tos 16 ttl 7 flags 256",
         "192.0.2.0/24 via 10.0.0.9 dev eth0 encap ip6 id 5 dst 2001:db8::1 src 2001:db8::2 tc 3 hoplimit 7 flags 1",
         "2001:db8:1::/48 dev eth0 encap ip dst 10.0.0.2", "192.0.2.0/24 dev eth0 encap mpls 100",
         "192.0.2.0/24 dev eth0 encap mpls 100/1048575",
         "192.0.2.0/24 no_track nexthop via 10.0.0.9 dev eth0 encap ip id 1 nexthop via 10.0.0.8 dev eth0 encap "
         "mpls 7"}) {
        EXPECT_EQ(shown_route(line), line);
        EXPECT_EQ(findings(with_route(line)), Findings{}) << line;
    }
}

TEST(RouteEncap, ends_with_the_first_word_that_is_not_its_own) {
    EXPECT_EQ(shown_route("192.0.2.0/24 encap ip ttl 7 id 5 dev eth0 src 10.0.0.8 mtu 1400"),
              "192.0.2.0/24 src 10.0.0.8 dev eth0 mtu 1400 encap ip id 5 ttl 7");
    const auto made = route("192.0.2.0/24 encap ip id 5 src 10.0.0.7 dev eth0");
    EXPECT_EQ(made.route.preferred_source, std::nullopt);
    EXPECT_EQ(std::get<core::TunnelHeader>(made.route.hops.at(0).encap).source->text(), "10.0.0.7");
}

// A route without its header would send packets out as they are.
TEST(RouteEncap, that_is_wrong_skips_the_line) {
    for (const char* encap :
         {"encap", "encap frob", "encap ip", "encap ip ttl 7", "encap ip id 0x10", "encap ip id -1",
          "encap ip id 18446744073709551616", "encap ip dst 2001:db8::1", "encap ip6 dst 10.0.0.2",
          "encap ip id 5 ttl 300", "encap ip id 5 flags 65536", "encap ip id 5 tos nosuch",
          "encap ip id 5 dst", "encap mpls foo", "encap mpls 1048576", "encap mpls 1//2", "encap mpls 1/"}) {
        const std::string line = std::string("192.0.2.0/24 dev eth0 ") + encap;
        const auto parsed = parse_text(with_route(line));
        EXPECT_TRUE(parsed.usable()) << line;
        EXPECT_FALSE(parsed.clean()) << line;
        EXPECT_TRUE(parsed.config.routers.at(0).routes.empty()) << line;
    }
    EXPECT_EQ(
        findings(with_route("192.0.2.0/24 dev eth0 encap ip ttl 7")),
        Findings{"warning 6:23 the header of a tunnel needs an id or a destination, skipping this line"});
}

TEST(Routes, without_one_interface_have_none_to_track_and_say_so) {
    EXPECT_EQ(findings(with_route("192.0.2.0/24 via 10.0.0.9")),
              Findings{"warning 6:1 the route to '192.0.2.0/24' names no single interface, none is tracked"});
    EXPECT_EQ(findings(with_route("192.0.2.0/24 via 10.0.0.9 no_track")), Findings{});
    EXPECT_EQ(
        route("192.0.2.0/24 nexthop via 10.0.0.9 dev eth0 nexthop via 10.0.0.8 dev eth0").tracked_interface(),
        "");
    EXPECT_EQ(route("192.0.2.0/24 dev eth0 no_track").tracked_interface(), "");
}

TEST(Routes, that_are_tracked_are_keepalived_s) {
    EXPECT_EQ(findings(with_route("192.0.2.0/24 dev eth0 protocol static")),
              Findings{"warning 6:23 what is tracked has protocol 18, using that"});
    EXPECT_EQ(route("192.0.2.0/24 dev eth0 protocol static").route.protocol, 18);
    EXPECT_EQ(route("192.0.2.0/24 dev eth0 protocol static no_track").route.protocol, 4);
}

TEST(Routes, of_two_gateways_may_be_written_in_the_old_way) {
    EXPECT_EQ(findings(with_route("192.0.2.0/24 via 10.0.0.9 or 10.0.0.8 no_track")),
              Findings{"warning 6:27 'or' is deprecated"});
    EXPECT_EQ(shown_route("192.0.2.0/24 via 10.0.0.9 or 10.0.0.8 no_track"),
              "192.0.2.0/24 no_track nexthop via 10.0.0.9 nexthop via 10.0.0.8");
}

TEST(Routes, to_what_is_no_network_are_noted) {
    EXPECT_EQ(findings(with_route("192.0.2.77/24 dev eth0")),
              Findings{"note 6:1 '192.0.2.77/24' is not the address of a network, the kernel refuses it"});
}

// iproute2's files after somebody has edited them.
TEST(Routes, know_the_names_of_iproute2_s_files) {
    Surroundings around;
    around.find = [](const std::string& pattern) {
        return pattern == "/etc/iproute2/rt_tables.d/*.conf" ? std::vector<std::string>{"more"}
                                                             : std::vector<std::string>{};
    };
    around.read = [](const std::string& file) -> Result<std::string> {
        if (file == "/etc/iproute2/rt_tables")
            return "# comment\n100 isp1\n0x65\tisp2 # the other one\nx y\n\n300\n";
        if (file == "more")
            return "102 isp3\n";
        if (file == "/elsewhere/rt_realms")
            return "7 home\n";
        return failure(Error{"read", "no such file", {}});
    };
    const auto table = [&](const std::string& name) {
        const auto parsed = parse({{"test", with_route("192.0.2.0/24 dev eth0 table " + name)}}, around);
        const auto& routes = parsed.config.routers.at(0).routes;
        return routes.empty() ? 0 : routes.front().route.table;
    };
    EXPECT_EQ(table("isp1"), 100U);
    EXPECT_EQ(table("isp2"), 101U);
    EXPECT_EQ(table("isp3"), 102U);
    EXPECT_EQ(table("local"), 255U);
    EXPECT_EQ(table("y"), 0U);
    const auto realms = parse({{"test", global_defs("iproute_etc_dir /elsewhere") +
                                            with_route("192.0.2.0/24 dev eth0 realms home/8")}},
                              around);
    EXPECT_EQ(realms.config.routers.at(0).routes.at(0).route.realms, 7U << 16 | 8U);
}

} // namespace
} // namespace xvrrp::config
