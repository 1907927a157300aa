// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/render.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Render, shows_place_line_caret_and_hint) {
    const Sources sources{{"/etc/xvrrpd/xvrrpd.conf", "global_defs {\n\n  vrrp_versoin 3\n}\n"}};
    const Diagnostic found =
        error({0, 3, 3, 12}, "unknown keyword 'vrrp_versoin'", "did you mean 'vrrp_version'?");
    EXPECT_EQ(render(found, sources), "error: unknown keyword 'vrrp_versoin'\n"
                                      "   --> /etc/xvrrpd/xvrrpd.conf:3:3\n"
                                      "   |\n"
                                      " 3 |   vrrp_versoin 3\n"
                                      "   |   ^^^^^^^^^^^^ did you mean 'vrrp_version'?\n");
}

TEST(Render, widens_the_gutter_with_the_line_number) {
    const Sources sources{{"a.conf", std::string(99, '\n') + "x\r\n"}};
    EXPECT_EQ(render(warning({0, 100, 1, 1}, "m"), sources), "warning: m\n"
                                                             "     --> a.conf:100:1\n"
                                                             "     |\n"
                                                             " 100 | x\n"
                                                             "     | ^\n");
}

TEST(Render, shows_a_finding_about_a_file_as_a_whole_without_a_line) {
    EXPECT_EQ(render(note({0, 0, 0, 0}, "m", "h"), {{"a.conf", ""}}), "note: m\n  --> a.conf\n  hint: h\n");
    EXPECT_EQ(render(error({7, 1, 1, 1}, "m"), {}), "error: m\n");
}

TEST(Render, puts_the_caret_under_the_character_after_tabs_and_umlauts) {
    const Sources sources{{"a.conf", "\tname \xc3\xbc\xc3\xb6 bad\n"}};
    EXPECT_EQ(render(error({0, 1, 12, 3}, "m"), sources), "error: m\n"
                                                          "   --> a.conf:1:12\n"
                                                          "   |\n"
                                                          " 1 |  name \xc3\xbc\xc3\xb6 bad\n"
                                                          "   |          ^^^\n");
}

TEST(Render, sends_no_control_character_to_a_terminal) {
    const Sources sources{{"a.conf", std::string("a\x1b[31m\0b\x7f", 8) + "\n"}};
    const std::string shown =
        render(error({0, 1, 1, 1}, "unknown keyword " + in_quotes("a\x1b[31m")), sources);
    for (char c : shown)
        EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << shown;
    EXPECT_EQ(shown.find('\x7f'), std::string::npos);
}

TEST(Render, cuts_a_long_line_around_the_caret) {
    const std::string line = std::string(5000, 'a') + " here " + std::string(5000, 'b');
    const std::string shown = render(error({0, 1, 5002, 4}, "m"), {{"a.conf", line}});
    EXPECT_EQ(shown, "error: m\n"
                     "   --> a.conf:1:5002\n"
                     "   |\n"
                     " 1 | ..." +
                         std::string(39, 'a') + " here " + std::string(55, 'b') +
                         "...\n"
                         "   | " +
                         std::string(43, ' ') + "^^^^\n");
}

TEST(Render, shows_only_what_is_utf_8) {
    const std::string broken = "a \xff\xc3 \xc2\x9b \xed\xa0\x80 \xe2\x82\xac \xf0\x9f\x98\x80";
    const std::string shown = render(error({0, 1, 3, 2}, in_quotes(broken)), {{"a.conf", broken}});
    EXPECT_EQ(shown, "error: 'a ?? ?? ??? \xe2\x82\xac \xf0\x9f\x98\x80'\n"
                     "   --> a.conf:1:3\n"
                     "   |\n"
                     " 1 | a ?? ?? ??? \xe2\x82\xac \xf0\x9f\x98\x80\n"
                     "   |   ^^\n");
}

TEST(Render, takes_a_long_line_of_bytes_that_start_no_character) {
    const std::string line = std::string(500, '\xa1');
    EXPECT_EQ(render(error({0, 1, 301, 5}, "m"), {{"a.conf", line}}), "error: m\n"
                                                                      "   --> a.conf:1:301\n"
                                                                      "   |\n"
                                                                      " 1 | ..." +
                                                                          std::string(97, '?') +
                                                                          "...\n"
                                                                          "   | " +
                                                                          std::string(46, ' ') + "^^^^^\n");
}

TEST(Render, takes_a_place_outside_of_the_text) {
    EXPECT_EQ(render(error({0, 9, 90, 9}, "m"), {{"a.conf", "x\n"}}), "error: m\n"
                                                                      "   --> a.conf:9:90\n"
                                                                      "   |\n"
                                                                      " 9 | \n"
                                                                      "   | ^\n");
}

TEST(InQuotes, cuts_what_is_long_and_never_within_a_character) {
    EXPECT_EQ(in_quotes("abc"), "'abc'");
    EXPECT_EQ(in_quotes(std::string(1'000'000, 'x')), "'" + std::string(64, 'x') + "...'");
    EXPECT_EQ(in_quotes(std::string(63, 'x') + "\xc3\xbc\xc3\xbc"), "'" + std::string(63, 'x') + "...'");
}

TEST(Nearest, finds_a_typing_error_and_nothing_else) {
    const std::vector<std::string_view> words{"priority", "preempt", "preempt_delay", "state", "version"};
    EXPECT_EQ(nearest("prioirty", words), "priority");
    EXPECT_EQ(nearest("PRIORITY", words), "priority");
    EXPECT_EQ(nearest("versoin", words), "version");
    EXPECT_EQ(nearest("preemptdelay", words), "preempt_delay");
    EXPECT_EQ(nearest("frobnicate", words), "");
    EXPECT_EQ(nearest("x", words), "");
    EXPECT_EQ(nearest("", words), "");
    EXPECT_EQ(nearest(std::string(1'000'000, 's'), words), "");
    EXPECT_EQ(nearest("state", {}), "");
}

} // namespace
} // namespace xvrrp::config
