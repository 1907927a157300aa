// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/rule_options.h"

#include "config/routing/routing_line.h"
#include "config/text/number.h"
#include "config/vrrp/track_group.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::RuleAction;

// keepalived's: rules without a priority have this one and those below, in the order of the text.
constexpr std::uint32_t kFirstFreePriority = 16384;
constexpr std::int64_t kAny = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kAnyMark = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint8_t kMostIpProtocol = 127; // keepalived's

struct IpProtocol {
    std::string_view name;
    std::uint8_t number;
};

constexpr std::array<IpProtocol, 11> kIpProtocols{{{"icmp", 1},
                                                   {"igmp", 2},
                                                   {"tcp", 6},
                                                   {"udp", 17},
                                                   {"dccp", 33},
                                                   {"gre", 47},
                                                   {"esp", 50},
                                                   {"ah", 51},
                                                   {"ipv6-icmp", 58},
                                                   {"ospf", 89},
                                                   {"vrrp", 112}}};

core::Rule& rule(Draft& draft) {
    return draft.rule.placed.rule;
}

// Every address, said as "all", is no condition.
void read_rule_prefix(const Keyword& keyword, std::optional<core::InterfaceAddress>& prefix, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return;
    const auto read = read_prefix(*word, draft);
    if (!read && !is_default(word->text))
        return drop_line(*word, fmt::format("{} is no prefix", in_quotes(*word)), draft);
    if (!read || takes_family(draft.rule.family, read->address.family, *word, draft))
        prefix = read;
}

// FIRST-LAST, or one number.
template <class Number>
std::optional<core::NumberRange<Number>> parse_range(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = parse_number(text.substr(0, dash), 0);
    const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1), 0);
    constexpr std::int64_t kMost = std::numeric_limits<Number>::max();
    if (!first || !last || first->value < 0 || last->value > kMost || first->value > last->value)
        return std::nullopt;
    return core::NumberRange<Number>{static_cast<Number>(first->value), static_cast<Number>(last->value)};
}

// keepalived goes on without such a condition, which would make the rule one for all ports.
bool read_ports(const Keyword& keyword, std::optional<core::PortRange>& ports, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    ports = parse_range<std::uint16_t>(word->text);
    if (!ports)
        draft.report(warning(word->where, fmt::format("{} {} is no range of ports, ignoring it", keyword.name,
                                                      in_quotes(*word))));
    return true;
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

} // namespace

std::optional<core::VirtualRule> read_rule(const Node& line, Draft& draft) {
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
    placed.track_group = resolve_group(draft.rule.group, placed.track, !placed.rule.iif.empty(), draft);
    return placed;
}

void set_action(RuleAction action, const Token& word, Draft& draft) {
    if (draft.rule.has_action)
        return drop_line(
            word, "a rule does one thing: one table, goto, nop, blackhole, unreachable, prohibit or l3mdev",
            draft);
    draft.rule.has_action = true;
    rule(draft).action = action;
}

bool read_rule_from(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    read_rule_prefix(keyword, rule(draft).from, draft);
    return true;
}

bool read_rule_to(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    read_rule_prefix(keyword, rule(draft).to, draft);
    return true;
}

bool read_rule_not(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    rule(draft).negated = true;
    return true;
}

bool read_rule_table(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto table = next_named(keyword, NameFile::Tables, draft);
    if (table && *table == 0)
        drop_line(node.keyword(), "there is no table 0", draft);
    else if (table)
        set_action(RuleAction::Lookup, node.keyword(), draft);
    rule(draft).table = table.value_or(0);
    return true;
}

bool read_rule_priority(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto number = parse_c_number(word->text);
    if (!number || *number > kAnyMark) {
        drop_line(*word, fmt::format("{} {} is not in 0..{}", keyword.name, in_quotes(*word), kAnyMark),
                  draft);
    } else {
        rule(draft).priority = static_cast<std::uint32_t>(*number);
        draft.rule.has_priority = true;
    }
    return true;
}

