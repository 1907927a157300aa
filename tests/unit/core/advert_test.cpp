// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/advert.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

const auto kSource = ip("192.168.1.1");
const auto kGroup = ip("224.0.0.18");
const auto kSource6 = ip("fe80::1");
const auto kGroup6 = ip("ff02::12");

struct Image {
    const char* name;
    Advert advert;
    ChecksumStyle style;
    Bytes wire;

    const IpAddress& source() const {
        return advert.addresses[0].family == Family::Ipv4 ? kSource : kSource6;
    }

    const IpAddress& group() const { return advert.addresses[0].family == Family::Ipv4 ? kGroup : kGroup6; }

    auto decode(const Bytes& bytes) const { return core::decode(bytes, advert.version, source(), group()); }

    auto decode() const { return decode(wire); }
};

// The first as keepalived sends it for "auth_type PASS, auth_pass 1234".
std::vector<Image> images() {
    const std::vector vips{ip("192.168.1.100")};
    const std::vector vips6{ip("fe80::100"), ip("2001:db8::100")};
    const Centiseconds second(100);
    const Authentication pass{VRRP_AUTH_PASS, {'1', '2', '3', '4'}};
    return {{"version 2, PASS",
             {Version::V2, 51, 100, second, pass, vips},
             ChecksumStyle::PseudoHeader,
             hex("21 33 64 01 01 01 53 57  c0 a8 01 64  31 32 33 34 00 00 00 00")},
            {"version 2, no authentication",
             {Version::V2, 51, 100, second, {}, vips},
             ChecksumStyle::PseudoHeader,
             hex("21 33 64 01 00 01 b8 bd  c0 a8 01 64  00 00 00 00 00 00 00 00")},
            {"version 3, RFC 5798",
             {Version::V3, 51, 100, second, {}, vips},
             ChecksumStyle::PseudoHeader,
             hex("31 33 64 01 00 64 06 22  c0 a8 01 64")},
            {"version 3, RFC 9568",
             {Version::V3, 51, 100, second, {}, vips},
             ChecksumStyle::MessageOnly,
             hex("31 33 64 01 00 64 a8 5a  c0 a8 01 64")},
            {"version 3, IPv6",
             {Version::V3, 51, 100, second, {}, vips6},
             ChecksumStyle::PseudoHeader,
             hex("31 33 64 02 00 64 3d fd  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 01 00"
                 "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 01 00")}};
}

// With a checksum that is right for what it now holds, so that only the fault meant is there.
Bytes with_checksum(Bytes message) {
    set16(message, 6, 0);
    set16(message, 6, checksum_finish(checksum_add(0, message)));
    return message;
}

TEST(Encode, writes_the_known_images) {
    for (const auto& image : images())
        EXPECT_EQ(encode(image.advert, image.source(), image.group(), image.style), image.wire) << image.name;
}

TEST(Decode, reads_the_known_images) {
    for (const auto& image : images()) {
        const auto decoded = image.decode();
        ASSERT_TRUE(decoded) << image.name;
        EXPECT_EQ(decoded->advert, image.advert) << image.name;
        EXPECT_EQ(decoded->style, image.style) << image.name;
    }
}

TEST(Decode, refuses_an_image_that_ends_anywhere_before_its_end) {
    for (const auto& image : images()) {
        for (std::size_t length = 0; length < image.wire.size(); ++length) {
            const auto decoded =
                image.decode({image.wire.begin(), image.wire.begin() + static_cast<std::ptrdiff_t>(length)});
            ASSERT_FALSE(decoded) << image.name << ", " << length << " bytes";
            EXPECT_EQ(decoded.error(), length < 8 ? VRRP_DROP_TOO_SHORT : VRRP_DROP_LENGTH)
                << image.name << ' ' << length;
        }
    }
}

TEST(Decode, refuses_an_image_with_any_bit_flipped) {
    for (const auto& image : images()) {
        for (std::size_t bit = 0; bit < 8 * image.wire.size(); ++bit) {
            auto wire = image.wire;
            wire[bit / 8] = static_cast<std::uint8_t>(wire[bit / 8] ^ (0x80 >> bit % 8));
            EXPECT_FALSE(image.decode(wire)) << image.name << ", bit " << bit;
        }
    }
}

