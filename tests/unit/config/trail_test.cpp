// SPDX-License-Identifier: GPL-2.0-or-later
// The position of a finding in text that was included, replaced or repeated.
#include "config/report/render.h"
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string shown_trail(const Files& files) {
    const Parsed parsed = parse_files(files);
    std::string text;
    for (const Diagnostic& found : parsed.diagnostics)
        text += render(found, parsed.sources);
    return text;
}

std::string shown_trail(const std::string& text) {
    return shown_trail(Files{{"main.conf", text}});
}

TEST(Trail, leads_from_a_value_to_its_definition) {
    EXPECT_EQ(shown_trail("$V=verison\nglobal_defs {\n  vrrp_${V} 3\n}\n"),
              "warning: unknown keyword 'vrrp_verison', ignoring it\n"
              "   --> main.conf:3:3\n"
              "   |\n"
              " 3 |   vrrp_${V} 3\n"
              "   |   ^^^^^^^^^ did you mean 'vrrp_version'?\n"
              "   = from $V, defined at main.conf:1:1\n");
}

TEST(Trail, leads_through_values_of_values) {
    EXPECT_EQ(shown_trail("$A=x${B}\n$B=y\n${A}\n"), "warning: unknown keyword 'xy', ignoring it\n"
                                                     "   --> main.conf:3:1\n"
                                                     "   |\n"
                                                     " 3 | ${A}\n"
                                                     "   | ^^^^\n"
                                                     "   = from $B, defined at main.conf:2:1\n"
                                                     "   = from $A, defined at main.conf:1:1\n");
}

TEST(Trail, leads_from_the_line_of_a_block_to_where_it_is_used) {
    EXPECT_EQ(shown_trail("$BLOCK= \\\n  frob 1 \\\n  global_defs { }\nglobal_defs { }\n$BLOCK\n"),
              "warning: unknown keyword 'frob', ignoring it\n"
              "   --> main.conf:2:3\n"
              "   |\n"
              " 2 |   frob 1 \\\n"
              "   |   ^^^^\n"
              "   = in $BLOCK, used at main.conf:5:1\n");
}

TEST(Trail, leads_from_a_repetition_to_its_first_round_once) {
    EXPECT_EQ(shown_trail("~SEQ(N,3) frob ${N}\n~SEQ(N,2) x${N}\n"),
              "warning: unknown keyword 'frob', ignoring it\n"
              "   --> main.conf:1:11\n"
              "   |\n"
              " 1 | ~SEQ(N,3) frob ${N}\n"
              "   |           ^^^^\n"
              "warning: unknown keyword 'x1', ignoring it\n"
              "   --> main.conf:2:11\n"
              "   |\n"
              " 2 | ~SEQ(N,2) x${N}\n"
              "   |           ^^^^^\n"
              "   = from $N, repeated at main.conf:2:1\n"
              "warning: unknown keyword 'x2', ignoring it\n"
              "   --> main.conf:2:11\n"
              "   |\n"
              " 2 | ~SEQ(N,2) x${N}\n"
              "   |           ^^^^^\n"
              "   = from $N, repeated at main.conf:2:1\n");
}

TEST(Trail, leads_from_file_to_file) {
    EXPECT_EQ(shown_trail(Files{
                  {"main.conf", "\ninclude sub/a\n"}, {"sub/a", "  include b\n"}, {"sub/b", "frob {\n"}}),
              "warning: unknown keyword 'frob', ignoring it\n"
              "   --> sub/b:1:1\n"
              "   |\n"
              " 1 | frob {\n"
              "   | ^^^^\n"
              "   = included at sub/a:1:11\n"
              "   = included at main.conf:2:9\n"
              "warning: the block of 'frob' is never closed\n"
              "   --> sub/b:1:6\n"
              "   |\n"
              " 1 | frob {\n"
              "   |      ^ the file ends before the '}' of this '{'\n"
              "   = included at sub/a:1:11\n"
              "   = included at main.conf:2:9\n");
}

TEST(Trail, leads_from_what_a_block_adds_to_the_line_it_is_used_on) {
    EXPECT_EQ(shown_trail(Files{{"main.conf", "include a\nglobal_defs {\nvrrp_version $B\n}\n"},
                                {"a", "$B=three \\\nfrob\n"}}),
              "warning: vrrp_version 'three' is not a number, ignoring it\n"
              "   --> a:1:4\n"
              "   |\n"
              " 1 | $B=three \\\n"
              "   |    ^^^^^ vrrp_version 2..3\n"
              "   = in $B, used at main.conf:3:14\n"
              "warning: unknown keyword 'frob', ignoring it\n"
              "   --> a:2:1\n"
              "   |\n"
              " 2 | frob\n"
              "   | ^^^^\n"
              "   = in $B, used at main.conf:3:14\n");
}

TEST(Trail, is_no_line_number_of_another_file_without_saying_so) {
    const std::string first = "vrrp_instance A {\npriority 5\nvirtual_router_id 1\ninterface eth0\n";
    const Parsed parsed =
        parse_files({{"main.conf", "include a\npriority 6\nvirtual_ipaddress { 10.0.0.9 }\n}\n"
                                   "vrrp_instance A { }\n" +
                                       instance("").replace(14, 1, "B")},
                     {"a", first}});
    EXPECT_EQ(findings(parsed.diagnostics),
              (Findings{"note 2:10 'priority' was set on line 2 of another file already, this one counts",
                        "warning 5:15 vrrp_instance 'A' is already defined, ignoring this one",
                        "error 8:19 'A' and 'B' both use virtual_router_id 1 on 'eth0'"}));
    EXPECT_EQ(parsed.diagnostics[1].hint, "the first one is on line 1 of another file");
    EXPECT_EQ(parsed.diagnostics[2].hint, "'A' has it on line 3 of another file");
}

// No text of any finding contains the password, wherever it was written.
TEST(Trail, never_shows_a_password) {
    const char* texts[] = {
        "$K=S3cret\nauthentication { auth_pass ${K} x y {",
        "$K=S3cret \\\n x\nauth_pass $K",
        "$KEYWORD=auth_pass\n$KEYWORD S3cret {",
        "~LST(K,S3cret,S3cret2) auth_pass ${K} {",
        "~LST(K,S3cret,a b) auth_pass ${K} {",
        "$AUTH_PASSWORD=S3cret \\\n",
        "$K=S3cret\n$K=${K}\nauth_pass ${K}",
        "@left password S3cret",
        "auth_pass x{@S3cret\nauth_pass x{include S3cret\nauth_pass ${S3cret} $S3cret",
        "$L=auth_pass S3cret {\n$L",
        "$L= \\\nauth_pass S3cret { \\\nx\n$L",
        "auth_pass=S3cret",
    };
    for (const std::string text : texts) {
        const std::string findings = shown_trail("vrrp_instance A {\n" + text);
        EXPECT_NE(findings, "") << text;
        EXPECT_EQ(findings.find("S3"), std::string::npos) << findings;
    }
}

} // namespace
} // namespace xvrrp::config
