// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/written.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

constexpr Span kLine{1, 7, 3, 1};

TEST(Written, gives_each_character_of_a_line_its_column) {
    const Written text("abcdef", kLine);
    EXPECT_EQ(text.span(0, 1), (Span{1, 7, 3, 1}));
    EXPECT_EQ(text.span(2, 5), (Span{1, 7, 5, 3}));
    EXPECT_EQ(text.span(), (Span{1, 7, 3, 6}));
    EXPECT_EQ(text.span(2, 2), Span{});
}

TEST(Written, gives_what_stands_for_something_else_the_place_of_that) {
    Written text("ab", kLine);
    text.append("long value", {1, 7, 5, 4, 9});
    text.append(Written("cd", {1, 7, 9, 1}));
    EXPECT_EQ(text.text(), "ablong valuecd");
    EXPECT_EQ(text.span(3, 4), (Span{1, 7, 5, 4, 9}));
    EXPECT_EQ(text.span(1, 4), (Span{1, 7, 4, 5, 9}));
    EXPECT_EQ(text.span(11, 13), (Span{1, 7, 5, 5, 9}));
    EXPECT_EQ(text.span(12, 14), (Span{1, 7, 9, 2}));
}

TEST(Written, ends_a_span_with_its_line) {
    Written text("ab", kLine);
    text.append(Written("cd", {2, 1, 1, 1, 4}));
    EXPECT_EQ(text.span(1, 3), (Span{1, 7, 4, 1, 4}));
}

TEST(Written, keeps_the_places_of_a_part_and_of_what_is_left) {
    Written text("ab", kLine);
    text.append("value", {1, 7, 5, 4, 9});
    EXPECT_EQ(text.part(1, 4).text(), "bva");
    EXPECT_EQ(text.part(1, 4).span(0, 1), (Span{1, 7, 4, 1}));
    EXPECT_EQ(text.part(3, 5).span(), (Span{1, 7, 5, 4, 9}));
    text.drop(1);
    EXPECT_EQ(text.text(), "bvalue");
    EXPECT_EQ(text.span(0, 1), (Span{1, 7, 4, 1}));
    EXPECT_EQ(text.part(0, 2).span(1, 2), (Span{1, 7, 5, 4, 9}));
    text.drop(text.size());
    EXPECT_TRUE(text.empty());
}

TEST(Written, is_trimmed_of_blanks_on_both_sides) {
    const Written text = trimmed(Written(" \t ab c \r", kLine));
    EXPECT_EQ(text.text(), "ab c");
    EXPECT_EQ(text.span(), (Span{1, 7, 6, 4}));
    EXPECT_TRUE(trimmed(Written(" \t", kLine)).empty());
    EXPECT_TRUE(trimmed(Written()).empty());
}

TEST(Written, tells_the_places_of_its_pieces) {
    Written text("ab", kLine);
    text.append("value", {1, 7, 5, 4, 9});
    EXPECT_EQ(text.positions(1), (std::vector<Span>{{1, 7, 4, 1}, {1, 7, 5, 4, 9}}));
    EXPECT_EQ(text.positions(7), std::vector<Span>{});
}

} // namespace
} // namespace xvrrp::config
