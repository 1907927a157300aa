// SPDX-License-Identifier: GPL-2.0-or-later
// The drains of a host: who is to be drained by when, and who is.
#include "witness.h"

#include <algorithm>

namespace xvrrp::sim {

Duration longest_hand_over(Duration interval) {
    return std::max<Duration>(3 * interval, std::chrono::seconds(1));
}

// The group of the successor takes over as a whole.
Duration Witness::longest_hand_over_of(const Each& each) const {
    Duration slowest = each.config.interval;
    for (const auto& other : each_) {
        if (!each.config.sync_group.empty() && other.config.sync_group == each.config.sync_group)
            slowest = std::max<Duration>(slowest, other.config.interval);
    }
    return longest_hand_over(slowest);
}

void Witness::left() {
    are_all_drained_ = false;
    for (auto& each : each_) {
        each.drained = false;
        each.order.reset();
    }
}

void Witness::saw_drain(const core::Drain& drain, const core::VrrpRouter& before) {
    for (const auto id : before.with_groups(drain.routers)) {
        auto& each = each_[id.value];
        if (each.drained)
            continue;
        each.by_force = drain.is_forced || (each.draining && each.by_force);
        each.draining = true;
    }
    are_all_drained_ |= drain.routers.empty();
}

void Witness::saw_undrain(const core::VrrpRouter& before) {
    are_all_drained_ = false;
    for (auto& each : each_)
        each.draining = false;
    saw(before, [this](Seen&) {
        for (auto& each : each_)
            each.drained = false;
    });
}

bool Witness::has_drained_partner(const Each& each) const {
    return !each.config.sync_group.empty() && std::ranges::any_of(each_, [&](const Each& other) {
        return other.drained && other.config.sync_group == each.config.sync_group;
    });
}

void Witness::hear_of_drain(Each& each, const core::VirtualRouter& router) {
    const auto& name = each.config.name;
    if (router.is_drained() && !each.drained) {
        if (!each.draining && !has_drained_partner(each) && !are_all_drained_)
            violation(name, "is drained although nobody asked for it");
        each.drained = true;
        each.draining = false;
        each.reference.leave(core::State::Fault);
    } else if (!router.is_drained() && each.drained && each.runs) {
        violation(name, "is drained no more although nobody asked for it");
    } else if (each.draining && !router.is_draining()) {
        if (each.by_force)
            violation(name, "is not drained although it was forced");
        if (router.state() != core::State::Master)
            violation(name, "is not drained although it is no MASTER");
        each.draining = false;
        are_all_drained_ = false;
    }
}

} // namespace xvrrp::sim
