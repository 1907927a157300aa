// SPDX-License-Identifier: GPL-2.0-or-later
// SCRIPT [USER [GROUP]] and its needs of the host, whatever the fate of the keyword.
#include "config/grammar/script.h"
#include "findings.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Needs = std::vector<std::string>;

Parsed notify(const std::string& parameters) {
    return parse_text("vrrp_instance A {\nnotify_master " + parameters + "\n}\n");
}

Needs needs(const Parsed& parsed) {
    Needs lines;
    for (const HostNeed& each : parsed.needs) {
        const char* kind = each.kind == HostNeed::Kind::Program ? "program "
                           : each.kind == HostNeed::Kind::User  ? "user "
                           : each.kind == HostNeed::Kind::Group ? "group "
                                                                : "other ";
        lines.push_back(std::to_string(each.where.line) + ":" + std::to_string(each.where.column) + " " +
                        kind + each.name);
    }
    return lines;
}

// Returns the findings, except those about the instance, which lacks the rest.
Findings warnings(const Parsed& parsed) {
    Findings found = findings(parsed.diagnostics);
    std::erase_if(found, [](const std::string& line) {
        return line.find("'notify_master', ") == std::string::npos &&
               line.find("of 'notify_master'") == std::string::npos;
    });
    return found;
}

TEST(Script, with_arguments_is_one_quoted_word) {
    const Parsed parsed = notify("\"/x.sh arg 'a  b'\"");
    EXPECT_EQ(needs(parsed), Needs{"2:15 program /x.sh"});
    EXPECT_EQ(warnings(parsed), Findings{});
}

TEST(Script, is_quoted_either_way) {
    EXPECT_EQ(needs(notify("'/x.sh \\x41 \"a  b\"'")), Needs{"2:15 program /x.sh"});
    EXPECT_EQ(needs(notify("\"/x.sh \\\"a  b\\\" c\"")), Needs{"2:15 program /x.sh"});
    EXPECT_EQ(needs(notify("\"/x\"\".sh a\"")), Needs{"2:15 program /x.sh"});
}

TEST(Script, is_run_by_the_user_and_the_group_behind_it) {
    EXPECT_EQ(needs(notify("/x.sh root")), (Needs{"2:15 program /x.sh", "2:21 user root"}));
    EXPECT_EQ(needs(notify("\"/x.sh a\" root daemon")),
              (Needs{"2:15 program /x.sh", "2:25 user root", "2:30 group daemon"}));
}

// This is the most common mistake: keepalived takes the first argument for the user, and never runs the
// script.
TEST(Script, without_quotes_has_its_argument_for_a_user) {
    const Parsed parsed = notify("/x.sh arg two three");
    EXPECT_EQ(needs(parsed), (Needs{"2:15 program /x.sh", "2:21 user arg", "2:25 group two"}));
    EXPECT_EQ(warnings(parsed), Findings{"warning 2:29 surplus words after 'notify_master', ignoring them"});
}

TEST(Script, with_a_quote_that_is_never_closed_is_told_once) {
    const Parsed inner = notify("\"/x.sh 'open\"");
    EXPECT_EQ(
        warnings(inner),
        Findings{"warning 2:15 the script of 'notify_master' has a ' that is never closed, ignoring it"});
    EXPECT_EQ(needs(inner), Needs{});
    EXPECT_EQ(
        warnings(notify("'/x.sh' 'root")),
        Findings{"warning 2:15 the script of 'notify_master' has a ' that is never closed, ignoring it"});
}

TEST(Script, has_a_program_and_no_nul) {
    EXPECT_EQ(warnings(notify("\"\"")),
              Findings{"warning 2:15 the script of 'notify_master' has no program, ignoring it"});
    EXPECT_EQ(warnings(notify("\"/x.sh \\08\"")),
              Findings{"warning 2:15 the script of 'notify_master' has a NUL character, ignoring it"});
}

TEST(Script, points_at_all_of_its_parameters) {
    const Parsed parsed = notify("'/x y");
    const auto found =
        std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(),
                     [](const Diagnostic& each) { return each.message.starts_with("the script"); });
    ASSERT_NE(found, parsed.diagnostics.end());
    EXPECT_EQ(found->where, (Span{0, 2, 15, 5, 0}));
}

TEST(Script, of_a_whole_line_of_text_that_is_no_script_is_left_alone) {
    EXPECT_EQ(needs(parse_text("vrrp_instance A {\ninterface 'eth0\n}\n")), Needs{"2:11 other 'eth0"});
}

TEST(ScriptUser, is_a_user_and_a_group) {
    EXPECT_EQ(needs(parse_text(global_defs("script_user nobody nogroup"))),
              (Needs{"2:13 user nobody", "2:20 group nogroup"}));
    EXPECT_EQ(needs(parse_text(global_defs("script_user"))), Needs{});
}

TEST(FifoOwner, stands_behind_the_fifo) {
    EXPECT_EQ(needs(parse_text(global_defs("notify_fifo /run/f root"))), Needs{"2:20 user root"});
}

} // namespace
} // namespace xvrrp::config
