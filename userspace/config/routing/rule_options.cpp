// SPDX-License-Identifier: GPL-2.0-or-later
// The options of a rule line that say which packets it is for, and what it does. The effective values are keepalived's.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::RuleAction;
using core::VirtualRule;

constexpr std::int64_t kAnyTarget = std::numeric_limits<std::uint32_t>::max();
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

// The word "all" is no condition.
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

// A rule does one of the things that rules can do. The line is dropped where it says two.
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
    const auto target = next_number(keyword, kAnyTarget, draft);
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

template <RuleAction Action>
bool read_rule_action(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    set_action(Action, node.keyword(), draft);
    return true;
}

template <Family Wanted>
bool read_rule_family(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.rule.family = Wanted;
    return true;
}

template <std::optional<core::InterfaceAddress> core::Rule::*Member>
Values show_prefix(const VirtualRule& placed) {
    const auto& prefix = placed.rule.*Member;
    return prefix ? when(true, prefix->text()) : Values{};
}

template <std::string core::Rule::*Member>
Values show_name(const VirtualRule& placed) {
    const std::string& name = placed.rule.*Member;
    return name.empty() ? Values{} : when(true, word(name));
}

template <auto Member>
Values show_number(const VirtualRule& placed) {
    return when(placed.rule.*Member != 0, as_text(placed.rule.*Member));
}

template <auto Member>
Values show_optional(const VirtualRule& placed) {
    const auto& number = placed.rule.*Member;
    return number ? when(true, as_text(*number)) : Values{};
}

template <auto Member>
Values show_range(const VirtualRule& placed) {
    const auto& range = placed.rule.*Member;
    return range ? when(true, fmt::format("{}-{}", range->first, range->last)) : Values{};
}

template <RuleAction Action>
Values show_action(const VirtualRule& placed) {
    return when(placed.rule.action == Action);
}

// The family is written where no prefix tells it.
Values show_inet6(const VirtualRule& placed) {
    const core::Rule& rule = placed.rule;
    return when(rule.family == Family::Ipv6 && !rule.from && !rule.to);
}

Values show_not(const VirtualRule& placed) {
    return when(placed.rule.negated);
}

Values show_fwmark(const VirtualRule& placed) {
    const core::Rule& rule = placed.rule;
    if (!rule.fwmark)
        return {};
    const std::string mask = rule.fwmask ? fmt::format("/{:#x}", *rule.fwmask) : "";
    return when(true, fmt::format("{:#x}{}", *rule.fwmark, mask));
}

Values show_l3mdev(const VirtualRule& placed) {
    return when(placed.rule.l3mdev);
}

Values show_table(const VirtualRule& placed) {
    const core::Rule& rule = placed.rule;
    return when(rule.action == RuleAction::Lookup && !rule.l3mdev, as_text(rule.table));
}

Values show_goto(const VirtualRule& placed) {
    return when(placed.rule.action == RuleAction::Goto, as_text(placed.rule.target));
}

Values show_realms(const VirtualRule& placed) {
    return when(placed.rule.realms != 0, realms_text(placed.rule.realms));
}