TEST(Decode, names_each_fault) {
    const struct {
        Version expected;
        Bytes wire;
        vrrp_drop_reason reason;
    } cases[] = {
        {Version::V2, {}, VRRP_DROP_TOO_SHORT},
        {Version::V2, hex("21 33 64 01 00 01 b8"), VRRP_DROP_TOO_SHORT},
        {Version::V3, images()[0].wire, VRRP_DROP_VERSION},
        {Version::V2, images()[3].wire, VRRP_DROP_VERSION},
        {Version::V3, with_checksum(hex("41 33 64 01 00 64 00 00 c0 a8 01 64")), VRRP_DROP_VERSION},
        {Version::V3, with_checksum(hex("30 33 64 01 00 64 00 00 c0 a8 01 64")), VRRP_DROP_TYPE},
        {Version::V3, with_checksum(hex("32 33 64 01 00 64 00 00 c0 a8 01 64")), VRRP_DROP_TYPE},
        {Version::V3, with_checksum(hex("31 33 64 00 00 64 00 00")), VRRP_DROP_COUNT_ZERO},
        {Version::V3, with_checksum(hex("31 33 64 00 00 64 00 00 c0 a8 01 64")), VRRP_DROP_COUNT_ZERO},
        {Version::V3, with_checksum(hex("31 33 64 02 00 64 00 00 c0 a8 01 64")), VRRP_DROP_LENGTH},
        {Version::V2, with_checksum(hex("21 33 64 01 00 01 00 00 c0 a8 01 64")), VRRP_DROP_LENGTH},
        {Version::V3, hex("31 33 64 01 00 64 a8 5b c0 a8 01 64"), VRRP_DROP_CHECKSUM},
        {Version::V3, hex("31 33 64 01 00 64 00 00 c0 a8 01 64"), VRRP_DROP_CHECKSUM},
        {Version::V2, hex("21 33 64 01 00 01 b8 bc c0 a8 01 64 00 00 00 00 00 00 00 00"), VRRP_DROP_CHECKSUM},
        {Version::V3, with_checksum(hex("31 33 64 01 00 00 00 00 c0 a8 01 64")), VRRP_DROP_INTERVAL_ZERO},
        {Version::V3, with_checksum(hex("31 33 64 01 f0 00 00 00 c0 a8 01 64")), VRRP_DROP_INTERVAL_ZERO},
    };

    for (const auto& each : cases) {
        const auto decoded = decode(each.wire, each.expected, kSource, kGroup);
        ASSERT_FALSE(decoded) << each.reason;
        EXPECT_EQ(decoded.error(), each.reason);
    }
}

// Mended one after the other, each fault gives way to the next in the order of drop_reason.h.
TEST(Decode, reports_the_first_of_several_faults) {
    const std::pair<const char*, vrrp_drop_reason> steps[] = {
        {"22 33 64 00 00 00 00 00", VRRP_DROP_VERSION},
        {"32 33 64 00 00 00 00 00", VRRP_DROP_TYPE},
        {"31 33 64 00 00 00 00 00", VRRP_DROP_COUNT_ZERO},
        {"31 33 64 01 00 00 00 00", VRRP_DROP_LENGTH},
        {"31 33 64 01 00 00 00 00 c0 a8 01 64", VRRP_DROP_CHECKSUM},
        {"31 33 64 01 00 00 a8 be c0 a8 01 64", VRRP_DROP_INTERVAL_ZERO},
    };
    for (const auto& [wire, reason] : steps) {
        const auto decoded = decode(hex(wire), Version::V3, kSource, kGroup);
        ASSERT_FALSE(decoded) << wire;
        EXPECT_EQ(decoded.error(), reason) << wire;
    }
}

TEST(Decode, ignores_the_reserved_nibble) {
    const auto decoded =
        decode(with_checksum(hex("31 33 64 01 f0 64 00 00 c0 a8 01 64")), Version::V3, kSource, kGroup);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->advert.interval, Centiseconds(100));
}

TEST(Decode, reads_the_longest_interval) {
    const auto decoded =
        decode(with_checksum(hex("31 33 64 01 0f ff 00 00 c0 a8 01 64")), Version::V3, kSource, kGroup);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->advert.interval, Centiseconds(4095));
}

