// SPDX-License-Identifier: GPL-2.0-or-later
// include and its variants, as keepalived 2.2.7 was observed with them.
#include "config/text/include.h"
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

// main.conf with the text, beside some files.
Files with(const std::string& text) {
    return {{"main.conf", text},
            {"a.inc", "a"},
            {"b.inc", "b"},
            {"sub/s.inc", "s\ninclude t.inc"},
            {"sub/t.inc", "t"},
            {"t.inc", "not this"},
            {"/etc/c.inc", "c"},
            {"two words.inc", "w"},
            {"def.inc", "$V=5\n@right x"},
            {"open.inc", "o {"},
            {"unreadable", ""}};
}

TEST(Include, puts_a_file_in_the_place_of_its_line) {
    EXPECT_EQ(expanded(with("x {\n include a.inc # here\n}\ninclude /etc/c.inc\ny")),
              (Expanded{{"[x]", "{", "[a]", "}", "[c]", "[y]"}, {}}));
}

TEST(Include, takes_a_name_as_relative_to_the_file_that_it_is_in) {
    EXPECT_EQ(expanded(with("include sub/s.inc\ninclude ./a.inc")), (Expanded{{"[s]", "[t]", "[a]"}, {}}));
}

TEST(Include, takes_wildcards_and_braces) {
    EXPECT_EQ(expanded(with("include [ab].inc")), (Expanded{{"[a]", "[b]"}, {}}));
    EXPECT_EQ(expanded(with("include {b,a}.inc")), (Expanded{{"[b]", "[a]"}, {}}));
    EXPECT_EQ(expanded(with("include {sub/t,[ab]}.inc")), (Expanded{{"[t]", "[a]", "[b]"}, {}}));
}

TEST(Include, takes_the_rest_of_the_line_as_one_name) {
    EXPECT_EQ(expanded(with("include two words.inc")), (Expanded{{"[w]"}, {}}));
    EXPECT_EQ(expanded(with("include a.inc b.inc")),
              (Expanded{{}, {"warning 1:9 there is no file 'a.inc b.inc'"}}));
}

TEST(Include, says_what_is_wrong_with_a_name) {
    const auto hint = [](const std::string& text) {
        return parse_files(with(text)).diagnostics.front().hint;
    };
    EXPECT_EQ(hint("include \"a.inc\""), "file names have no quotes here");
    EXPECT_EQ(hint("include a.inc }"),
              "the '}' needs a line of its own: a file name goes to the end of the line");
}

TEST(Include, stands_behind_braces_conditions_repetitions_and_variables) {
    EXPECT_EQ(expanded(with("x { include a.inc")), (Expanded{{"[x]", "{", "[a]"}, {}}));
    EXPECT_EQ(expanded(with("@left include a.inc\n@right include b.inc")), (Expanded{{"[a]"}, {}}));
    EXPECT_EQ(expanded(with("~LST(F,a,b) include ${F}.inc")), (Expanded{{"[a]", "[b]"}, {}}));
    EXPECT_EQ(expanded(with("$I=include\n$F=a.inc\n$I $F")), (Expanded{{"[a]"}, {}}));
}

TEST(Include, is_a_whole_word_at_the_start_of_a_line) {
    EXPECT_EQ(expanded(with("included a.inc\nx include a.inc\n\"include\" a.inc\nincludex a.inc")),
              (Expanded{{"[included][a.inc]", "[x][include][a.inc]", "[include][a.inc]", "[includex][a.inc]"},
                        {}}));
}

TEST(Include, gives_its_definitions_to_the_file_that_includes) {
    EXPECT_EQ(expanded(with("include def.inc\n${V}")), (Expanded{{"[5]"}, {}}));
}

TEST(Include, may_open_a_block_that_another_file_closes) {
    EXPECT_EQ(expanded(with("include open.inc\nx }")), (Expanded{{"[o]", "{", "[x]", "}"}, {}}));
}

TEST(Include, needs_a_name) {
    const Findings nameless{"warning 1:1 an include without a file name, ignoring it"};
    EXPECT_EQ(expanded(with("include")), (Expanded{{}, nameless}));
    EXPECT_EQ(expanded(with("include ${_ENV EMPTY}")), (Expanded{{}, nameless}));
}

TEST(Include, of_the_same_file_twice_is_no_cycle) {
    EXPECT_EQ(expanded(with("include a.inc\ninclude a.inc")), (Expanded{{"[a]", "[a]"}, {}}));
}

