// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/frame.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

const MacAddress kMac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x0a}};

TEST(Identification, is_never_0) {
    EXPECT_EQ(next_identification(0), 1);
    EXPECT_EQ(next_identification(7), 8);
    EXPECT_EQ(next_identification(0xffff), 1);
}

TEST(AdvertFrame, puts_ipv4_adverts_into_their_envelope) {
    const auto message = hex("21 33 64 01 01 01 53 57  c0 a8 01 64  31 32 33 34 00 00 00 00");
    EXPECT_EQ(advert_frame(kMac, ip("192.168.1.1"), ip("224.0.0.18"), 0x1234, message),
              hex("01 00 5e 00 00 12  02 00 00 00 00 0a  08 00"
                  "45 c0 00 28 12 34 00 00 ff 70 06 b6 c0 a8 01 01 e0 00 00 12") +
                  message);
}

TEST(AdvertFrame, puts_ipv6_adverts_into_their_envelope) {
    const auto message = hex("31 33 64 02 00 64 3d fd  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 01 00"
                             "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 01 00");
    EXPECT_EQ(advert_frame(kMac, ip("fe80::1"), ip("ff02::12"), 0x1234, message),
              hex("33 33 00 00 00 12  02 00 00 00 00 0a  86 dd"
                  "6c 00 00 00 00 28 70 ff  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
                  "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12") +
                  message);
}

TEST(GratuitousArp, is_a_broadcast_request_from_the_address_for_the_address) {
    EXPECT_EQ(gratuitous_arp(kMac, ip("192.168.1.100")),
              hex("ff ff ff ff ff ff  02 00 00 00 00 0a  08 06  00 01 08 00 06 04 00 01"
                  "02 00 00 00 00 0a  c0 a8 01 64  ff ff ff ff ff ff  c0 a8 01 64"));
}

// RFC 4861 section 4.4. The hop limit is 255, or nobody believes it.
TEST(UnsolicitedNa, overrides_for_all_nodes_and_says_whether_we_are_a_router) {
    const auto before_flags = hex("33 33 00 00 00 01  02 00 00 00 00 0a  86 dd"
                                  "6c 00 00 00 00 20 3a ff  20 01 0d b8 00 00 00 00 00 00 00 00 00 00 01 00"
                                  "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01  88 00");
    const auto after_flags =
        hex("00 00 00  20 01 0d b8 00 00 00 00 00 00 00 00 00 00 01 00  02 01 02 00 00 00 00 0a");
    EXPECT_EQ(unsolicited_na(kMac, ip("2001:db8::100"), true), before_flags + hex("77 23 a0") + after_flags);
    EXPECT_EQ(unsolicited_na(kMac, ip("2001:db8::100"), false), before_flags + hex("f7 23 20") + after_flags);
}

} // namespace

} // namespace xvrrp::core