// RFC 9568 section 7.1 asks for a complete packet. What follows is under the sender's checksum, and not looked at.
TEST(Decode, takes_a_message_with_bytes_after_it) {
    const auto v3 = with_checksum(hex("31 33 64 01 00 64 00 00 c0 a8 01 64  de ad be ef 01"));
    const auto v2 = with_checksum(hex("21 33 64 01 01 01 00 00 c0 a8 01 64  31 32 33 34 00 00 00 00  de ad"));
    const auto decoded3 = decode(v3, Version::V3, kSource, kGroup);
    const auto decoded2 = decode(v2, Version::V2, kSource, kGroup);
    ASSERT_TRUE(decoded3);
    ASSERT_TRUE(decoded2);
    EXPECT_EQ(decoded3->advert, images()[3].advert);
    EXPECT_EQ(decoded2->advert, images()[0].advert);
}

// OpenBSD's CARP: the same IP protocol, version nibble 2, type 1, 36 bytes, 7 where VRRP has the address count.
TEST(Decode, does_not_take_carp_for_vrrp) {
    const auto carp = with_checksum(hex("21 01 00 07 00 01 00 00  00 01 02 03 04 05 06 07"
                                        "10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23"));
    EXPECT_EQ(decode(carp, Version::V2, kSource, kGroup).error(), VRRP_DROP_LENGTH);
    EXPECT_EQ(decode(carp, Version::V3, kSource, kGroup).error(), VRRP_DROP_VERSION);
}

TEST(Decode, takes_neither_another_source_nor_another_group_under_a_pseudo_header) {
    const auto v4 = images()[2];
    const auto v6 = images()[4];
    EXPECT_EQ(decode(v4.wire, Version::V3, ip("192.168.1.2"), kGroup).error(), VRRP_DROP_CHECKSUM);
    EXPECT_EQ(decode(v4.wire, Version::V3, kSource, ip("224.0.0.19")).error(), VRRP_DROP_CHECKSUM);
    EXPECT_EQ(decode(v6.wire, Version::V3, ip("fe80::2"), kGroup6).error(), VRRP_DROP_CHECKSUM);
}

// RFC 9568 section 5.2.8: only IPv4 has the form without pseudo-header.
TEST(Decode, refuses_ipv6_without_pseudo_header) {
    const auto image = images()[4];
    EXPECT_EQ(image.decode(with_checksum(image.wire)).error(), VRRP_DROP_CHECKSUM);
}

// The type is a byte of the wire, not one of the values that we know.
TEST(Decode, hands_on_an_authentication_type_that_nobody_knows) {
    const auto decoded =
        decode(with_checksum(hex("21 33 64 01 c8 01 00 00 c0 a8 01 64 00 00 00 00 00 00 00 00")), Version::V2,
               kSource, kGroup);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->advert.authentication.type, 0xc8);
}

// It is IPv4's (RFC 3768 section 1.1).
TEST(Decode, refuses_version_2_over_ipv6) {
    const Advert advert{Version::V2, 51, 100, Centiseconds(100), {}, {ip("fe80::100")}};
    EXPECT_EQ(decode(encode(advert, kSource6, kGroup6), Version::V2, kSource6, kGroup6).error(),
              VRRP_DROP_VERSION);
}

TEST(Codec, carries_every_number_of_addresses) {
    for (const auto version : {Version::V2, Version::V3}) {
        for (const auto family : {Family::Ipv4, Family::Ipv6}) {
            if (version == Version::V2 && family == Family::Ipv6)
                continue;
            Advert advert{version, 255, 254, Centiseconds(200), {}, {}};
            const auto& source = family == Family::Ipv4 ? kSource : kSource6;
            for (std::size_t count = 1; count <= VRRP_MAX_ADDRESSES; ++count) {
                auto address = source;
                address.octets[3] = static_cast<std::uint8_t>(count);
                advert.addresses.push_back(address);
                const auto wire = encode(advert, source, vrrp_group(family));
                EXPECT_EQ(wire[3], count);
                const auto decoded = decode(wire, version, source, vrrp_group(family));
                ASSERT_TRUE(decoded) << count;
                ASSERT_EQ(decoded->advert, advert) << count;
            }
        }
    }
}

} // namespace

} // namespace xvrrp::core
