// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that are run again and again, and what holds for all scripts.
#include "config/grammar/script.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::int64_t kMostMicroseconds = 4'294'000'000;
constexpr std::int64_t kLeastMicroseconds = 1'000;
constexpr std::int64_t kMostResults = 2'147'483'647;

CheckScriptDraft& current_check(Draft& draft) {
    return draft.check_scripts.back();
}

bool read_check_script(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_new(draft.check_scripts, keyword, node.words[1], draft))
        return false;
    draft.check_scripts.push_back({.name = node.words[1]});
    return true;
}

// keepalived gives such a word to the shell, which only tries to open it. Not every shell has /dev/tcp/HOST/PORT.
void open_by_bash(core::Script& script) {
    auto& arguments = script.arguments;
    if (arguments.size() == 1 && arguments.front().starts_with("</"))
        arguments = {"/bin/bash", "-c", arguments.front()};
}

bool read_check_command(const Keyword& keyword, const Node& node, Draft& draft) {
    if (auto script = read_script(keyword, node, draft)) {
        open_by_bash(*script);
        set(current_check(draft).script, *std::move(script), keyword, node, draft);
    }
    return true;
}

template <auto Member>
bool read_check_setting(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(current_check(draft).*Member, keyword, node, draft);
    return true;
}

core::Script account_of(const Node& node) {
    return {{}, node.words[1].text, node.words.size() > 2 ? node.words[2].text : std::string()};
}

bool read_check_user(const Keyword& keyword, const Node& node, Draft& draft) {
    set(current_check(draft).account, account_of(node), keyword, node, draft);
    return true;
}

bool read_init_fail(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    current_check(draft).fails_at_first = true;
    return true;
}

bool read_check_weight(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& check = current_check(draft);
    read_weight_and_reverse(keyword, node, check.weight, check.reverse, draft);
    return true;
}

std::string account_text(const std::string& user, const std::string& group) {
    return group.empty() ? word(user) : fmt::format("{} {}", word(user), word(group));
}

std::vector<std::string> lines_of(const CheckScript& check) {
    const CheckScript otherwise;
    std::vector<std::string> lines{fmt::format("script {}", script_text(check.script.arguments)),
                                   fmt::format("interval {}", in_seconds(check.interval)),
                                   fmt::format("timeout {}", in_seconds(check.timeout))};
    if (check.weight != 0 || check.reverse)
        lines.push_back(fmt::format("weight {}{}", check.weight, check.reverse ? " reverse" : ""));
    if (check.rule.rise != otherwise.rule.rise)
        lines.push_back(fmt::format("rise {}", check.rule.rise));
    if (check.rule.fall != otherwise.rule.fall)
        lines.push_back(fmt::format("fall {}", check.rule.fall));
    if (!check.script.user.empty())
        lines.push_back(fmt::format("user {}", account_text(check.script.user, check.script.group)));
    if (check.rule.fails_at_first)
        lines.emplace_back("init_fail");
    return lines;
}

Values show_check_scripts(const Config& config) {
    Values checks;
    for (const CheckScript& check : config.checks)
        checks.push_back({word(check.name), {}, lines_of(check)});
    return checks;
}

bool read_script_user(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const auto account = account_of(node);
    draft.scripts.user = account.user;
    draft.scripts.group = account.group;
    return true;
}

Values show_script_user(const Config& config) {
    const auto& [user, group, secure, groups] = config.scripts;
    return user.empty() ? Values{} : when(true, account_text(user, group));
}

template <auto Member>
bool read_scripts_switch(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.scripts.*Member = !is_off(node);
    return true;
}

template <auto Member>
Values show_scripts_switch(const Config& config) {
    return when(config.scripts.*Member);
}

