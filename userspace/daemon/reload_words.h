// SPDX-License-Identifier: GPL-2.0-or-later
// What a reload does, or would do, for people: a line for each virtual router that it touches, and a summary.
#pragma once

#include "core/reload_plan.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

struct ReloadWords {
    std::vector<std::string> changes; // "(VI_1) priority 100 -> 150"
    std::string summary;              // "1 changed, 0 added, 0 removed, 41 untouched; 0 lose mastership"
    std::size_t lose_mastership = 0;
};

ReloadWords describe(const core::VirtualRouters& now, const core::ReloadPlan& plan);

} // namespace xvrrp::daemon