constexpr Parameter kTarget{"0..4294967295", 0, 4'294'967'295};
constexpr Parameter kLength{"0..2147483647", 0, 2'147'483'647};

// clang-format off
constexpr std::array kRuleOptionsRows = std::to_array<Keyword>({
    {"inet", Block::Rules, kNone, {}, read_rule_family<Family::Ipv4>, {}, "", "The rule is for IPv4."},
    {"inet6", Block::Rules, kNone, {}, read_rule_family<Family::Ipv6>, show_inet6, "", "The rule is for IPv6."},
    {"not", Block::Rules, kNone, {}, read_rule_not, show_not, "off", "The rule is for all packets that its conditions do not match."},
    {"from", Block::Rules, text("PREFIX"), {}, read_rule_from, show_prefix<&core::Rule::from>, "all", "The rule is for packets from this prefix."},
    {"to", Block::Rules, text("PREFIX"), {}, read_rule_to, show_prefix<&core::Rule::to>, "all", "The rule is for packets to this prefix."},
    {"iif", Block::Rules, text("INTERFACE"), {}, read_rule_iif, show_name<&core::Rule::iif>, "any", "The rule is for packets that came in through this interface. The instance is in FAULT while the interface is down."},
    {"dev", Block::Rules, text("INTERFACE"), {}, read_rule_iif, {}, "any", "This means the same as iif."},
    {"oif", Block::Rules, text("INTERFACE"), {}, read_rule_oif, show_name<&core::Rule::oif>, "any", "The rule is for packets of local sockets that are bound to this interface."},
    {"fwmark", Block::Rules, text("MARK[/MASK]"), {}, read_rule_fwmark, show_fwmark, "any", "The rule is for packets with this mark."},
    {"tos", Block::Rules, text("NAME | NUMBER"), {}, read_rule_tos, show_number<&core::Rule::tos>, "any", "The rule is for packets with this TOS, which is a number or a name of rt_dsfield."},
    {"dsfield", Block::Rules, text("NAME | NUMBER"), {}, read_rule_tos, {}, "any", "This means the same as tos."},
    {"tunnel-id", Block::Rules, text("NUMBER"), {}, read_rule_tunnel_id, show_number<&core::Rule::tunnel_id>, "any", "The rule is for packets of the tunnel with this id."},
    {"uidrange", Block::Rules, text("FIRST-LAST"), {}, read_rule_uidrange, show_range<&core::Rule::users>, "any", "The rule is for packets of sockets of these users."},
    {"ipproto", Block::Rules, text("NAME | NUMBER"), {}, read_rule_ipproto, show_optional<&core::Rule::ip_protocol>, "any", "The rule is for packets of this IP protocol."},
    {"sport", Block::Rules, text("FIRST-LAST"), {}, read_rule_sport, show_range<&core::Rule::source_ports>, "any", "The rule is for packets from these ports."},
    {"dport", Block::Rules, text("FIRST-LAST"), {}, read_rule_dport, show_range<&core::Rule::destination_ports>, "any", "The rule is for packets to these ports."},
    {"l3mdev", Block::Rules, kNone, {}, read_rule_l3mdev, show_l3mdev, "", "The kernel looks into the table of the VRF."},
    {"table", Block::Rules, text("NAME | NUMBER"), {}, read_rule_table, show_table, "", "The kernel looks into this table."},
    {"lookup", Block::Rules, text("NAME | NUMBER"), {}, read_rule_table, {}, "", "This means the same as table."},
    {"goto", Block::Rules, kTarget, {}, read_rule_goto, show_goto, "", "The kernel goes on with the rule of this priority."},
    {"nop", Block::Rules, kNone, {}, read_rule_action<RuleAction::Nop>, show_action<RuleAction::Nop>, "", "The rule does nothing."},
    {"blackhole", Block::Rules, kNone, {}, read_rule_action<RuleAction::Blackhole>, show_action<RuleAction::Blackhole>, "", "Packets are dropped without a word."},
    {"unreachable", Block::Rules, kNone, {}, read_rule_action<RuleAction::Unreachable>, show_action<RuleAction::Unreachable>, "", "Packets are answered with: the host is unreachable."},
    {"prohibit", Block::Rules, kNone, {}, read_rule_action<RuleAction::Prohibit>, show_action<RuleAction::Prohibit>, "", "Packets are answered with: communication is prohibited."},
    {"type", Block::Rules, text("nop | blackhole | unreachable | prohibit"), {}, read_rule_type, {}, "", "The word may stand before one of these."},
    {"suppress_prefixlength", Block::Rules, kLength, {}, read_rule_suppress_prefixlength, show_optional<&core::Rule::suppress_prefix_length>, "none", "Routes with a prefix of this length or a shorter one are not taken."},
    {"sup_pl", Block::Rules, kLength, {}, read_rule_suppress_prefixlength, {}, "none", "This means the same as suppress_prefixlength."},
    {"suppress_ifgroup", Block::Rules, text("NAME | NUMBER"), {}, read_rule_suppress_ifgroup, show_optional<&core::Rule::suppress_group>, "none", "Routes over interfaces of this group are not taken."},
    {"sup_group", Block::Rules, text("NAME | NUMBER"), {}, read_rule_suppress_ifgroup, {}, "none", "This means the same as suppress_ifgroup."},
    {"realms", Block::Rules, text("[FROM/]TO"), {}, read_rule_realms, show_realms, "none", "IPv4: the rule selects these realms."},
});
// clang-format on

} // namespace

Rows rule_rows() {
    return kRuleOptionsRows;
}

} // namespace xvrrp::config
