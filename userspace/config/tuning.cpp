// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/tuning.h"

#include "config/number.h"

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

} // namespace xvrrp::config