TEST(Include, that_comes_back_to_its_file_is_skipped_and_told) {
    EXPECT_EQ(expanded(with("x\ninclude main.conf\ny")),
              (Expanded{{"[x]", "[y]"}, {"warning 2:9 'main.conf' includes itself, skipping it"}}));
    EXPECT_EQ(
        expanded(Files{{"main.conf", "include a"}, {"a", "1\ninclude b\n2"}, {"b", "3\nincluder a\n4"}}),
        (Expanded{{"[1]", "[3]", "[4]", "[2]"}, {"error 2:10 'a' includes itself, skipping it"}}));
}

// The verdict of each variant on a missing file.
struct Missing {
    std::string pattern;
    std::string finding;
    std::string refused_by; // the letters of the variants for which it is an error
};

TEST(Include, and_each_of_its_variants_has_its_verdict_on_what_is_missing) {
    const Missing cases[] = {
        {"nope.inc", "there is no file 'nope.inc'", "mwa"},
        {"{a,zz}.inc", "there is no file 'zz.inc'", "ba"},
        {"{y,zz}.inc", "there is no file 'y.inc'", "ba"},
        {"{y*,zz}.inc", "there is no file 'zz.inc'", "ba"},
        {"unreadable", "read unreadable: permission denied, skipping it", "rmwba"},
    };
    for (const Missing& each : cases) {
        for (const std::string variant : {"", "r", "m", "w", "b", "a"}) {
            const bool refused = !variant.empty() && each.refused_by.find(variant) != std::string::npos;
            const Expanded result = expanded(with("include" + variant + " " + each.pattern));
            ASSERT_FALSE(result.found.empty()) << variant << each.pattern;
            EXPECT_EQ(result.found.front(), std::string(refused ? "error " : "warning ") +
                                                (variant.empty() ? "1:9 " : "1:10 ") + each.finding)
                << each.pattern;
        }
    }
}

TEST(Include, of_wildcards_that_match_nothing_is_refused_by_two_variants_only) {
    for (const std::string variant : {"", "r", "m", "b"})
        EXPECT_EQ(expanded(with("include" + variant + " nope*.inc")).found.front().substr(0, 5), "note ")
            << variant;
    for (const std::string variant : {"w", "a"})
        EXPECT_EQ(expanded(with("include" + variant + " nope*.inc")).found,
                  (Findings{"error 1:10 no file matches 'nope*.inc'"}));
    EXPECT_EQ(expanded(with("includea {a,zz*}.inc")), (Expanded{{"[a]"}, {}}));
}

TEST(IncludeCheck, asks_the_same_of_every_include) {
    const auto verdict = [](const std::string& options) {
        return expanded(with("global_defs { include_check" + options + "\n}\ninclude nope.inc")).found.back();
    };
    EXPECT_EQ(verdict(""), "error 3:9 there is no file 'nope.inc'");
    EXPECT_EQ(verdict(" match"), "error 3:9 there is no file 'nope.inc'");
    EXPECT_EQ(verdict(" readable brace_match"), "warning 3:9 there is no file 'nope.inc'");
    EXPECT_EQ(verdict(" +match -match"), "warning 3:9 there is no file 'nope.inc'");
    EXPECT_EQ(verdict(" match\ninclude_check +read"), "error 4:9 there is no file 'nope.inc'");
    EXPECT_EQ(verdict(" match\ninclude_check read"), "warning 4:9 there is no file 'nope.inc'");
}

TEST(IncludeCheck, ends_with_the_file_that_it_is_in) {
    EXPECT_EQ(
        expanded(Files{{"main.conf", "include c\ninclude nope"}, {"c", "include_check\ninclude nope"}}).found,
        (Findings{"error 2:9 there is no file 'nope'", "warning 2:9 there is no file 'nope'"}));
}

TEST(IncludeCheck, ignores_an_option_that_it_does_not_know) {
    EXPECT_EQ(expanded(with("include_check match macth")).found,
              (Findings{"warning 1:21 unknown include check 'macth', ignoring it"}));
}

using Names = std::vector<std::string>;

TEST(Pattern, expands_braces_like_csh) {
    EXPECT_EQ(expand_braces("a", 9), (Names{"a"}));
    EXPECT_EQ(expand_braces("{foo/{,cat,dog},bar}", 9), (Names{"foo/", "foo/cat", "foo/dog", "bar"}));
    EXPECT_EQ(expand_braces("{a,b}{c,d}", 9), (Names{"ac", "ad", "bc", "bd"}));
    EXPECT_EQ(expand_braces("x{}{a,b", 9), (Names{"x{}{a,b"}));
    EXPECT_EQ(expand_braces("}{a,b}{", 9), (Names{"}a{", "}b{"}));
}

TEST(Pattern, gives_up_where_there_are_too_many) {
    EXPECT_EQ(expand_braces("{a,b}{c,d}{e,f}", 7), Names{});
    EXPECT_EQ(expand_braces("{a,b}{c,d}{e,f}", 8).size(), 8U);
}

} // namespace
} // namespace xvrrp::config
