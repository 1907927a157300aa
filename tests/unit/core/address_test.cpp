// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/address.h"
#include "hex.h"

#include <random>

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

TEST(IpAddress, reads_and_writes_a_dotted_quad) {
    EXPECT_EQ(ip("192.0.2.1"), IpAddress::v4(192, 0, 2, 1));
    EXPECT_EQ(IpAddress::v4(255, 0, 10, 255).text(), "255.0.10.255");
    EXPECT_EQ(ip("0.0.0.0").text(), "0.0.0.0");
}

TEST(IpAddress, refuses_what_is_not_quite_a_dotted_quad) {
    for (const auto* text :
         {"",         ".",         "1",          "1.2.3",      "1.2.3.",   ".1.2.3",    "1.2.3.4.5",
          "1..3.4",   "256.1.1.1", "1.2.3.1000", "01.2.3.4",   "1.2.3.00", "0x1.2.3.4", "+1.2.3.4",
          "-1.2.3.4", " 1.2.3.4",  "1.2.3.4 ",   "1.2.3.4/24", "1,2,3,4",  "localhost"})
        EXPECT_EQ(IpAddress::from_text(text), std::nullopt) << text;
}

struct TextCase {
    const char* given;
    const char* canonical;
};

// RFC 5952 section 4.
TEST(IpAddress, writes_ipv6_in_its_one_canonical_form) {
    for (const auto& [given, canonical] :
         std::initializer_list<TextCase>{{"2001:0DB8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"},
                                         {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
                                         {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
                                         {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
                                         {"0:0:0:0:0:0:0:0", "::"},
                                         {"0:0:0:0:0:0:0:1", "::1"},
                                         {"fe80:0:0:0:0:0:0:0", "fe80::"},
                                         {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
                                         {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
                                         {"2001:db8::192.0.2.33", "2001:db8::c000:221"},
                                         {"1:2:3:4:5:6:192.0.2.33", "1:2:3:4:5:6:c000:221"}})
        EXPECT_EQ(ip(given).text(), canonical) << given;
}

TEST(IpAddress, refuses_what_is_not_quite_ipv6) {
    for (const auto* text : {":",
                             ":::",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             "1:2:3:4::5:6:7:8",
                             ":1::2",
                             "1::2:",
                             "12345::",
                             "g::",
                             "::1%eth0",
                             "fe80::1/64",
                             "::1.2.3",
                             "::1.2.3.256",
                             "1.2.3.4::",
                             "::1.2.3.4:5",
                             "1:1.2.3.4::",
                             "1:2:3:4:5:6:7:1.2.3.4",
                             "-1::",
                             "0x1::",
                             "[::1]",
                             " ::1"})
        EXPECT_EQ(IpAddress::from_text(text), std::nullopt) << text;
}

// Groups that are often zero, so that every shape of "::" occurs. An IPv4 tail is libc's choice of form, not RFC 5952's.
TEST(IpAddress, agrees_with_libc_on_random_ipv6) {
    std::mt19937 random(1);
    for (int round = 0; round < 5000; ++round) {
        std::array<std::uint8_t, 16> octets{};
        octets[1] = 1;
        for (std::size_t group = 1; group < 8; ++group) {
            if (random() % 2)
                octets[2 * group + random() % 2] = static_cast<std::uint8_t>(random());
        }
        std::array<char, INET6_ADDRSTRLEN> text{};
        ASSERT_NE(::inet_ntop(AF_INET6, octets.data(), text.data(), text.size()), nullptr);
        const auto address = IpAddress::from_bytes(octets);
        EXPECT_EQ(address.text(), text.data());
        EXPECT_EQ(ip(text.data()), address);
    }
}

TEST(IpAddress, survives_text_that_is_almost_right) {
    std::mt19937 random(2);
    constexpr std::string_view kAlphabet = ":::..019afg%/";
    for (int round = 0; round < 50000; ++round) {
        std::string text;
        for (auto length = random() % 24; length > 0; --length)
            text += kAlphabet[random() % kAlphabet.size()];
        std::array<std::uint8_t, 16> octets{};
        const bool libc = ::inet_pton(AF_INET6, text.c_str(), octets.data()) == 1;
        if (text.find(':') == std::string::npos)
            continue;
        EXPECT_EQ(IpAddress::from_text(text),
                  libc ? std::optional(IpAddress::from_bytes(octets)) : std::nullopt)
            << text;
    }
}

TEST(IpAddress, is_mapped_into_ipv6_and_back) {
    const auto mapped = IpAddress::v4(192, 0, 2, 1).mapped();
    EXPECT_EQ(Bytes(mapped.begin(), mapped.end()), hex("00000000 00000000 0000ffff c0000201"));
    EXPECT_EQ(IpAddress::from_mapped(mapped), IpAddress::v4(192, 0, 2, 1));
    const auto v6 = ip("2001:db8::ffff:c000:201");
    EXPECT_EQ(v6.mapped(), v6.octets);
    EXPECT_EQ(IpAddress::from_mapped(v6.octets), v6);
}

// RFC 9568 section 6.4.3: the tie-break compares unsigned octets from the left.
TEST(IpAddress, is_ordered_as_an_unsigned_number_in_network_order) {
    EXPECT_LT(ip("9.255.255.255"), ip("10.0.0.0"));
    EXPECT_LT(ip("127.0.0.1"), ip("128.0.0.1"));
    EXPECT_LT(ip("10.0.0.2"), ip("10.0.1.1"));
    EXPECT_LT(ip("fe80::1"), ip("fe80::2"));
    EXPECT_LT(ip("7fff::"), ip("8000::"));
}

TEST(IpAddress, knows_what_kind_it_is) {
    EXPECT_TRUE(ip("0.0.0.0").is_unspecified());
    EXPECT_TRUE(ip("::").is_unspecified());
    EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
    EXPECT_TRUE(ip("224.0.0.18").is_multicast());
    EXPECT_TRUE(ip("239.255.255.255").is_multicast());
    EXPECT_TRUE(ip("ff02::12").is_multicast());
    EXPECT_FALSE(ip("223.255.255.255").is_multicast());
    EXPECT_FALSE(ip("240.0.0.1").is_multicast());
    EXPECT_TRUE(ip("127.9.9.9").is_loopback());
    EXPECT_TRUE(ip("::1").is_loopback());
    EXPECT_FALSE(ip("::2").is_loopback());
    EXPECT_TRUE(ip("169.254.1.1").is_link_local());
    EXPECT_TRUE(ip("febf::1").is_link_local());
    EXPECT_FALSE(ip("fec0::1").is_link_local());
}

TEST(IpAddress, has_a_network_of_every_length) {
    EXPECT_EQ(ip("192.0.2.129").network(24), ip("192.0.2.0"));
    EXPECT_EQ(ip("192.0.2.129").network(25), ip("192.0.2.128"));
    EXPECT_EQ(ip("192.0.2.129").network(32), ip("192.0.2.129"));
    EXPECT_EQ(ip("192.0.2.129").network(0), ip("0.0.0.0"));
    EXPECT_EQ(ip("2001:db8::ff").network(124), ip("2001:db8::f0"));
}

TEST(InterfaceAddress, has_a_broadcast_address_where_the_prefix_has_room_for_one) {
    const auto broadcast = [](const char* text, std::uint8_t length) {
        return InterfaceAddress{ip(text), length}.broadcast();
    };
    EXPECT_EQ(broadcast("192.0.2.1", 24), ip("192.0.2.255"));
    EXPECT_EQ(broadcast("10.1.2.3", 8), ip("10.255.255.255"));
    EXPECT_EQ(broadcast("10.1.2.3", 22), ip("10.1.3.255"));
    EXPECT_EQ(broadcast("10.1.2.5", 30), ip("10.1.2.7"));
    EXPECT_EQ(broadcast("10.1.2.3", 0), ip("255.255.255.255"));
    EXPECT_EQ(broadcast("10.1.2.3", 31), std::nullopt);
    EXPECT_EQ(broadcast("10.1.2.3", 32), std::nullopt);
    EXPECT_EQ(broadcast("2001:db8::1", 24), std::nullopt);
}

TEST(InterfaceAddress, is_written_with_its_prefix_length) {
    EXPECT_EQ((InterfaceAddress{ip("192.0.2.1"), 24}).text(), "192.0.2.1/24");
    EXPECT_EQ((InterfaceAddress{ip("2001:db8::1"), 128}).text(), "2001:db8::1/128");
}

TEST(MacAddress, is_written_in_lower_case_with_colons) {
    EXPECT_EQ((MacAddress{{0x00, 0x00, 0x5e, 0x00, 0x01, 0xfe}}).text(), "00:00:5e:00:01:fe");
}

TEST(MacAddress, of_a_group_has_23_bits_of_an_ipv4_group_and_32_of_an_ipv6_group) {
    EXPECT_EQ(multicast_mac(vrrp_group(Family::Ipv4)).text(), "01:00:5e:00:00:12");
    EXPECT_EQ(multicast_mac(ip("239.255.1.2")).text(), "01:00:5e:7f:01:02");
    EXPECT_EQ(multicast_mac(vrrp_group(Family::Ipv6)).text(), "33:33:00:00:00:12");
}

TEST(VrrpGroup, is_the_one_of_the_rfc) {
    EXPECT_EQ(vrrp_group(Family::Ipv4), ip("224.0.0.18"));
    EXPECT_EQ(vrrp_group(Family::Ipv6), ip("ff02::12"));
}

} // namespace

} // namespace xvrrp::core
