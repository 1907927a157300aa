// SPDX-License-Identifier: GPL-2.0-or-later
// The replies to drain, undrain, promote and priority as text for people, and the judgement about them. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// One line for each virtual router.
std::string render_moves(const nlohmann::json& reply);

struct DrainOutcome {
    std::size_t staying = 0; // MASTER, because no other router took over
    std::size_t waiting = 0; // when the time was over

    bool is_good() const { return staying + waiting == 0; }

    std::string text() const; // a clause about what is not drained
};

DrainOutcome outcome_of(const nlohmann::json& reply);

// "VI_1 has priority 150 instead of 100 until 2026-11-21T16:00:00Z: it is MASTER"
std::string render_priorities(const nlohmann::json& reply);

struct PromotionOutcome {
    std::size_t refused = 0; // they cannot become MASTER now, and nothing has changed
    std::size_t waiting = 0; // when the time was over

    bool is_good() const { return refused + waiting == 0; }

    std::string text() const; // a clause about what is no MASTER
};

PromotionOutcome promotion_of(const nlohmann::json& reply);

} // namespace xvrrp::tools
