// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/tuning.h"

#include "config/text/number.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

bool is_zero(const Keyword& keyword, const Token& parameter) {
    const auto number = parse_number(parameter.text, keyword.parameter.decimals);
    return number && number->value == 0 && !number->rounded;
}

} // namespace

void read_repeat_into(Optional<unsigned>& setting, const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& parameter = node.words[1];
    if (!is_zero(keyword, parameter))
        return read_into(setting, keyword, node, draft);
    draft.report(warning(parameter.where,
                         fmt::format("{} 0 is not in {}, using 1", keyword.name, keyword.parameter.syntax),
                         "without any message neighbours keep sending to the old master"));
    set(setting, 1U, keyword, node, draft);
}

void read_pause_into(Optional<Microseconds>& setting, const Keyword& keyword, const Node& node,
                     Draft& draft) {
    const Token& parameter = node.words[1];
    if (!is_zero(keyword, parameter))
        return read_into(setting, keyword, node, draft);
    draft.report(
        warning(parameter.where,
                fmt::format("{} 0 is not in {}, ignoring it", keyword.name, keyword.parameter.syntax),
                "the sample that many copy has it: without this line there is no pause either"));
}

// Without "all" it is for addresses that have a virtual MAC of their own, which there are none of.
bool read_garp_extra_if(const Keyword& keyword, const Node& node, Draft& draft) {
    const bool all = node.words[1].text == "all";
    if (all && node.words.size() == 2) {
        draft.report(warning(node.words[1].where, fmt::format("{} lacks its time, ignoring it", keyword.name),
                             fmt::format("{} {}", keyword.name, keyword.parameter.syntax)));
        return true;
    }
    if (keyword.name.ends_with("vmac_garp_intvl"))
        draft.report(warning(node.keyword().where, fmt::format("'{}' is the old name", keyword.name),
                             keyword.where == Block::GlobalDefs ? "vrrp_garp_extra_if" : "garp_extra_if"));
    const Token& time = node.words[all ? 2 : 1];
    const auto number = read_number(keyword, time, Severity::Warning, ", ignoring it", draft);
    if (!number)
        return true;
    if (!all && *number != 0)
        draft.report(note(node.keyword().where,
                          fmt::format("'{}' without 'all' changes nothing here", keyword.name),
                          "no address has a virtual MAC of its own"));
    set(tuning_of(keyword, draft).garp_extra_if,
        all ? Microseconds(std::chrono::seconds(*number)) : Microseconds(0), keyword, node, draft);
    return true;
}

} // namespace xvrrp::config
