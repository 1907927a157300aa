// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the status document about scripts, processes and files that are tracked, and about transitions so far.
#pragma once

#include "core/conditions/check.h"
#include "core/conditions/quorum.h"
#include "daemon/timeline.h"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

struct CheckView {
    std::map<std::string, core::Check> scripts;
    std::map<std::string, core::Quorum> processes;
    std::map<std::string, core::TrackerState> files; // those that a virtual router tracks
};

nlohmann::json render_checks(const CheckView& view);
nlohmann::json render_transitions(const TransitionCounts& counts);

} // namespace xvrrp::daemon
