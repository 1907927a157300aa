// SPDX-License-Identifier: GPL-2.0-or-later
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::vector<std::string> lines(const std::string& text) {
    const Expanded result = expanded(text);
    EXPECT_EQ(result.found, Findings{}) << text;
    return result.lines;
}

using Lines = std::vector<std::string>;

TEST(Comment, ends_a_line_even_in_the_middle_of_a_word) {
    EXPECT_EQ(lines("# all of it\n! this too\npriority 11#2 3\nauth_pass pa!1\n"),
              (Lines{"[priority][11]", "[auth_pass][pa]"}));
}

TEST(Comment, hides_braces_quotes_and_directives) {
    EXPECT_EQ(lines("state BACKUP # } \" { @x $A=1\npriority 1"),
              (Lines{"[state][BACKUP]", "[priority][1]"}));
}

constexpr const char* kEscaped = "this is a character here, and a comment to keepalived 2.2.7";

TEST(Comment, does_not_start_at_an_escaped_sign_and_warns_of_it) {
    const Expanded result = expanded(R"(a\#b \!c d\e f\)");
    EXPECT_EQ(result.lines, (Lines{R"([a#b][!c][d\e][f\])"}));
    EXPECT_EQ(result.found,
              (Findings{std::string("warning 1:2 ") + kEscaped, std::string("warning 1:6 ") + kEscaped}));
}

TEST(Comment, starts_behind_an_escaped_backslash) {
    EXPECT_EQ(lines(R"(a\\#b)"), (Lines{R"([a\\])"}));
    EXPECT_EQ(expanded(R"(a\\\#b)").lines, (Lines{R"([a\\#b])"}));
}

TEST(Comment, does_not_start_in_quotes_and_leaves_their_backslashes) {
    EXPECT_EQ(lines(R"(router_id "a {b} #c !d \!e \#f" # g)"),
              (Lines{R"([router_id][a {b} #c !d \!e \#f])"}));
}

TEST(Comment, leaves_each_character_its_column) {
    EXPECT_EQ(findings(instance(R"(priority \# \#x # y)")),
              (Findings{std::string("warning 5:10 ") + kEscaped,
                        "warning 5:10 priority '#' is not a number, using 100",
                        std::string("warning 5:13 ") + kEscaped,
                        "warning 5:13 surplus words after 'priority', ignoring them"}));
}

// keepalived 2.2.7 does the same, so a password is the same in both. In quotes the character stands for
// itself.
TEST(Comment, starts_at_a_sign_that_a_variable_brings) {
    EXPECT_EQ(lines("a${_HASH}b c\n\"a${_HASH}b ${_BANG}\""), (Lines{"[a]", "[a#b !]"}));
    EXPECT_EQ(expanded("$P=x\\#y\na${P} b\n\"${P}\"").lines, (Lines{"[ax]", "[x#y]"}));
}

} // namespace
} // namespace xvrrp::config
