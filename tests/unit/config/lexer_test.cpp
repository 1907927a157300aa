// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/lexer.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

// Words as "[a][b c]", braces as themselves, one logical line each.
std::vector<std::string> shape(const std::string& text) {
    Diagnostics out;
    std::vector<std::string> lines;
    for (const Line& line : lex(text, 0, out)) {
        std::string shown = line.kind == Line::Kind::Open ? "{" : line.kind == Line::Kind::Close ? "}" : "";
        for (const Token& word : line.words)
            shown += "[" + word.text + "]";
        lines.push_back(shown);
    }
    EXPECT_EQ(out, Diagnostics{}) << text;
    return lines;
}

using Shape = std::vector<std::string>;

TEST(Lexer, splits_words_on_blanks_and_lines_on_line_feeds) {
    EXPECT_EQ(shape("priority 100\n\n \tadvert_int\t1"), (Shape{"[priority][100]", "[advert_int][1]"}));
}

TEST(Lexer, takes_a_brace_on_the_next_line_glued_or_in_the_middle_as_a_line_of_its_own) {
    const Shape expected{"[vrrp_instance][A]", "{", "[state][BACKUP]", "}"};
    EXPECT_EQ(shape("vrrp_instance A {\nstate BACKUP\n}\n"), expected);
    EXPECT_EQ(shape("vrrp_instance A\n{\nstate BACKUP\n}\n"), expected);
    EXPECT_EQ(shape("vrrp_instance A{state BACKUP}"), expected);
    EXPECT_EQ(shape("vrrp_instance A\n\n# here\n{ state BACKUP\n}"), expected);
}

TEST(Lexer, ends_a_line_at_a_comment_even_in_the_middle_of_a_word) {
    EXPECT_EQ(shape("# all of it\n! this too\npriority 11#2 3\nauth_pass pa!1\n"),
              (Shape{"[priority][11]", "[auth_pass][pa]"}));
}

TEST(Lexer, ignores_braces_and_quotes_in_a_comment) {
    EXPECT_EQ(shape("state BACKUP # } \" {\npriority 1"), (Shape{"[state][BACKUP]", "[priority][1]"}));
}

TEST(Lexer, takes_an_escaped_comment_sign_as_itself_and_leaves_other_backslashes) {
    EXPECT_EQ(shape(R"(a\#b \!c d\e f\)"), (Shape{R"([a#b][!c][d\e][f\])"}));
}

TEST(Lexer, takes_a_quoted_word_as_it_is) {
    EXPECT_EQ(shape(R"(router_id "a {b} #c !d \!e")"), (Shape{R"([router_id][a {b} #c !d \!e])"}));
    EXPECT_EQ(shape(R"(auth_pass "")"), (Shape{"[auth_pass][]"}));
}

TEST(Lexer, ends_a_word_at_a_quote) {
    EXPECT_EQ(shape(R"(router_id a"b c"d)"), (Shape{"[router_id][a][b c][d]"}));
}

TEST(Lexer, keeps_a_variable_in_its_word) {
    EXPECT_EQ(shape("a ${P} x${_ENV HOME}y ${"), (Shape{"[a][${P}][x${_ENV HOME}y][$]", "{"}));
}

TEST(Lexer, takes_carriage_returns_before_line_feeds) {
    EXPECT_EQ(shape("state BACKUP\r\nrouter_id \"x\"\r\n"), (Shape{"[state][BACKUP]", "[router_id][x]"}));
}

TEST(Lexer, tells_where_each_word_and_brace_stands) {
    Diagnostics out;
    const std::vector<Line> lines = lex("\n  a \"b c\" {\n", 3, out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].where, (Span{3, 2, 3, 7}));
    EXPECT_EQ(lines[0].words[0], (Token{"a", {3, 2, 3, 1}, false}));
    EXPECT_EQ(lines[0].words[1], (Token{"b c", {3, 2, 5, 5}, false}));
    EXPECT_EQ(lines[1].where, (Span{3, 2, 11, 1}));
}

TEST(Lexer, reports_a_quote_that_is_never_closed_and_goes_on_with_the_next_line) {
    Diagnostics out;
    const std::vector<Line> lines = lex("router_id \"a {\nstate BACKUP", 0, out);
    EXPECT_EQ(findings(out), (Findings{"error 1:11 this quoted word has no closing '\"'"}));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].words.size(), 1U);
    EXPECT_EQ(lines[1].words[0].text, "state");
}

TEST(Lexer, takes_nul_bytes_and_a_huge_line_as_words) {
    const std::string nul("a\0b c", 5);
    EXPECT_EQ(shape(nul), (Shape{"[" + std::string("a\0b", 3) + "][c]"}));
    const std::string huge(1'000'000, 'x');
    EXPECT_EQ(shape(huge), (Shape{"[" + huge + "]"}));
}

TEST(Lexer, finds_nothing_in_nothing) {
    EXPECT_EQ(shape(""), Shape{});
    EXPECT_EQ(shape("\n\r\n \t\n#"), Shape{});
}

} // namespace
} // namespace xvrrp::config