// clang-format off
constexpr std::array kCheckScriptRows = std::to_array<Keyword>({
    {"vrrp_script", Block::File, text("NAME"), Block::CheckScript, read_check_script, show_check_scripts, "",
     "The script is run again and again. It succeeds if it exits with status 0. A script that cannot be run fails. track_script says whom it concerns."},
    {"script", Block::CheckScript, words("SCRIPT"), {}, read_check_command, {}, "", "The program with its arguments, in quotes if there are any. No shell reads it, but </PATH succeeds if bash can open that, as in </dev/tcp/HOST/PORT."},
    {"interval", Block::CheckScript, microseconds("0.001..4294", kLeastMicroseconds, kMostMicroseconds), {}, read_check_setting<&CheckScriptDraft::interval>, {}, "1",
     "The script is run once in so many seconds. If it is still running when its time comes, that run is left out."},
    {"timeout", Block::CheckScript, microseconds("0..4294", 0, kMostMicroseconds), {}, read_check_setting<&CheckScriptDraft::timeout>, {}, "interval",
     "A run that takes longer fails. Its process group gets SIGTERM, and two seconds later SIGKILL."},
    {"weight", Block::CheckScript, {"-253..253 [reverse]", -253, 253, 0, false, true}, {}, read_check_weight, {}, "0",
     "A positive weight is added to the priority while the script succeeds. A negative one is added while it fails. With 0 the instance is in FAULT while it fails. reverse changes the sign, or with 0 there is a FAULT while it succeeds."},
    {"rise", Block::CheckScript, {"1..2147483647", 1, kMostResults}, {}, read_check_setting<&CheckScriptDraft::rise>, {}, "1", "So many runs in a row have to succeed before a failing script counts as good."},
    {"fall", Block::CheckScript, {"1..2147483647", 1, kMostResults}, {}, read_check_setting<&CheckScriptDraft::fall>, {}, "1", "So many runs in a row have to fail before a good script counts as failing."},
    {"user", Block::CheckScript, words("USER [GROUP]"), {}, read_check_user, {}, "script_user", "The script runs as this user."},
    {"init_fail", Block::CheckScript, kNone, {}, read_init_fail, {}, "off", "The script counts as failing at the start. Otherwise the instance waits in INIT for its first result."},
});

constexpr std::array kScriptRows = std::to_array<Keyword>({
    {"script_user", Block::GlobalDefs, words("USER [GROUP]"), {}, read_script_user, show_script_user, "keepalived_script if there is such a user, or else root",
     "Scripts that name no user run as this one."},
    {"enable_script_security", Block::GlobalDefs, kNone, {}, read_scripts_switch<&Scripts::secure>, show_scripts_switch<&Scripts::secure>, "off",
     "No script runs as root if another user can change it, or a directory or a link on the way to it. It then fails with that reason."},
    {"set_supplementary_groups", Block::GlobalDefs, kSwitch, {}, read_scripts_switch<&Scripts::supplementary_groups>, show_scripts_switch<&Scripts::supplementary_groups>, "off",
     "Scripts have all groups of their user, and not only the first one."},
});

// clang-format on

CheckScript resolve_check(const CheckScriptDraft& each) {
    CheckScript check{.name = each.name.text, .script = each.script->value};
    overlay(check.interval, each.interval);
    check.timeout = check.interval;
    if (each.timeout && each.timeout->value > Microseconds::zero())
        check.timeout = each.timeout->value;
    overlay(check.rule.rise, each.rise);
    overlay(check.rule.fall, each.fall);
    check.rule.fails_at_first = each.fails_at_first;
    check.weight = each.weight;
    check.reverse = each.reverse;
    if (each.account) {
        check.script.user = each.account->value.user;
        check.script.group = each.account->value.group;
    }
    return check;
}

// The first script of the text stands for all of them.
void warn_of_insecure(Draft& draft) {
    const auto& [user, group, secure, groups] = draft.scripts;
    if (!draft.check_scripts.empty() && !secure && (user.empty() || user == "root"))
        draft.report(warning(draft.check_scripts.front().script->where,
                             "scripts may run as root, and nobody checks who can change them",
                             "add enable_script_security to global_defs, or script_user USER"));
}

} // namespace

Rows check_script_rows() {
    return kCheckScriptRows;
}

Rows script_rows() {
    return kScriptRows;
}

std::vector<CheckScript> resolve_check_scripts(Draft& draft) {
    std::erase_if(draft.check_scripts, [&](const CheckScriptDraft& each) {
        if (!each.script)
            draft.report(
                warning(each.name.where,
                        fmt::format("vrrp_script {} has no script, ignoring it", in_quotes(each.name)),
                        "add 'script \"/path/program argument\"'"));
        return !each.script;
    });
    std::vector<CheckScript> checks;
    for (const CheckScriptDraft& each : draft.check_scripts) {
        draft.needs.push_back({HostNeed::Kind::Program, each.script->value.arguments.front(),
                               fmt::format("vrrp_script {}", in_quotes(each.name)), each.script->where});
        checks.push_back(resolve_check(each));
    }
    warn_of_insecure(draft);
    return checks;
}

} // namespace xvrrp::config
