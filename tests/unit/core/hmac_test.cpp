// SPDX-License-Identifier: GPL-2.0-or-later
// auth_hmac on the wire. The two images are keepalived 2.4's own, with the key 00 01 .. 1f.
#include "core/vrrp/advert.h"
#include "core/vrrp/hmac.h"
#include "hex.h"

#include <numeric>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

constexpr Sequence kSequence = 0x6800000080000000;

HmacKey key(std::uint8_t id = 1) {
    HmacKey out{id, Bytes(32)};
    std::iota(out.secret.begin(), out.secret.end(), std::uint8_t{0});
    return out;
}

struct Image {
    Advert advert;
    IpAddress source;
    IpAddress destination;
    ChecksumStyle style;
    Bytes wire;

    Bytes alone() const { return {wire.begin(), wire.end() - VRRP_HMAC_TRAILER_SIZE}; }
};

const Image kIpv4{
    {Version::V3, 51, 200, Centiseconds(100), {}, {ip("192.0.2.100")}},
    ip("198.51.100.10"),
    ip("192.0.2.10"),
    ChecksumStyle::MessageOnly,
    hex("31 33 c8 01 00 64 44 02  c0 00 02 64"
        "01 01 00 00 68 00 00 00 80 00 00 00  1b 84 bc 4e 8e 43 89 2d c6 d9 84 48 f8 ee 22 65")};
const Image kIpv6{
    {Version::V3, 51, 200, Centiseconds(100), {}, {ip("fe80::100")}},
    ip("fe80::10"),
    ip("fe80::20"),
    ChecksumStyle::PseudoHeader,
    hex("31 33 c8 01 00 64 a2 e9  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 01 00"
        "01 01 00 00 68 00 00 00 80 00 00 00  c8 c5 61 46 eb fd 66 ee 10 ec 4d 81 86 46 1b 78")};

// The clock counts for nothing, so that the images are as good as new.
Authenticator receiver(Window window = {}) {
    return Authenticator({.keys = {key()}, .active_key = 1, .window = window});
}

vrrp_drop_reason verdict(const Bytes& wire, const IpAddress& source) {
    return receiver().judge(wire, source, {});
}

Bytes flipped(Bytes wire, std::size_t offset) {
    wire[offset] ^= 1;
    return wire;
}

TEST(Hmac, of_keepalived_is_right) {
    for (const auto* image : {&kIpv4, &kIpv6}) {
        EXPECT_EQ(verdict(image->wire, image->source), VRRP_DROP_NONE);
        const auto trailer = read_trailer(image->wire);
        EXPECT_EQ(trailer.key, 1);
        EXPECT_EQ(trailer.sequence, kSequence);
    }
}

TEST(Hmac, is_written_as_keepalived_writes_it) {
    for (const auto* image : {&kIpv4, &kIpv6}) {
        const auto trailer = sign(image->alone(), image->source, key(), kSequence);
        EXPECT_EQ(image->alone() + trailer, image->wire);
        EXPECT_EQ(encode(image->advert, image->source, image->destination, image->style, trailer),
                  image->wire);
    }
}

TEST(Hmac, is_outside_of_the_checksum_over_ipv4_and_inside_over_ipv6) {
    for (const auto* image : {&kIpv4, &kIpv6}) {
        const auto decoded =
            decode(image->wire, Version::V3, image->source, image->destination, VRRP_HMAC_REQUIRED);
        ASSERT_TRUE(decoded);
        EXPECT_EQ(decoded->advert, image->advert);
        EXPECT_EQ(decoded->style, image->style);
        EXPECT_EQ(decoded->size, image->alone().size());
    }
    const auto decode_tail_changed = [](const Image& image) {
        return decode(flipped(image.wire, image.wire.size() - 1), Version::V3, image.source,
                      image.destination, VRRP_HMAC_REQUIRED);
    };
    EXPECT_TRUE(decode_tail_changed(kIpv4));
    EXPECT_FALSE(decode_tail_changed(kIpv6));
    // A receiver that does not expect the trailer takes it for a part of the message that the checksum covers.
    EXPECT_FALSE(decode(kIpv4.wire, Version::V3, kIpv4.source, kIpv4.destination));
}

// keepalived's own test changes one byte each. The HMAC does not protect the checksum.
TEST(Hmac, says_what_is_wrong_with_any_byte_that_was_changed) {
    constexpr std::size_t kTrailer = 24;
    const std::vector<std::pair<std::size_t, vrrp_drop_reason>> rows{
        {2, VRRP_DROP_HMAC_INVALID},              // priority
        {5, VRRP_DROP_HMAC_INVALID},              // interval
        {6, VRRP_DROP_NONE},                      // checksum
        {23, VRRP_DROP_HMAC_INVALID},             // address
        {kTrailer, VRRP_DROP_HMAC_MALFORMED},     // type
        {kTrailer + 1, VRRP_DROP_HMAC_KEY},       // key id
        {kTrailer + 2, VRRP_DROP_HMAC_MALFORMED}, // reserved
        {kTrailer + 3, VRRP_DROP_HMAC_MALFORMED}, //
        {kTrailer + 7, VRRP_DROP_HMAC_INVALID},   // seconds
        {kTrailer + 11, VRRP_DROP_HMAC_INVALID},  // counter
        {kTrailer + 12, VRRP_DROP_HMAC_INVALID},  // HMAC, first byte
        {kTrailer + 27, VRRP_DROP_HMAC_INVALID},  // and last
    };
    for (const auto& [offset, reason] : rows)
        EXPECT_EQ(verdict(flipped(kIpv6.wire, offset), kIpv6.source), reason) << offset;
    EXPECT_EQ(verdict(kIpv6.wire, ip("fe80::20")), VRRP_DROP_HMAC_INVALID) << "source";
    EXPECT_EQ(verdict(flipped(kIpv6.wire, 1), kIpv6.source), VRRP_DROP_HMAC_INVALID) << "VRID";
}

