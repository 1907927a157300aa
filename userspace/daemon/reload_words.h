// SPDX-License-Identifier: GPL-2.0-or-later
// The effects of a reload as text for people: a line for each virtual router that it touches, and a summary.
#pragma once

#include "config/config.h"
#include "core/reload.h"
#include "core/vrrp/vrrp_router.h"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::daemon {

struct ReloadWords {
    std::vector<std::string> changes; // "(VI_1) priority 100 -> 150"
    std::size_t changed = 0;
    std::size_t added = 0;
    std::size_t removed = 0;
    std::size_t untouched = 0;
    std::size_t lose_mastership = 0;

    std::string summary() const; // "1 changed, 0 added, 0 removed, 41 untouched; 0 lose mastership"
};

// The changes of the virtual routers that run.
ReloadWords describe(const core::VrrpRouter& running, const core::ReloadPlan& plan);

// The changes of everything that belongs to no virtual router.
std::vector<std::string> global_changes(const config::Config& running, const config::Config& next);

// The form for a client of the control socket.
nlohmann::json as_json(const ReloadWords& words, const std::string& findings);

// The words of a plan that is carried out in steps.
void append(ReloadWords& words, ReloadWords of_more);

} // namespace xvrrp::daemon
