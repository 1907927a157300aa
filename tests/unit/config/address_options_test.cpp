// SPDX-License-Identifier: GPL-2.0-or-later
// The options behind an address: keepalived's effective values, and the lines that it corrects or skips.
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::AddressAttributes;
using core::IpAddress;
using core::VirtualAddress;

// The one line stands on line 6, in a block for either family.
std::string with_address(const std::string& line) {
    return instance("virtual_ipaddress_excluded {\n" + line + "\n}");
}

VirtualAddress only(const std::string& line) {
    const auto router = only_router(with_address(line));
    EXPECT_EQ(router.excluded.size(), 1U) << line;
    return router.excluded.empty() ? VirtualAddress{} : router.excluded.front();
}

AddressAttributes attributes(const std::string& line) {
    EXPECT_EQ(findings(with_address(line)), Findings{});
    return only(line).attributes;
}

std::string broadcast(const std::string& line) {
    const auto given = attributes(line).broadcast;
    return given ? given->text() : "none";
}

TEST(AddressOptions, are_none_where_none_are_written) {
    EXPECT_EQ(attributes("10.0.0.8/24"), AddressAttributes{});
    EXPECT_EQ(attributes("2001:db8::8/64"), AddressAttributes{});
    EXPECT_EQ(only("10.0.0.8/24").interface, "");
    EXPECT_TRUE(only("10.0.0.8/24").track);
}

TEST(AddressOptions, name_an_interface_and_whether_it_counts) {
    const auto address = only("10.0.0.8/24 dev eth1 no_track");
    EXPECT_EQ(address.interface, "eth1");
    EXPECT_FALSE(address.track);
    EXPECT_EQ(only("10.0.0.8/24 dev eth0").interface, ""); // that of the instance
}

TEST(AddressOptions, name_no_interface_where_they_name_that_of_the_virtual_mac) {
    const auto router = only_router(
        instance("use_vmac vrrp.1\nvirtual_ipaddress_excluded {\n10.0.0.8 dev eth0\n10.0.0.7 dev vrrp.1\n}"));
    EXPECT_EQ(router.excluded.at(0).interface, "");
    EXPECT_EQ(router.excluded.at(1).interface, "");
}

TEST(AddressOptions, make_a_broadcast_address_of_ones_or_zeros) {
    EXPECT_EQ(broadcast("10.0.0.200/26 brd +"), "10.0.0.255");
    EXPECT_EQ(broadcast("10.0.0.200/26 broadcast -"), "10.0.0.192");
    EXPECT_EQ(broadcast("10.0.0.8/24 brd 10.9.9.9"), "10.9.9.9");
    EXPECT_EQ(broadcast("10.0.0.8/24"), "none");
}

TEST(AddressOptions, have_no_broadcast_address_in_a_network_of_two) {
    for (const std::string length : {"31", "32"}) {
        const auto line = "10.0.0.8/" + length + " brd +";
        EXPECT_EQ(findings(with_address(line)),
                  Findings{"warning 6:17 there is no broadcast address in a /" + length + ", ignoring it"});
        EXPECT_EQ(only(line).attributes.broadcast, std::nullopt);
    }
}

TEST(AddressOptions, name_a_scope_or_its_number) {
    EXPECT_EQ(attributes("10.0.0.8/24 scope link").scope, 253);
    EXPECT_EQ(attributes("10.0.0.8/24 scope host").scope, 254);
    EXPECT_EQ(attributes("10.0.0.8/24 scope global").scope, 0);
    EXPECT_EQ(attributes("10.0.0.8/24 scope 77").scope, 77);
    for (const std::string bad : {"bogus", "256", "-1"}) {
        EXPECT_EQ(findings(with_address("10.0.0.8/24 scope " + bad)),
                  Findings{"warning 6:19 unknown scope '" + bad + "', ignoring it"});
        EXPECT_EQ(only("10.0.0.8/24 scope " + bad).attributes.scope, 0);
    }
}

TEST(AddressOptions, give_the_prefix_length_of_the_peer) {
    const auto address = only("10.0.0.8 peer 10.9.0.1/30");
    EXPECT_EQ(address.prefix_length, 30);
    EXPECT_EQ(address.attributes.peer, IpAddress::v4(10, 9, 0, 1));
    EXPECT_EQ(only("10.0.0.8 peer 10.9.0.1").prefix_length, 32);
    EXPECT_EQ(
        findings(with_address("10.0.0.8/24 peer 10.9.0.1")),
        Findings{"warning 6:1 an address with a peer has the prefix length of the peer, ignoring its own"});
    EXPECT_EQ(only("10.0.0.8/24 peer 10.9.0.1").prefix_length, 32);
}

TEST(AddressOptions, deprecate_a_single_ipv6_address) {
    EXPECT_EQ(attributes("2001:db8::8").preferred_lifetime, 0U);
    EXPECT_EQ(attributes("2001:db8::8/128 preferred_lft forever").preferred_lifetime, std::nullopt);
    EXPECT_EQ(attributes("2001:db8::8/128 preferred_lft 600").preferred_lifetime, 600U);
    EXPECT_EQ(attributes("2001:db8::8/64 preferred_lft 0").preferred_lifetime, 0U);
    EXPECT_EQ(attributes("2001:db8::8 peer 2001:db8:9::1/64").preferred_lifetime, std::nullopt);
    EXPECT_EQ(
        findings(with_address("2001:db8::8/64 preferred_lft x")),
        Findings{"warning 6:30 preferred_lft 'x' is neither a number of seconds nor forever, ignoring it"});
}

