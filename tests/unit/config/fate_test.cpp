// SPDX-License-Identifier: GPL-2.0-or-later
// The fate of keywords that are known and not supported.
#include "config/grammar/keywords.h"
#include "findings.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Fate, without_effect_is_said_and_changes_nothing) {
    EXPECT_EQ(
        findings(global_defs("vrrp_skip_check_adv_addr") + instance("skip_check_adv_addr off\ndebug 4")),
        (Findings{"note 2:1 'vrrp_skip_check_adv_addr' changes nothing here",
                  "note 8:1 'skip_check_adv_addr' changes nothing here",
                  "note 9:1 'debug' changes nothing here"}));
    EXPECT_EQ(only_router(instance("skip_check_adv_addr off\ndebug 4")), only_router(instance("")));
}

TEST(Fate, without_effect_has_its_values_checked) {
    EXPECT_EQ(
        findings(instance("debug 5\nskip_check_adv_addr maybe")),
        (Findings{"note 5:1 'debug' changes nothing here", "warning 5:7 debug 5 is not in 0..4, ignoring it",
                  "note 6:1 'skip_check_adv_addr' changes nothing here",
                  "warning 6:21 skip_check_adv_addr 'maybe' is neither on nor off, ignoring it"}));
}

TEST(Fate, refuses_what_would_change_behaviour) {
    for (const std::string keyword : {"timer_expired_backup", "track_bfd", "no_virtual_ipaddress"})
        EXPECT_EQ(findings(instance(keyword)),
                  (Findings{"error 5:1 '" + keyword + "' is not supported yet"}));
}

// The statement as keepalived accepts it: with a value, or with a block.
std::string written(const Keyword& keyword) {
    const Parameter& rule = keyword.parameter;
    const std::string name(keyword.name);
    if (rule.syntax.empty() || rule.optional)
        return name;
    return name + " " + (rule.is_number() ? std::to_string(rule.most) : "word");
}

std::string another_instance() {
    return "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\nvirtual_ipaddress { 192.0.2.2/24 }\n}\n";
}

std::string in_its_block(const Keyword& keyword) {
    const std::string line = written(keyword);
    if (keyword.where == Block::File)
        return line + "\n";
    if (keyword.where == Block::SyncGroup)
        return "vrrp_sync_group G {\n" + line + "\ngroup { A B }\n}\n" +
               instance("virtual_ipaddress { 192.0.2.1/24 }") + another_instance();
    return keyword.where == Block::GlobalDefs ? global_defs(line) : instance(line);
}

TEST(Fate, of_each_keyword_without_effect_is_one_note) {
    for (const Keyword& keyword : rows_without_effect()) {
        const Parsed parsed = parse_text(in_its_block(keyword));
        ASSERT_EQ(parsed.diagnostics.size(), 1U) << keyword.name;
        EXPECT_EQ(parsed.diagnostics[0].severity, Severity::Note) << keyword.name;
        EXPECT_EQ(parsed.diagnostics[0].hint, keyword.help);
        EXPECT_TRUE(parsed.clean());
    }
}

TEST(Fate, of_each_keyword_that_is_refused_is_an_error_that_says_what_to_use) {
    for (const Keyword& keyword : refused_rows()) {
        if (keyword.where == Block::Addresses || keyword.where == Block::Routes)
            continue;
        const Parsed parsed = parse_text(in_its_block(keyword));
        ASSERT_EQ(parsed.diagnostics.size(), 1U) << keyword.name;
        EXPECT_EQ(parsed.diagnostics[0].message, "'" + std::string(keyword.name) + "' is not supported yet");
        EXPECT_EQ(parsed.diagnostics[0].hint, keyword.help);
        EXPECT_FALSE(parsed.usable());
    }
}

// A line with this option.
std::string on_its_line(const Keyword& keyword) {
    const std::string line =
        keyword.where == Block::Addresses ? "virtual_ipaddress {\n10.0.0.9" : "virtual_routes {\ndefault";
    return instance(line + " " + written(keyword) + "\n}");
}

TEST(Fate, of_each_option_of_a_line_that_is_refused_is_an_error_that_says_what_to_use) {
    for (const Keyword& keyword : refused_rows()) {
        if (keyword.where != Block::Addresses && keyword.where != Block::Routes)
            continue;
        const Parsed parsed = parse_text(on_its_line(keyword));
        ASSERT_FALSE(parsed.diagnostics.empty()) << keyword.name;
        const auto refusal = std::ranges::find(parsed.diagnostics, Severity::Error, &Diagnostic::severity);
        ASSERT_NE(refusal, parsed.diagnostics.end()) << keyword.name;
        EXPECT_TRUE(
            refusal->message.ends_with("option '" + std::string(keyword.name) + "' is not supported yet"))
            << refusal->message;
        EXPECT_EQ(refusal->hint, keyword.help);
    }
}

TEST(Fate, of_the_blocks_of_lvs_is_one_notice_for_all_of_them) {
    const std::string server =
        "virtual_server 192.0.2.1 80 {\n real_server 10.0.0.1 80 {\n  HTTP_GET { url { path / } }\n"
        " }\n}\n";
    const std::string text =
        "virtual_server_group G {\n 192.0.2.2 80\n}\nSSL { password x }\n" + server + server;
    EXPECT_EQ(findings(text), (Findings{"note 1:1 'virtual_server_group' changes nothing here"}));
    EXPECT_EQ(only_router(text + instance("priority 7")), only_router(instance("priority 7")));
}

TEST(Fate, of_a_parameter_that_is_missing_is_a_refusal_as_in_keepalived) {
    EXPECT_EQ(findings(global_defs("smtp_server")),
              (Findings{"error 2:1 'smtp_server' lacks its parameter"}));
}

} // namespace
} // namespace xvrrp::config
