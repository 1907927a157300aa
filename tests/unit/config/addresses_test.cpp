// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::IpAddress;

std::string with_lines(const std::string& lines) {
    return "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n" + lines +
           "\n}\n}\n";
}

using Addresses = std::vector<core::VirtualAddress>;

// This host does not send from such an address: keepalived's default for a single IPv6 address.
core::VirtualAddress deprecated(const IpAddress& address) {
    core::VirtualAddress out{address, 128};
    out.attributes.preferred_lifetime = 0;
    return out;
}

TEST(Addresses, stand_one_on_each_line_and_keep_their_order) {
    EXPECT_EQ(only_router(with_lines("10.0.0.9/24\n10.0.0.8\n\"10.0.0.7/0\"")).addresses,
              (Addresses{{IpAddress::v4(10, 0, 0, 9), 24},
                         {IpAddress::v4(10, 0, 0, 8), 32},
                         {IpAddress::v4(10, 0, 0, 7), 0}}));
}

TEST(Addresses, of_several_blocks_add_up) {
    const std::string text = instance("virtual_ipaddress {\n10.0.0.8\n}");
    EXPECT_EQ(findings(text), Findings{});
    EXPECT_EQ(only_router(text).addresses,
              (Addresses{{IpAddress::v4(10, 0, 0, 9), 32}, {IpAddress::v4(10, 0, 0, 8), 32}}));
}

TEST(Addresses, that_are_the_second_on_their_line_are_ignored) {
    EXPECT_EQ(findings(with_lines("10.0.0.9 10.0.0.8")),
              (Findings{"warning 5:10 '10.0.0.8' is a second address on its line, ignoring it"}));
    EXPECT_EQ(only_router(with_lines("10.0.0.9 10.0.0.8")).addresses,
              (Addresses{{IpAddress::v4(10, 0, 0, 9), 32}}));
}

TEST(Addresses, that_are_none_are_skipped) {
    for (const std::string bad : {"10.0.0.999", "10.1", "010.1.1.1", "eth0", "/24", "\"\""}) {
        const Parsed parsed = parse_text(with_lines(bad + "\n10.0.0.9"));
        ASSERT_EQ(parsed.diagnostics.size(), 1U) << bad;
        EXPECT_EQ(parsed.diagnostics[0].severity, Severity::Warning);
        EXPECT_NE(parsed.diagnostics[0].message.find("is not an IP address, skipping it"), std::string::npos);
        EXPECT_EQ(parsed.config.routers.at(0).addresses, (Addresses{{IpAddress::v4(10, 0, 0, 9), 32}}))
            << bad;
    }
}

TEST(Addresses, that_are_all_skipped_leave_an_instance_without) {
    EXPECT_EQ(findings(with_lines("10.0.0.999")),
              (Findings{"warning 1:15 vrrp_instance 'A' has no virtual_ipaddress, it protects nothing",
                        "warning 5:1 '10.0.0.999' is not an IP address, skipping it"}));
}

TEST(Addresses, have_length_32_where_the_one_given_is_none) {
    for (const char* length : {"33", "x", "", "-1", "24.0"}) {
        const std::string address = std::string("10.0.0.9/") + length;
        EXPECT_EQ(findings(with_lines(address)),
                  (Findings{"warning 5:1 the prefix length of '" + address + "' is not in 0..32, using 32"}));
        EXPECT_EQ(only_router(with_lines(address)).addresses, (Addresses{{IpAddress::v4(10, 0, 0, 9), 32}}));
    }
}

TEST(Addresses, ignore_options_that_keepalived_does_not_know_either) {
    EXPECT_EQ(findings(with_lines("10.0.0.9 frob track_group G")),
              (Findings{"warning 5:10 unknown address option 'frob', ignoring it",
                        "warning 5:27 track_group is for what is static, ignoring it"}));
}

IpAddress v6(const char* text) {
    return IpAddress::from_text(text).value();
}

TEST(Addresses, make_an_ipv6_instance_which_is_version_3) {
    const std::string text = with_lines("fe80::9/64\n2001:db8::1");
    EXPECT_EQ(findings(text), Findings{});
    const core::VirtualRouterConfig router = only_router(text);
    EXPECT_EQ(router.family, core::Family::Ipv6);
    EXPECT_EQ(router.version, core::Version::V3);
    EXPECT_EQ(router.addresses, (Addresses{{v6("fe80::9"), 64}, deprecated(v6("2001:db8::1"))}));
}

TEST(Addresses, of_ipv6_should_start_with_a_link_local_one) {
    const std::string text = with_lines("2001:db8::1/64\nfe80::9");
    EXPECT_EQ(findings(text),
              (Findings{"warning 5:1 '2001:db8::1/64' is the first address and not link-local"}));
    EXPECT_EQ(only_router(text).addresses, (Addresses{{v6("2001:db8::1"), 64}, deprecated(v6("fe80::9"))}));
}