TEST(AddressOptions, are_flags_for_ipv6) {
    const auto all = attributes("2001:db8::8/64 home mngtmpaddr noprefixroute -nodad");
    EXPECT_TRUE(all.home && all.mngtmpaddr && all.noprefixroute && all.detects_duplicates);
    EXPECT_TRUE(attributes("10.0.0.8/24 noprefixroute").noprefixroute);
}

TEST(AddressOptions, of_the_other_family_are_ignored) {
    for (const std::string option : {"home", "mngtmpaddr", "-nodad", "preferred_lft 5"}) {
        const auto name = option.substr(0, option.find(' '));
        EXPECT_EQ(findings(with_address("10.0.0.8/24 " + option)),
                  Findings{"warning 6:13 '" + name + "' is for IPv6 addresses, ignoring it"});
        EXPECT_EQ(only("10.0.0.8/24 " + option).attributes, AddressAttributes{});
    }
    for (const std::string option : {"label", "scope"})
        EXPECT_EQ(findings(with_address("2001:db8::8/64 " + option + " link")),
                  Findings{"warning 6:16 '" + option + "' is for IPv4 addresses, ignoring it"});
}

TEST(AddressOptions, that_keepalived_skips_the_address_for_skip_it) {
    const std::vector<std::pair<std::string, std::string>> lines{
        {"10.0.0.8/24 label much_too_long_label", "19 a label has at most 15 characters"},
        {"10.0.0.8/24 brd default", "17 'default' is no broadcast address"},
        {"10.0.0.8/24 brd ::1", "17 '::1' is no broadcast address"},
        {"2001:db8::8/64 brd +", "20 IPv6 has no broadcast addresses"},
        {"10.0.0.8 peer ::1", "15 '::1' is no address of a peer"}};
    for (const auto& [line, why] : lines) {
        const auto word = line.substr(0, line.find(' '));
        EXPECT_EQ(findings(with_address(line)), Findings{"warning 6:" + why + ", skipping '" + word + "'"});
        EXPECT_TRUE(only_router(with_address(line)).excluded.empty()) << line;
    }
}

TEST(AddressOptions, that_the_kernel_would_refuse_are_left_out) {
    EXPECT_EQ(findings(with_address("2001:db8::8/64 autojoin")),
              Findings{"warning 6:16 'autojoin' is for multicast addresses, ignoring it"});
    EXPECT_EQ(only("2001:db8::8/64 autojoin").attributes, AddressAttributes{});
}

TEST(AddressOptions, that_lack_their_parameter_are_ignored) {
    for (const std::string option : {"dev", "label", "scope", "brd", "peer", "preferred_lft"}) {
        EXPECT_EQ(findings(with_address("10.0.0.8/24 " + option)),
                  Findings{"warning 6:13 '" + option + "' lacks its parameter, ignoring it"});
        EXPECT_EQ(only("10.0.0.8/24 " + option), only("10.0.0.8/24"));
    }
}

TEST(ExcludedAddresses, are_of_either_family_and_as_many_as_one_likes) {
    std::string lines = "2001:db8::1/64\nfe80::1/64\n";
    for (int i = 0; i < 300; ++i)
        lines += "10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200) + "\n";
    EXPECT_EQ(findings(with_address(lines)), Findings{});
    const auto router = only_router(with_address(lines));
    EXPECT_EQ(router.excluded.size(), 302U);
    EXPECT_EQ(router.addresses.size(), 1U);
    EXPECT_EQ(router.family, core::Family::Ipv4);
}

TEST(StaticAddresses, stand_outside_of_instances_on_eth0_unless_they_name_another) {
    const auto parsed = parse_text("static_ipaddress {\n10.0.0.8/24\n2001:db8::1/64 dev eth1\n}\n");
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
    ASSERT_EQ(parsed.config.static_addresses.size(), 2U);
    EXPECT_EQ(parsed.config.static_addresses[0].interface, "eth0");
    EXPECT_EQ(parsed.config.static_addresses[1].interface, "eth1");
    EXPECT_EQ(findings("static_ipaddress {\n10.0.0.8/24 no_track\n}\n"),
              Findings{"warning 2:1 no_track beside a static address, which nothing tracks, ignoring it"});
}

TEST(StaticAddress, is_on_the_default_interface_that_stands_before_it) {
    const Parsed parsed =
        parse_text("static_ipaddress {\n10.0.0.1\n}\nglobal_defs {\ndefault_interface eth7\n}\n"
                   "static_ipaddress {\n10.0.0.2\n10.0.0.3 dev eth8\n}\n");
    ASSERT_EQ(parsed.config.static_addresses.size(), 3U);
    EXPECT_EQ(parsed.config.static_addresses[0].interface, "eth0");
    EXPECT_EQ(parsed.config.static_addresses[1].interface, "eth7");
    EXPECT_EQ(parsed.config.static_addresses[2].interface, "eth8");
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
}

} // namespace
} // namespace xvrrp::config
