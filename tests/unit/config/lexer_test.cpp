// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Shape = std::vector<std::string>;

Shape shape(const std::string& text) {
    const Expanded result = expanded(text);
    EXPECT_EQ(result.found, Findings{}) << text;
    return result.lines;
}

// All lines of a text that has no directives.
std::vector<Line> lex(const std::string& text, Diagnostics& out) {
    Sources sources{{"test.conf", text}};
    const Surroundings around;
    return Expansion(sources, around, secret_keywords(), out).read(0);
}

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

TEST(Lexer, takes_a_quoted_word_as_it_is) {
    EXPECT_EQ(shape(R"(router_id "a {b} #c !d \!e")"), (Shape{R"([router_id][a {b} #c !d \!e])"}));
    EXPECT_EQ(shape(R"(auth_pass "")"), (Shape{"[auth_pass][]"}));
}

TEST(Lexer, ends_a_word_at_a_quote) {
    EXPECT_EQ(shape(R"(router_id a"b c"d)"), (Shape{"[router_id][a][b c][d]"}));
}

TEST(Lexer, keeps_a_variable_that_is_not_defined_in_its_word) {
    EXPECT_EQ(expanded("a ${P} x${_ENV NOPE}y ${").lines, (Shape{"[a][${P}][x${_ENV NOPE}y][$]", "{"}));
}

TEST(Lexer, takes_carriage_returns_before_line_feeds) {
    EXPECT_EQ(shape("state BACKUP\r\nrouter_id \"x\"\r\n"), (Shape{"[state][BACKUP]", "[router_id][x]"}));
}

TEST(Lexer, tells_where_each_word_and_brace_stands) {
    Diagnostics out;
    const std::vector<Line> lines = lex("\n  a \"b c\" {\n", out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].where, (Span{0, 2, 3, 7}));
    EXPECT_EQ(lines[0].words[0], (Token{"a", {0, 2, 3, 1}, false, "a"}));
    EXPECT_EQ(lines[0].words[1], (Token{"b c", {0, 2, 5, 5}, false, " \"b c\""}));
    EXPECT_EQ(lines[1].where, (Span{0, 2, 11, 1}));
}

TEST(Lexer, reports_a_quote_that_is_never_closed_and_goes_on_with_the_next_line) {
    Diagnostics out;
    const std::vector<Line> lines = lex("router_id \"a {\nstate BACKUP", out);
    EXPECT_EQ(findings(out),
              (Findings{"warning 1:11 this quoted word has no closing '\"', ignoring the rest of the line"}));
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
