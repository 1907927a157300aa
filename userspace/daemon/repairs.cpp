// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/repairs.h"

#include <algorithm>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

constexpr unsigned kAtOnce = 5;
constexpr core::Duration kFirstDelay = 1s;
constexpr core::Duration kLongestDelay = 1min;
constexpr core::Duration kStays = 10s;

} // namespace

Repairs::Turn Repairs::removed(const core::PlacedAddress& address, core::TimePoint now) {
    auto& known = cases_[address];
    if (now - known.back_at >= kStays)
        known = {};
    ++known.removals;
    if (known.removals > kAtOnce) {
        known.delay = std::clamp(2 * known.delay, kFirstDelay, kLongestDelay);
        waiting_.insert(address);
    }
    known.back_at = now + known.delay;
    return {known.back_at, known.removals == kAtOnce + 1};
}

std::vector<core::PlacedAddress> Repairs::due(core::TimePoint now) {
    std::vector<core::PlacedAddress> out;
    std::erase_if(waiting_, [&](const auto& address) {
        const bool is_due = cases_.at(address).back_at <= now;
        if (is_due)
            out.push_back(address);
        return is_due;
    });
    return out;
}

core::TimePoint Repairs::deadline() const {
    auto earliest = core::kNever;
    for (const auto& address : waiting_)
        earliest = std::min(earliest, cases_.at(address).back_at);
    return earliest;
}

} // namespace xvrrp::daemon
