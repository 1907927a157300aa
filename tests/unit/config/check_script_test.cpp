// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that are run again and again, the instances that track them, and what holds for all scripts.
#include "config/grammar/script.h"
#include "config/report/show.h"
#include "findings.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using core::Tracker;
using namespace std::chrono_literals;

std::string with_script(const std::string& block, const std::string& line = "chk",
                        const std::string& global = {}) {
    return (global.empty() ? "" : "global_defs {\n" + global + "\n}\n") + "vrrp_script chk {\n" + block +
           "\n}\n" + instance("virtual_ipaddress { 192.0.2.1/24 }\ntrack_script {\n" + line + "\n}");
}

constexpr std::string_view kInsecure = "scripts may run as root, and nobody checks who can change them";

// The tests of the warning itself apart, nothing here is about who may change the script.
Parsed parse_without_it(const std::string& text) {
    auto parsed = parse_text(text);
    std::erase_if(parsed.diagnostics, [](const auto& each) { return each.message == kInsecure; });
    return parsed;
}

core::Tracking chk(int weight, bool reverse = false) {
    return {{Tracker::Kind::Script, "chk"}, weight, reverse};
}

CheckScript check(const std::string& block) {
    const auto parsed = parse_without_it(with_script(block));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    return parsed.config.checks.at(0);
}

} // namespace

TEST(CheckScript, has_keepalived_s_defaults) {
    EXPECT_EQ(check("script /bin/true"), (CheckScript{.name = "chk", .script = {{"/bin/true"}, {}, {}}}));
}

TEST(CheckScript, has_a_command_times_a_rule_and_an_account) {
    EXPECT_EQ(check("script \"/bin/check 'a b' c\"\ninterval 0.25\ntimeout 1.5\nrise 2\nfall 3\nuser nobody "
                    "nogroup\ninit_fail\nweight -4 reverse"),
              (CheckScript{.name = "chk",
                           .script = {{"/bin/check", "a b", "c"}, "nobody", "nogroup"},
                           .interval = 250ms,
                           .timeout = 1500ms,
                           .rule = {.rise = 2, .fall = 3, .fails_at_first = true},
                           .weight = -4,
                           .reverse = true}));
}

// This is the most common mistake: keepalived runs such a script without its arguments.
TEST(CheckScript, with_arguments_that_are_not_in_quotes_loses_them_with_a_warning) {
    const auto parsed = parse_without_it(with_script("script /bin/check -a nobody"));
    EXPECT_EQ(findings(parsed.diagnostics),
              Findings{"warning 2:19 surplus words after 'script', ignoring them"});
    EXPECT_EQ(parsed.config.checks.at(0).script, (core::Script{{"/bin/check"}, {}, {}}));
}

// OpenShift asks so whether somebody listens on a port.
TEST(CheckScript, that_only_opens_a_file_or_a_port_does_it_by_bash) {
    EXPECT_EQ(check("script \"</dev/tcp/192.0.2.1/80\"").script,
              (core::Script{{"/bin/bash", "-c", "</dev/tcp/192.0.2.1/80"}, {}, {}}));
    EXPECT_EQ(check("script \"/bin/check </dev/tcp\"").script,
              (core::Script{{"/bin/check", "</dev/tcp"}, {}, {}}));
    EXPECT_EQ(check("script <file").script, (core::Script{{"<file"}, {}, {}}));
}

TEST(CheckScript, times_out_after_its_interval_unless_it_says_otherwise) {
    EXPECT_EQ(check("script /bin/true\ninterval 5").timeout, 5s);
    EXPECT_EQ(check("script /bin/true\ninterval 5\ntimeout 0").timeout, 5s);
}

TEST(CheckScript, gives_its_weight_to_a_line_that_has_none) {
    EXPECT_EQ(only_router(with_script("script /bin/true\nweight 3 reverse")).tracked,
              std::vector{chk(3, true)});
    EXPECT_EQ(only_router(with_script("script /bin/true\nweight 3", "chk weight -4")).tracked,
              std::vector{chk(-4)});
    EXPECT_EQ(only_router(with_script("script /bin/true")).tracked, std::vector{chk(0)});
}

TEST(CheckScript, without_a_script_is_no_check_and_neither_is_one_that_nobody_defines) {
    const auto text = with_script("interval 2");
    EXPECT_EQ(findings(parse_without_it(text).diagnostics),
              (Findings{"warning 1:13 vrrp_script 'chk' has no script, ignoring it",
                        "warning 10:1 there is no vrrp_script 'chk', ignoring this line"}));
    EXPECT_TRUE(only_router(text).tracked.empty());
    EXPECT_EQ(findings(parse_without_it(with_script("script /bin/true", "chck")).diagnostics),
              Findings{"warning 10:1 there is no vrrp_script 'chck', ignoring this line"});
}

