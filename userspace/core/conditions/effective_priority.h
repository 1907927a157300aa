// SPDX-License-Identifier: GPL-2.0-or-later
// The priority that a virtual router works with: the configured one and what its conditions add to it.
#pragma once

#include "core/conditions/conditions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

struct EffectivePriority {
    struct Term {
        std::string sentence; // of the condition
        int points = 0;
    };

    std::uint8_t base = 0;
    std::vector<Term> terms; // in the order of the conditions
    // The configured one, while an operator's order puts another one in its place.
    std::optional<std::uint8_t> instead_of{};

    // The sum, within what a virtual router may have that does not own its addresses: 1 to 254. The owner keeps 255.
    std::uint8_t value() const;
    // "100, +20 (interface eth1 is up)", "254 (ordered, instead of 100)"
    std::string text() const;
};

EffectivePriority effective_priority(std::uint8_t base, const Conditions& conditions);

} // namespace xvrrp::core
