// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"
#include "config/text/lexer.h"
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

// "a b(c d(e))": words, and the children of a block in parentheses.
std::string shape(const std::vector<Node>& nodes) {
    std::string shown;
    for (const Node& node : nodes) {
        shown += shown.empty() ? "" : ";";
        for (const Token& word : node.words)
            shown += (&word == &node.words.front() ? "" : " ") + word.text;
        if (node.has_block)
            shown += "(" + shape(node.children) + ")";
    }
    return shown;
}

struct Grown {
    std::string tree;
    Findings found;
};

Grown grow_text(const std::string& text) {
    Diagnostics out;
    Sources sources{{"test.conf", text}};
    const Surroundings around;
    const std::vector<Node> nodes = grow(Expansion(sources, around, secret_keywords(), out).read(0), out);
    return {shape(nodes), findings(out)};
}

TEST(Tree, nests_blocks_and_keeps_their_order) {
    const Grown grown = grow_text("g { a 1\n}\ni A\n{\n b { c\n d } e\n}\nf");
    EXPECT_EQ(grown.tree, "g(a 1);i A(b(c;d);e);f");
    EXPECT_EQ(grown.found, Findings{});
}

TEST(Tree, tells_an_empty_block_from_none) {
    EXPECT_EQ(grow_text("a { }\nb").tree, "a();b");
}

TEST(Tree, says_where_a_block_was_opened_that_is_never_closed) {
    const Grown grown = grow_text("vrrp_instance A {\n interface eth0\n authentication {\n x\n");
    EXPECT_EQ(grown.tree, "vrrp_instance A(interface eth0;authentication(x))");
    EXPECT_EQ(grown.found, (Findings{"warning 3:17 the block of 'authentication' is never closed",
                                     "warning 1:17 the block of 'vrrp_instance A' is never closed"}));
}

TEST(Tree, goes_on_after_an_extra_closing_brace) {
    const Grown grown = grow_text("}\na { b }\n}\nc");
    EXPECT_EQ(grown.tree, "a(b);c");
    EXPECT_EQ(grown.found,
              (Findings{"warning 1:1 extra '}', ignoring it", "warning 3:1 extra '}', ignoring it"}));
}

TEST(Tree, refuses_a_block_without_a_keyword_and_skips_all_of_it) {
    const Grown grown = grow_text("{ a { b } }\nc { d } { e }\nf");
    EXPECT_EQ(grown.tree, "c(d);f");
    EXPECT_EQ(grown.found, (Findings{"error 1:1 '{' without a keyword in front of it",
                                     "error 2:9 '{' without a keyword in front of it"}));
}

TEST(Tree, takes_a_hundred_thousand_open_braces) {
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "a {";
    const Grown grown = grow_text(text);
    EXPECT_EQ(grown.found.size(), 17U);
    EXPECT_EQ(grown.found.front(), "error 1:51 blocks are nested too deeply");
}

TEST(Tree, goes_on_after_a_block_that_is_nested_too_deeply) {
    std::string open;
    std::string close;
    for (int i = 0; i < 20; ++i) {
        open += "a {";
        close += "}";
    }
    const Grown grown = grow_text(open + close + "\nb");
    EXPECT_TRUE(grown.tree.ends_with(";b")) << grown.tree;
    EXPECT_EQ(grown.found, (Findings{"error 1:51 blocks are nested too deeply"}));
}

} // namespace
} // namespace xvrrp::config
