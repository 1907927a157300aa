// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/bytes.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

TEST(Bytes, are_written_and_read_in_network_order) {
    Bytes out;
    put16(out, 0x1234);
    put_bytes(out, hex("ab cd ef"));
    set16(out, 3, 0x5678);
    EXPECT_EQ(out, hex("12 34 ab 56 78"));
    EXPECT_EQ(get16(out, 1), 0x34ab);
}

// The example of RFC 1071 section 3.
TEST(Checksum, of_the_rfc_example) {
    const auto data = hex("00 01 f2 03 f4 f5 f6 f7");
    EXPECT_EQ(checksum_add(0, data), 0x2ddf0u);
    EXPECT_EQ(checksum_finish(checksum_add(0, data)), 0x220d);
}

TEST(Checksum, pads_an_odd_length_with_zero) {
    EXPECT_EQ(checksum_add(0, hex("12 34 56")), checksum_add(0, hex("12 34 56 00")));
}

TEST(Checksum, of_parts_of_even_length_adds_up) {
    const auto whole = hex("ff ff 80 01 fe dc 12 34");
    const ByteView view(whole);
    for (std::size_t cut = 0; cut <= whole.size(); cut += 2)
        EXPECT_EQ(checksum_add(checksum_add(0, view.first(cut)), view.subspan(cut)), checksum_add(0, whole));
}

TEST(Checksum, folds_until_no_carry_is_left) {
    EXPECT_EQ(checksum_finish(0x1ffff), 0xfffe);
    EXPECT_EQ(checksum_finish(0xffffffff), 0x0000);
    EXPECT_EQ(checksum_finish(0), 0xffff);
}

TEST(Checksum, holds_for_the_largest_packet_of_ones) {
    EXPECT_EQ(checksum_finish(checksum_add(0, Bytes(65534, 0xff))), 0x0000);
}

} // namespace

} // namespace xvrrp::core
