// SPDX-License-Identifier: GPL-2.0-or-later
// A rule line: what its options make of it together, its priority and tracking, and how the line is written back. The
// effective values are keepalived's.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::RuleAction;
using core::VirtualRule;

// As in keepalived, rules without a priority have this one and those below, in the order of the text.
constexpr std::uint32_t kFirstFreePriority = 16384;
constexpr std::uint64_t kHighestPriority = std::numeric_limits<std::uint32_t>::max();

core::Rule& rule(Draft& draft) {
    return draft.rule.placed.rule;
}

bool resolve_action(const Token& word, Draft& draft) {
    const auto& made = rule(draft);
    if (!draft.rule.has_action)
        drop_line(word, "the rule says no table and nothing else to do", draft);
    else if (made.action == RuleAction::Goto && !draft.rule.has_priority)
        drop_line(word, "a rule with goto needs a priority", draft);
    else if (made.action == RuleAction::Goto && made.priority >= made.target)
        drop_line(word, fmt::format("a rule of priority {} cannot go to {}", made.priority, made.target),
                  draft);
    else if (made.action != RuleAction::Lookup && draft.rule.needs_table)
        drop_line(word, "what is suppressed, and realms, are of rules with a table", draft);
    return !draft.line.dropped;
}

void resolve_priority(const Token& word, Draft& draft) {
    if (draft.rule.has_priority)
        return;
    auto& next = draft.free_priority.try_emplace(rule(draft).family, kFirstFreePriority).first->second;
    rule(draft).priority = next--;
    draft.report(warning(word.where, fmt::format("the rule has no priority, using {}", rule(draft).priority),
                         "add 'priority NUMBER': this one depends on the rules before it"));
}

bool read_rule_priority(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto number = parse_c_number(word->text);
    if (!number || *number > kHighestPriority) {
        drop_line(*word,
                  fmt::format("{} {} is not in 0..{}", keyword.name, in_quotes(*word), kHighestPriority),
                  draft);
    } else {
        rule(draft).priority = static_cast<std::uint32_t>(*number);
        draft.rule.has_priority = true;
    }
    return true;
}

bool read_rule_protocol(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto number = parse_number(word->text, 0);
    if (number && number->value >= 0 && number->value <= keyword.parameter.most)
        draft.rule.protocol =
            Setting<std::uint8_t>{static_cast<std::uint8_t>(number->value), node.keyword().where};
    else
        draft.report(warning(word->where, fmt::format("protocol {} is not in {}, ignoring it",
                                                      in_quotes(*word), keyword.parameter.syntax)));
    return true;
}

bool read_rule_track_group(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        draft.rule.group = Setting<std::string>{word->text, word->where};
    return true;
}

bool read_rule_no_track(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.rule.no_track = node.keyword().where;
    return true;
}

Values show_protocol(const VirtualRule& placed) {
    const auto& protocol = placed.rule.protocol;
    const bool is_written = protocol && (*protocol != core::kRouteProtocol || !placed.track);
    return is_written ? when(true, as_text(*protocol)) : Values{};
}

Values show_priority(const VirtualRule& placed) {
    return when(true, as_text(placed.rule.priority));
}

Values show_no_track(const VirtualRule& placed) {
    return when(!placed.track);
}

Values show_track_group(const VirtualRule& placed) {
    return placed.track_group.empty() ? Values{} : when(true, word(placed.track_group));
}

constexpr Parameter kPriority{"0..4294967295", 0, 4'294'967'295};

// clang-format off
constexpr std::array kRuleRows = std::to_array<Keyword>({
    {"protocol", Block::Rules, {"0..255", 0, 255}, {}, read_rule_protocol, show_protocol, "18; none beside no_track", "Beside no_track, the rule bears this mark of its maker."},
    {"priority", Block::Rules, kPriority, {}, read_rule_priority, show_priority, "16384 and below, as they stand", "The kernel tries rules from the lowest priority on. It is best to write it."},
    {"preference", Block::Rules, kPriority, {}, read_rule_priority, {}, "", "This means the same as priority."},
    {"order", Block::Rules, kPriority, {}, read_rule_priority, {}, "", "This means the same as priority."},
    {"no_track", Block::Rules, kNone, {}, read_rule_no_track, show_no_track, "off", "The loss of its interface does not put the instance into FAULT, and a rule that somebody removes is not put back."},
    {"track_group", Block::Rules, text("NAME"), {}, read_rule_track_group, show_track_group, "none", "The loss of the iif of a static rule puts the instances of this group into FAULT."},
});
// clang-format on

} // namespace

Rows rule_keeping_rows() {
    return kRuleRows;
}

std::optional<VirtualRule> read_rule(const Node& line, Draft& draft) {
    draft.rule = {};
    const auto unknown = [&](const Token& word) {
        drop_line(word, fmt::format("unknown rule option {}", in_quotes(word)), draft);
    };
    read_line(line, Block::Rules, unknown, draft);
    const Token& first = line.words.front();
    if (draft.line.dropped || !resolve_action(first, draft))
        return std::nullopt;
    rule(draft).family = draft.rule.family.value_or(Family::Ipv4);
    resolve_priority(first, draft);
    auto& placed = draft.rule.placed;
    placed.track = !draft.rule.no_track;
    placed.rule.protocol = resolve_protocol(draft.rule.protocol, placed.track, draft);
    placed.track_group = resolve_track_group(draft.rule.group, placed.track, !placed.rule.iif.empty(), draft);
    return placed;
}

std::string rule_line(const VirtualRule& rule) {
    std::string line;
    append_options(Block::Rules, rule, line);
    return line;
}

} // namespace xvrrp::config
