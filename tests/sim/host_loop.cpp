// SPDX-License-Identifier: GPL-2.0-or-later
#include "host_loop.h"

#include <algorithm>

namespace xvrrp::sim {

void HostLoop::stop() {
    runs_ = false;
    planned_ = core::kNever;
    stalled_until_ = {};
}

void HostLoop::wake_at(TimePoint when) {
    if (!runs_ || when == core::kNever)
        return;
    const auto due = std::max({when, stalled_until_, now()});
    if (due >= planned_)
        return;
    planned_ = due + random_.up_to(lateness);
    timeline_.at(planned_, [this, planned = planned_] { run_if_due(planned); });
}

void HostLoop::run_if_due(TimePoint planned) {
    if (planned != planned_)
        return;
    planned_ = core::kNever;
    if (now() < stalled_until_)
        wake_at(stalled_until_);
    else
        turn_();
}

} // namespace xvrrp::sim
