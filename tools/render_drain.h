// SPDX-License-Identifier: GPL-2.0-or-later
// The reply to a drain or an undrain as text for people, and the judgement about a drain. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// One line for each virtual router.
std::string render_drain(const nlohmann::json& reply);

struct DrainOutcome {
    std::size_t staying = 0; // MASTER, because no other router took over
    std::size_t waiting = 0; // when the time was over

    bool is_good() const { return staying + waiting == 0; }

    std::string text() const; // a clause about what is not drained
};

DrainOutcome outcome_of(const nlohmann::json& reply);

} // namespace xvrrp::tools
