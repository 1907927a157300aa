// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/clean_up.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// A successor that fails at its start has taken nothing over. One whose loop turns has.
CleanUpStep beside_a_successor(CleanUpWhen when, const LeftBehind& left, TimePoint since) {
    const bool may_fail = left.last_sign && *left.last_sign <= since;
    return when == CleanUpWhen::WhenOver && may_fail ? CleanUpStep::Wait : CleanUpStep::Leave;
}

} // namespace

TimePoint over_at(const LeftBehind& left, TimePoint since) {
    TimePoint at = left.last_sign.value_or(since) + kSuccessorsTime;
    for (const auto& each : left.leases) {
        if (!each.is_shut)
            at = std::max(at, each.end);
    }
    return at;
}

CleanUpStep next_step(CleanUpWhen when, const LeftBehind& left, TimePoint since, TimePoint now) {
    if (when == CleanUpWhen::Now)
        return left.runs ? CleanUpStep::Refuse : CleanUpStep::Remove;
    if (left.runs)
        return beside_a_successor(when, left, since);
    if (!left.is_noted)
        return CleanUpStep::Leave;
    if (now >= over_at(left, since))
        return CleanUpStep::Remove;
    return when == CleanUpWhen::WhenOver ? CleanUpStep::Wait : CleanUpStep::Leave;
}

} // namespace xvrrp::core
