// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a script, as keepalived 2.2.7 makes them: observed in its dump.
#include "config/text/words.h"

#include <ostream>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text) {
    const QuotedWords split = split_quoted(text);
    EXPECT_EQ(split.open_quote, 0) << text;
    return split.words;
}

TEST(Quoted, words_stand_between_blanks) {
    EXPECT_EQ(words(" /x.sh  arg\ttwo "), (Words{"/x.sh", "arg", "two"}));
    EXPECT_EQ(words(""), Words{});
    EXPECT_EQ(words(" \t"), Words{});
}

TEST(Quoted, words_keep_their_blanks_in_either_quote) {
    EXPECT_EQ(words("/x.sh 'a  b' \"c d\""), (Words{"/x.sh", "a  b", "c d"}));
    EXPECT_EQ(words("\"it's\" '\"'"), (Words{"it's", "\""}));
}

TEST(Quoted, words_may_be_empty) {
    EXPECT_EQ(words("/x.sh '' b"), (Words{"/x.sh", "", "b"}));
}

TEST(Quoted, and_bare_text_that_touch_are_one_word) {
    EXPECT_EQ(words("/x.sh a'b c'd"), (Words{"/x.sh", "ab cd"}));
    EXPECT_EQ(words("\"ro\"ot"), Words{"root"});
}

TEST(Quoted, letters_behind_a_backslash_have_a_meaning_in_and_out_of_quotes) {
    EXPECT_EQ(words(R"(\a\b\e\E\f\n\r\t\v)"), Words{"\a\b\x1b\x1b\f\n\r\t\v"});
    EXPECT_EQ(words(R"('\x41'\101"\cA")"), Words{"AA\x01"});
    EXPECT_EQ(words(R"(\z\ \'\"\\)"), Words{"z '\"\\"});
}

TEST(Quoted, numbers_end_where_their_digits_do) {
    EXPECT_EQ(words(R"(\x4142)"), Words{"B"}); // takes all of them, and the last byte counts
    EXPECT_EQ(words(R"(\x4z)"), Words{"\x04z"});
    EXPECT_EQ(words(R"(\1018)"), Words{"A8"});
    EXPECT_EQ(words(R"(\x)"), Words{"x"});
    EXPECT_EQ(words(R"(\xg)"), Words{"xg"});
    EXPECT_EQ(words(R"(\cz)"), Words{"\x1a"});
    EXPECT_EQ(words(R"(\c)"), Words{"c"});
    EXPECT_EQ(words(R"(\0)"), Words{std::string(1, '\0')});
}

TEST(Quoted, words_take_a_last_backslash_as_it_is) {
    EXPECT_EQ(words("a\\"), Words{"a\\"});
}

TEST(Quoted, words_without_an_end_are_told) {
    EXPECT_EQ(split_quoted("/x.sh 'open").open_quote, '\'');
    EXPECT_EQ(split_quoted("/x.sh \"it's").open_quote, '"');
    EXPECT_EQ(split_quoted("'a\\'").open_quote, '\''); // escaped, it does not end anything
}

} // namespace
} // namespace xvrrp::config
