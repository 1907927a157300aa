// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using namespace std::chrono_literals;

std::string with_delays(const std::string& lines, const std::string& statements = "") {
    return "interface_up_down_delays {\n" + lines + "\n}\n" +
           instance(statements + "\nvirtual_ipaddress { 192.0.2.1/24 }");
}

TEST(DisableLocalIgmp, is_off_unless_it_is_written) {
    EXPECT_FALSE(parse_text(global_defs("router_id a")).config.disable_local_igmp);
    EXPECT_TRUE(parse_text(global_defs("disable_local_igmp")).config.disable_local_igmp);
}

TEST(Interfaces, have_to_be_there_unless_they_are_dynamic) {
    EXPECT_FALSE(parse_text(global_defs("router_id a")).config.dynamic_interfaces);
    EXPECT_TRUE(parse_text(global_defs("dynamic_interfaces")).config.dynamic_interfaces);
    const auto changing = parse_text(global_defs("dynamic_interfaces allow_if_changes"));
    EXPECT_TRUE(changing.clean());
    EXPECT_TRUE(changing.config.dynamic_interfaces);
    EXPECT_EQ(findings(global_defs("dynamic_interfaces always")),
              Findings{"warning 2:20 unknown parameter 'always', ignoring it"});
}

TEST(Interfaces, are_tracked_as_is_written) {
    const auto plain = only_router(instance("virtual_ipaddress { 192.0.2.1/24 }"));
    EXPECT_TRUE(plain.track_primary);
    EXPECT_FALSE(plain.track_source);
    const auto router = only_router(instance(
        "dont_track_primary\nmcast_src_ip 192.0.2.9\ntrack_src_ip\nvirtual_ipaddress { 192.0.2.1/24 }"));
    EXPECT_FALSE(router.track_primary);
    EXPECT_TRUE(router.track_source);
}

TEST(Interfaces, have_no_source_to_track_where_none_is_written) {
    const auto text = instance("track_src_ip\nvirtual_ipaddress { 192.0.2.1/24 }");
    EXPECT_EQ(findings(text), Findings{"warning 5:1 track_src_ip without a source address, ignoring it"});
    EXPECT_FALSE(only_router(text).track_source);
}

TEST(Interfaces, have_delays_of_their_own) {
    const auto router = only_router(with_delays("eth9 9 9\neth0 1.5 20"));
    EXPECT_EQ(router.link_delays, (core::LinkDelays{1500ms, 20s}));
    EXPECT_EQ(only_router(with_delays("eth0 1")).link_delays, (core::LinkDelays{1s, 0s}));
    EXPECT_EQ(only_router(with_delays("eth9 1 2")).link_delays, core::LinkDelays());
}

TEST(Interfaces, keep_to_the_range_of_delays) {
    EXPECT_EQ(findings(with_delays("eth0\neth0 x 256\neth0 1 2 3")),
              (Findings{"warning 2:1 'eth0' lacks its delay, ignoring it",
                        "warning 3:6 the delay 'x' is not a number, ignoring it",
                        "warning 3:8 the delay 256 is not in 0..255, ignoring it",
                        "warning 4:10 surplus words after the delays of 'eth0', ignoring them"}));
}

TEST(Interfaces, that_are_down_longer_than_the_others_wait_are_warned_of) {
    EXPECT_EQ(findings(with_delays("eth0 1.99")), Findings{});
    EXPECT_EQ(findings(with_delays("eth0 2")),
              Findings{"warning 2:1 the others take over from 'A' before eth0 counts as down"});
}

TEST(Interfaces, promote_secondary_addresses_where_that_is_written) {
    const std::string addresses = "\nvirtual_ipaddress { 192.0.2.1/24 }";
    EXPECT_FALSE(only_router(instance(addresses)).promote_secondaries);
    const auto parsed = parse_text(instance("promote_secondaries" + addresses));
    EXPECT_TRUE(parsed.clean());
    EXPECT_TRUE(parsed.config.routers.at(0).promote_secondaries);
    EXPECT_EQ(parse_text(show(parsed.config, Secrets::Shown)).config.routers, parsed.config.routers);
}

TEST(Interfaces, are_written_back) {
    const auto parsed =
        parse_text(global_defs("dynamic_interfaces") +
                   with_delays("eth0 0.5 3", "dont_track_primary\nmcast_src_ip 192.0.2.9\ntrack_src_ip"));
    const auto text = show(parsed.config, Secrets::Shown);
    EXPECT_NE(text.find("interface_up_down_delays {\n    eth0 0.5 3\n}\n"), std::string::npos) << text;
    const auto again = parse_text(text);
    EXPECT_TRUE(again.clean()) << text;
    EXPECT_EQ(again.config.routers, parsed.config.routers);
    EXPECT_TRUE(again.config.dynamic_interfaces);
    auto other = parsed.config.routers.at(0);
    other.link_delays = {1s, 3s};
    EXPECT_EQ(differences(parsed.config.routers.at(0), other),
              std::vector<std::string>{"interface_up_down_delays: - eth0 0.5 3 + eth0 1 3"});
}

// As in keepalived 2.2.7, which knows no instance without an interface.
TEST(Vrf, is_that_of_the_interface_whatever_is_written) {
    EXPECT_EQ(findings(instance("vrf red")),
              Findings{"warning 5:1 'vrf' is for an instance without an interface, ignoring it"});
    EXPECT_EQ(only_router(instance("vrf red")), only_router(instance("")));
}

} // namespace

} // namespace xvrrp::config
