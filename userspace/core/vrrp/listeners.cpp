// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/listeners.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

void Listeners::grow(std::size_t count) {
    entries_.resize(std::max(count, entries_.size()));
}

std::optional<TimePoint> Listeners::hear_again(RouterId id, TimePoint keepalive) {
    auto& quiet = entries_[id.value].quiet;
    if (quiet.patience == Duration::zero() || keepalive <= quiet.heard)
        return {};
    quiet.heard = keepalive;
    return quiet.deadline();
}

std::optional<Listeners::Quiet> Listeners::take(RouterId id) {
    const auto quiet = std::exchange(entries_[id.value].quiet, {});
    return quiet.patience == Duration::zero() ? std::nullopt : std::optional(quiet);
}

} // namespace xvrrp::core