TEST(Addresses, of_ipv6_have_length_128_where_the_one_given_is_none) {
    EXPECT_EQ(findings(with_lines("fe80::9/129")),
              (Findings{"warning 5:1 the prefix length of 'fe80::9/129' is not in 0..128, using 128"}));
    EXPECT_EQ(only_router(with_lines("fe80::9/129")).addresses, (Addresses{deprecated(v6("fe80::9"))}));
    EXPECT_EQ(findings(with_lines("fe80::9/128")), Findings{});
}

TEST(Addresses, of_ipv6_are_at_most_what_an_advert_of_1500_bytes_holds) {
    std::string lines = "fe80::1\n";
    for (int i = 1; i < 90; ++i)
        lines += "2001:db8::" + std::to_string(i) + "\n";
    EXPECT_EQ(only_router(with_lines(lines)).addresses.size(), 90U);
    EXPECT_EQ(findings(with_lines(lines + "2001:db8::fff")),
              (Findings{"error 1:15 vrrp_instance 'A' has more than 90 addresses"}));
}

TEST(Addresses, of_ipv6_do_not_go_with_version_2) {
    const std::string ipv6 = "virtual_ipaddress {\nfe80::9\n}\n}\n";
    const std::string own = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nversion 2\n" + ipv6;
    EXPECT_EQ(findings(own), (Findings{"warning 4:9 IPv6 needs VRRP version 3, using that"}));
    EXPECT_EQ(only_router(own).version, core::Version::V3);
    const std::string common = "global_defs {\nvrrp_version 2\n}\n" + with_lines("fe80::9");
    EXPECT_EQ(findings(common), Findings{});
    EXPECT_EQ(only_router(common).version, core::Version::V3);
}

TEST(Addresses, of_the_other_family_are_ignored) {
    const std::string text = with_lines("10.0.0.9\n2001:db8::1");
    EXPECT_EQ(findings(text),
              (Findings{"warning 6:1 '2001:db8::1' is IPv6 among IPv4 addresses, ignoring it"}));
    EXPECT_EQ(only_router(text).addresses, (Addresses{{IpAddress::v4(10, 0, 0, 9), 32}}));
    const std::string reversed = with_lines("fe80::9\n10.0.0.9");
    EXPECT_EQ(findings(reversed),
              (Findings{"warning 6:1 '10.0.0.9' is IPv4 among IPv6 addresses, ignoring it"}));
    EXPECT_EQ(only_router(reversed).addresses, (Addresses{deprecated(v6("fe80::9"))}));
}

TEST(Addresses, decide_what_native_ipv6_is_worth) {
    const std::string native = "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nnative_ipv6\n";
    EXPECT_EQ(findings(native + "virtual_ipaddress { fe80::9 }\n}\n"), Findings{});
    EXPECT_EQ(findings(native + "virtual_ipaddress { 10.0.0.9 }\n}\n"),
              (Findings{"error 1:15 vrrp_instance 'A' has no virtual_ipaddress, version 3 needs one",
                        "warning 5:21 '10.0.0.9' is IPv4 among IPv6 addresses, ignoring it"}));
    EXPECT_EQ(findings(instance("native_ipv6")),
              (Findings{"warning 5:1 'native_ipv6' stands among IPv4 addresses, ignoring it"}));
    EXPECT_EQ(only_router(instance("native_ipv6")).family, core::Family::Ipv4);
}

TEST(Addresses, point_out_a_brace_that_is_missing_before_a_keyword) {
    const Parsed parsed = parse_text(with_lines("10.0.0.9\npriority 100"));
    ASSERT_FALSE(parsed.diagnostics.empty());
    EXPECT_EQ(parsed.diagnostics[0].message, "'priority' is not an IP address, skipping it");
    EXPECT_EQ(parsed.diagnostics[0].hint, "is a '}' missing before it?");
}

TEST(Addresses, of_no_host_are_taken_and_warned_of) {
    EXPECT_EQ(findings(with_lines("0.0.0.0\n224.0.0.5")),
              (Findings{"warning 5:1 '0.0.0.0' is not an address of a host",
                        "warning 6:1 '224.0.0.5' is not an address of a host"}));
    EXPECT_EQ(only_router(with_lines("0.0.0.0\n224.0.0.5")).addresses.size(), 2U);
}

TEST(Addresses, that_are_there_twice_are_taken_twice_and_noted) {
    const std::string text = with_lines("10.0.0.9\n10.0.0.9");
    EXPECT_EQ(findings(text), (Findings{"note 6:1 '10.0.0.9' is in the list already"}));
    EXPECT_EQ(only_router(text).addresses.size(), 2U);
}

TEST(Addresses, are_at_most_what_an_advert_can_count) {
    std::string lines;
    for (int i = 0; i < 255; ++i)
        lines += "10.0.1." + std::to_string(i) + "\n";
    EXPECT_EQ(only_router(with_lines(lines)).addresses.size(), 255U);
    EXPECT_EQ(findings(with_lines(lines + "10.0.2.1")),
              (Findings{"error 1:15 vrrp_instance 'A' has more than 255 addresses"}));
}

} // namespace
} // namespace xvrrp::config