bool read_rule_tos(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    rule(draft).tos = static_cast<std::uint8_t>(next_named(keyword, NameFile::Dsfields, draft).value_or(0));
    return true;
}

bool read_rule_fwmark(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const std::string_view text = word->text;
    const std::size_t slash = text.find('/');
    const bool has_mask = slash != std::string_view::npos;
    const auto mark = parse_c_number(text.substr(0, slash));
    const auto mask = parse_c_number(has_mask ? text.substr(slash + 1) : "0");
    if (!mark || !mask || *mark > kAnyMark || *mask > kAnyMark) {
        drop_line(*word, fmt::format("fwmark {} is no MARK or MARK/MASK", in_quotes(*word)), draft);
        return true;
    }
    rule(draft).fwmark = static_cast<std::uint32_t>(*mark);
    rule(draft).fwmask = has_mask ? std::optional(static_cast<std::uint32_t>(*mask)) : std::nullopt;
    return true;
}

bool read_rule_realms(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto realms = next_realms(keyword, draft);
    draft.rule.needs_table = true;
    if (realms && takes_family(draft.rule.family, Family::Ipv4, node.keyword(), draft))
        rule(draft).realms = *realms;
    return true;
}

bool read_rule_suppress_prefixlength(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    rule(draft).suppress_prefix_length =
        next_number(keyword, std::numeric_limits<std::int32_t>::max(), draft);
    draft.rule.needs_table = true;
    return true;
}

bool read_rule_suppress_ifgroup(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    rule(draft).suppress_group = next_named(keyword, NameFile::Groups, draft);
    draft.rule.needs_table = true;
    return true;
}

bool read_rule_iif(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        rule(draft).iif = word->text;
    return true;
}

bool read_rule_oif(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        rule(draft).oif = word->text;
    return true;
}

bool read_rule_tunnel_id(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto number = parse_number(word->text, 0);
    if (!number || number->value < 0)
        drop_line(*word, fmt::format("tunnel-id {} is not a number", in_quotes(*word)), draft);
    else
        rule(draft).tunnel_id = static_cast<std::uint64_t>(number->value);
    return true;
}

bool read_rule_uidrange(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    rule(draft).users = parse_range<std::uint32_t>(word->text);
    if (!rule(draft).users || word->text.find('-') == std::string::npos)
        drop_line(*word, fmt::format("uidrange {} is no FIRST-LAST", in_quotes(*word)), draft);
    return true;
}

bool read_rule_l3mdev(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    set_action(RuleAction::Lookup, node.keyword(), draft);
    rule(draft).l3mdev = true;
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

bool read_rule_ipproto(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto named = std::ranges::find(kIpProtocols, word->text, &IpProtocol::name);
    const auto number = parse_number(word->text, 0);
    if (named != kIpProtocols.end())
        rule(draft).ip_protocol = named->number;
    else if (number && number->value >= 0 && number->value <= kMostIpProtocol)
        rule(draft).ip_protocol = static_cast<std::uint8_t>(number->value);
    else
        draft.report(
            warning(word->where, fmt::format("unknown IP protocol {}, ignoring it", in_quotes(*word))));
    return true;
}

bool read_rule_sport(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    return read_ports(keyword, rule(draft).source_ports, draft);
}

bool read_rule_dport(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    return read_ports(keyword, rule(draft).destination_ports, draft);
}

bool read_rule_goto(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto target = next_number(keyword, kAny, draft);
    if (!target)
        return true;
    rule(draft).target = *target;
    set_action(RuleAction::Goto, node.keyword(), draft);
    return true;
}

// The word before an action is one that can be left out.
bool read_rule_type(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const auto* word = next_word(keyword, draft)) {
        const Keyword* action = find_keyword(Block::Rules, word->text);
        const bool is_action =
            action != nullptr && keyword.parameter.syntax.find(word->text) != std::string_view::npos;
        if (is_action)
            action->read(*action, {{*word}, false, {}}, draft);
        else
            drop_line(*word, fmt::format("unknown rule type {}", in_quotes(*word)), draft);
    }
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

} // namespace xvrrp::config