TEST(Hmac, covers_every_bit_but_the_checksum) {
    for (const auto* image : {&kIpv4, &kIpv6}) {
        for (std::size_t bit = 0; bit < 8 * image->wire.size(); ++bit) {
            const bool checksum = bit / 8 == 6 || bit / 8 == 7;
            auto wire = image->wire;
            wire[bit / 8] = static_cast<std::uint8_t>(wire[bit / 8] ^ 1 << bit % 8);
            EXPECT_EQ(verdict(wire, image->source) == VRRP_DROP_NONE, checksum) << bit;
        }
    }
}

TEST(Hmac, differs_with_the_family_of_the_source) {
    auto v4_as_v6 = kIpv4.source;
    v4_as_v6.family = Family::Ipv6;
    EXPECT_EQ(verdict(kIpv4.wire, v4_as_v6), VRRP_DROP_HMAC_INVALID);
}

TEST(Hmac, is_verified_with_whichever_key_it_names_while_keys_are_changed) {
    auto second = key(2);
    second.secret[0] = 0xff;
    Authenticator old_sender({.keys = {key(1), second}, .active_key = 1});
    Authenticator new_sender({.keys = {key(1), second}, .active_key = 2});
    Authenticator both({.keys = {key(1), second}, .active_key = 1});
    Authenticator only_old({.keys = {key(1)}, .active_key = 1});
    const WallTime now{std::chrono::seconds(1'800'000'000)};
    const auto from_old = kIpv4.alone() + old_sender.sign(kIpv4.alone(), kIpv4.source, now);
    const auto from_new = kIpv4.alone() + new_sender.sign(kIpv4.alone(), ip("198.51.100.11"), now);
    EXPECT_EQ(both.judge(from_old, kIpv4.source, now), VRRP_DROP_NONE);
    EXPECT_EQ(both.judge(from_new, ip("198.51.100.11"), now), VRRP_DROP_NONE);
    EXPECT_EQ(only_old.judge(from_new, ip("198.51.100.11"), now), VRRP_DROP_HMAC_KEY);
}

TEST(Hmac, is_missing_where_it_is_enforced_and_nowhere_else) {
    const auto judged = [](HmacMode mode) {
        return Authenticator({.keys = {key()}, .active_key = 1, .mode = mode}).judge({}, kIpv4.source, {});
    };
    EXPECT_EQ(judged(HmacMode::Enforce), VRRP_DROP_HMAC_MISSING);
    EXPECT_EQ(judged(HmacMode::Permissive), VRRP_DROP_NONE);
    EXPECT_EQ(judged(HmacMode::ReceiveOnly), VRRP_DROP_NONE);
}

TEST(Hmac, that_is_there_is_judged_in_every_mode) {
    for (const auto mode : {HmacMode::Enforce, HmacMode::Permissive, HmacMode::ReceiveOnly}) {
        Authenticator one({.keys = {key()}, .active_key = 1, .mode = mode, .window = {}});
        EXPECT_EQ(one.judge(flipped(kIpv4.wire, 39), kIpv4.source, {}), VRRP_DROP_HMAC_INVALID);
        EXPECT_EQ(one.judge(kIpv4.wire, kIpv4.source, {}), VRRP_DROP_NONE);
    }
}

TEST(Hmac, is_not_sent_with_receive_only) {
    Authenticator one({.keys = {key()}, .active_key = 1, .mode = HmacMode::ReceiveOnly});
    EXPECT_EQ(one.sign(kIpv4.alone(), kIpv4.source, {}), Bytes{});
}

TEST(Hmac, is_stale_outside_of_the_window_whatever_else_is_wrong) {
    using std::chrono::seconds;
    const WallTime signed_at{seconds(kSequence >> 32)};
    auto strict = receiver(seconds(5));
    EXPECT_EQ(strict.judge(kIpv4.wire, kIpv4.source, signed_at + seconds(6)), VRRP_DROP_HMAC_STALE);
    EXPECT_EQ(strict.judge(kIpv4.wire, kIpv4.source, signed_at - seconds(6)), VRRP_DROP_HMAC_STALE);
    EXPECT_EQ(strict.judge(flipped(kIpv4.wire, 39), kIpv4.source, signed_at + seconds(6)),
              VRRP_DROP_HMAC_STALE);
    EXPECT_EQ(strict.judge(kIpv4.wire, kIpv4.source, signed_at + seconds(5)), VRRP_DROP_NONE);
}

TEST(Hmac, is_taken_once) {
    auto one = receiver();
    EXPECT_EQ(one.judge(flipped(kIpv4.wire, 39), kIpv4.source, {}), VRRP_DROP_HMAC_INVALID);
    EXPECT_EQ(one.judge(kIpv4.wire, kIpv4.source, {}), VRRP_DROP_NONE) << "a forgery moves no mark";
    EXPECT_EQ(one.judge(kIpv4.wire, kIpv4.source, {}), VRRP_DROP_HMAC_REPLAY);
    const auto earlier = kIpv4.alone() + sign(kIpv4.alone(), kIpv4.source, key(), kSequence - 1);
    EXPECT_EQ(one.judge(earlier, kIpv4.source, {}), VRRP_DROP_HMAC_REPLAY);
    const auto later = kIpv4.alone() + sign(kIpv4.alone(), kIpv4.source, key(), kSequence + 1);
    EXPECT_EQ(one.judge(later, kIpv4.source, {}), VRRP_DROP_NONE);
}

} // namespace

} // namespace xvrrp::core
