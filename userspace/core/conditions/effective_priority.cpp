// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/conditions/effective_priority.h"

#include <xvrrp/protocol.h>

#include <algorithm>

namespace xvrrp::core {

std::uint8_t EffectivePriority::value() const {
    if (base == VRRP_PRIORITY_OWNER)
        return base;
    int sum = base;
    for (const auto& term : terms)
        sum += term.points;
    return static_cast<std::uint8_t>(std::clamp(sum, VRRP_PRIORITY_RESIGN + 1, VRRP_PRIORITY_OWNER - 1));
}

std::string EffectivePriority::text() const {
    auto out = std::to_string(base);
    if (instead_of)
        out += " (ordered, instead of " + std::to_string(*instead_of) + ")";
    for (const auto& term : terms)
        out += (term.points > 0 ? ", +" : ", ") + std::to_string(term.points) + " (" + term.sentence + ")";
    return out;
}

EffectivePriority effective_priority(std::uint8_t base, const Conditions& conditions) {
    EffectivePriority out{base, {}, {}};
    for (const auto& each : conditions.all()) {
        if (each.weight)
            out.terms.push_back({each.sentence, *each.weight});
    }
    return out;
}

} // namespace xvrrp::core
