// SPDX-License-Identifier: GPL-2.0-or-later
// A rule line: its options, and what they make of it together. keepalived's effective values.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

#include <optional>
#include <string>

namespace xvrrp::config {

// Nothing, and a warning, where the line is skipped.
std::optional<core::VirtualRule> read_rule(const Node& line, Draft& draft);

bool read_rule_from(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_to(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_not(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_table(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_priority(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_tos(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_fwmark(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_realms(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_suppress_prefixlength(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_suppress_ifgroup(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_iif(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_oif(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_tunnel_id(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_uidrange(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_l3mdev(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_protocol(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_ipproto(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_sport(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_dport(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_goto(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_type(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_track_group(const Keyword& keyword, const Node& node, Draft& draft);
bool read_rule_no_track(const Keyword& keyword, const Node& node, Draft& draft);

// Of all that a rule can do it does one thing: otherwise the line is dropped.
void set_action(core::RuleAction action, const Token& word, Draft& draft);

template <core::RuleAction Action>
bool read_rule_action(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    set_action(Action, node.keyword(), draft);
    return true;
}

template <core::Family Wanted>
bool read_rule_family(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.rule.family = Wanted;
    return true;
}

} // namespace xvrrp::config
