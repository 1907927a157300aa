// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/words.h"

#include <string>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Number, is_decimal_whatever_zeros_it_starts_with) {
    EXPECT_EQ(parse_number("100", 0), (Number{100, false}));
    EXPECT_EQ(parse_number("010", 0), (Number{10, false}));
    EXPECT_EQ(parse_number("+5", 0), (Number{5, false}));
    EXPECT_EQ(parse_number("-5", 0), (Number{-5, false}));
    EXPECT_EQ(parse_number("0", 0), (Number{0, false}));
}

TEST(Number, is_nothing_where_anything_else_is_in_it) {
    for (const char* text :
         {"", "+", "-", "12x", "x12", "0x10", "1e1", "--1", "+-1", "1 ", " 1", "$P", "1,5"})
        EXPECT_EQ(parse_number(text, 6), std::nullopt) << text;
}

TEST(Number, has_a_fraction_only_where_it_is_allowed) {
    EXPECT_EQ(parse_number("1.5", 0), std::nullopt);
    EXPECT_EQ(parse_number("1.5", 6), (Number{1'500'000, false}));
    EXPECT_EQ(parse_number(".5", 6), (Number{500'000, false}));
    EXPECT_EQ(parse_number("2.", 6), (Number{2'000'000, false}));
    EXPECT_EQ(parse_number("-0.01", 6), (Number{-10'000, false}));
    EXPECT_EQ(parse_number("1.2.3", 6), std::nullopt);
    EXPECT_EQ(parse_number(".", 6), std::nullopt);
}

TEST(Number, rounds_decimals_that_are_too_many_and_says_so) {
    EXPECT_EQ(parse_number("1.2345678", 6), (Number{1'234'568, true}));
    EXPECT_EQ(parse_number("1.2345674", 6), (Number{1'234'567, true}));
    EXPECT_EQ(parse_number("0.9999999", 6), (Number{1'000'000, true}));
}

TEST(Number, stays_out_of_range_however_long_it_is) {
    const std::string nines(100'000, '9');
    const auto number = parse_number(nines + ".5", 6);
    ASSERT_TRUE(number);
    EXPECT_GE(number->value, std::int64_t{1} << 40);
    EXPECT_LE(parse_number("-" + nines, 6)->value, -(std::int64_t{1} << 40));
}

} // namespace
} // namespace xvrrp::config