TEST(CheckScript, keeps_its_default_where_a_number_is_out_of_range) {
    const auto parsed = parse_without_it(with_script("script /bin/true\ninterval 0\nweight 300\nrise 0"));
    EXPECT_TRUE(parsed.usable());
    EXPECT_EQ(findings(parsed.diagnostics).size(), 3u);
    EXPECT_EQ(parsed.config.checks.at(0), (CheckScript{.name = "chk", .script = {{"/bin/true"}, {}, {}}}));
}

TEST(CheckScript, needs_its_program_on_the_host) {
    const auto parsed = parse_without_it(with_script("script \"/bin/check a\""));
    const auto& needs = parsed.needs;
    EXPECT_TRUE(std::ranges::any_of(needs, [](const HostNeed& need) {
        return need.kind == HostNeed::Kind::Program && need.name == "/bin/check" &&
               need.by == "vrrp_script 'chk'";
    }));
}

TEST(CheckScript, is_written_back_as_it_was_read) {
    const auto parsed = parse_without_it(with_script(
        "script \"/bin/check 'a b' \\\\x24\\\"\\\\\\\\ ''\"\ninterval 0.25\nrise 2\nfall 3\nuser nobody nogroup\n"
        "init_fail\nweight -4 reverse",
        "chk weight 7", "script_user nobody\nenable_script_security\nset_supplementary_groups on"));
    const auto again = parse_without_it(show(parsed.config, Secrets::Shown));
    EXPECT_TRUE(again.clean()) << show(parsed.config, Secrets::Shown);
    EXPECT_EQ(again.config.checks, parsed.config.checks);
    EXPECT_EQ(again.config.scripts, parsed.config.scripts);
    EXPECT_EQ(again.config.routers, parsed.config.routers);
}

TEST(CheckScript, of_a_port_is_written_back_as_what_runs) {
    const auto parsed = parse_without_it(with_script("script </dev/tcp/192.0.2.1/80"));
    const auto again = parse_without_it(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.checks, parsed.config.checks);
}

TEST(CheckScript, is_tracked_by_all_members_of_a_group) {
    const auto parsed =
        parse_without_it("vrrp_script chk {\nscript /bin/true\n}\nvrrp_sync_group G {\ngroup {\nA\n}\n"
                         "track_script {\nchk\n}\n}\n" +
                         instance("virtual_ipaddress { 192.0.2.1/24 }"));
    EXPECT_EQ(parsed.config.routers.at(0).tracked, std::vector{chk(0)});
}

TEST(Scripts, have_a_common_account_and_security) {
    const auto parsed = parse_without_it(
        with_script("script /bin/true", "chk", "script_user nobody nogroup\nenable_script_security"));
    EXPECT_EQ(parsed.config.scripts, (Scripts{"nobody", "nogroup", true, false}));
    EXPECT_EQ(parse_without_it(with_script("script /bin/true")).config.scripts, Scripts{});
}

TEST(ScriptText, is_read_back_whatever_is_in_it) {
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"/bin/x"},
                                               {"/bin/x", "a b", "", "\"", "'", "\\", "$HOME", "#!{}",
                                                "\t\n\x01\x7f\xff", "~SEQ(a,1)", "@x"}}) {
        const auto parsed = parse_without_it(with_script("script " + script_text(arguments)));
        ASSERT_EQ(parsed.config.checks.size(), 1u) << script_text(arguments);
        EXPECT_EQ(parsed.config.checks[0].script.arguments, arguments) << script_text(arguments);
    }
}

TEST(Scripts, that_may_run_as_root_without_a_check_are_a_warning) {
    const auto warned = [](const std::string& global) {
        const auto parsed = parse_text(with_script("script /bin/true", "chk", global));
        return std::ranges::count(parsed.diagnostics, kInsecure, &Diagnostic::message);
    };
    EXPECT_EQ(warned(""), 1);
    EXPECT_EQ(warned("script_user root"), 1);
    EXPECT_EQ(warned("script_user nobody"), 0);
    EXPECT_EQ(warned("enable_script_security"), 0);
    EXPECT_TRUE(parse_text(instance("virtual_ipaddress { 192.0.2.1/24 }")).clean()) << "there is no script";
}

} // namespace xvrrp::config
