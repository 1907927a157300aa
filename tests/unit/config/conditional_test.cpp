// SPDX-License-Identifier: GPL-2.0-or-later
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Lines = std::vector<std::string>;

TEST(Conditional, keeps_a_line_of_our_config_id_and_no_other) {
    EXPECT_EQ(expanded("@left a\n@right b\n  @left c d\n@Left e\n@leftmost f"),
              (Expanded{{"[a]", "[c][d]"}, {}}));
}

TEST(Conditional, keeps_a_negated_line_of_every_other_config_id) {
    EXPECT_EQ(expanded("@^left a\n@^right b"), (Expanded{{"[b]"}, {}}));
}

TEST(Conditional, drops_the_braces_of_its_line) {
    EXPECT_EQ(expanded("a { @right b {\n@left c } d"), (Expanded{{"[a]", "{", "[c]", "}", "[d]"}, {}}));
}

TEST(Conditional, stands_at_the_start_of_a_line_only) {
    EXPECT_EQ(expanded("a @right b\n\"@right c\""), (Expanded{{"[a][@right][b]", "[@right c]"}, {}}));
}

TEST(Conditional, stands_in_front_of_every_directive) {
    EXPECT_EQ(
        expanded(
            "@left $A=1\n@right $A=2\n@left ~SEQ(X,2) a${A}${X}\n~SEQ(Y,2) @right b${Y}\n@left @right c"),
        (Expanded{{"[a11]", "[a12]"}, {}}));
}

// This is the manual's example; 2.2.7 takes the expanded '@left' for a keyword.
TEST(Conditional, comes_out_of_a_variable) {
    EXPECT_EQ(expanded("$L=@left\n$R=@right\n$L a\n$R b"), (Expanded{{"[a]"}, {}}));
}

TEST(Conditional, is_told_where_its_id_is_not_what_it_looks_like) {
    EXPECT_EQ(
        expanded("@ a\n@^ b"),
        (Expanded{{"[b]"}, {"note 1:1 this condition has no ID", "note 2:1 this condition has no ID"}}));
    EXPECT_EQ(expanded("@left{ a"), (Expanded{{}, {"note 1:2 all of this is the ID of the condition"}}));
}

TEST(Conditional, leaves_out_the_first_line_of_a_definition_only) {
    EXPECT_EQ(expanded("@right $A= \\\nb \\\nc"),
              (Expanded{{"[b][\\]", "[c]"}, {"warning 1:8 only the first line of '$A' is left out"}}));
    EXPECT_EQ(expanded("@left $A= \\\nb \\\nc\n$A"), (Expanded{{"[b]", "[c]"}, {}}));
}

TEST(Conditional, alone_is_nothing) {
    EXPECT_EQ(expanded("@left\n@left   # x"), (Expanded{{}, {}}));
}

} // namespace
} // namespace xvrrp::config
