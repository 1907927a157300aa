// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual routers that are drained. A sync group is drained as one.
#include "core/vrrp/vrrp_router.h"

#include <algorithm>
#include <iterator>

namespace xvrrp::core {

std::vector<RouterId> VrrpRouter::with_groups(const std::vector<RouterId>& routers) const {
    std::set<RouterId> ids;
    for (const auto id : routers) {
        if (!routers_.contains(id))
            continue;
        const auto party = groups_.party(id);
        ids.insert(party.begin(), party.end());
    }
    if (routers.empty())
        std::ranges::transform(routers_, std::inserter(ids, ids.end()),
                               [](const auto& each) { return each.first; });
    return {ids.begin(), ids.end()};
}

void VrrpRouter::take(const Drain& drain, TimePoint now, Outputs& out) {
    ++orders_revision_;
    for_newcomers_.all_drained |= drain.routers.empty();
    for (const auto id : with_groups(drain.routers)) {
        find(id)->drain(drain.is_forced, now, out);
        review(id);
    }
}

void VrrpRouter::take(const Undrain& undrain, TimePoint now, Outputs& out) {
    ++orders_revision_;
    for_newcomers_.all_drained = false;
    if (undrain.routers.empty())
        for_newcomers_.drained.clear();
    for (const auto id : with_groups(undrain.routers)) {
        find(id)->undrain(now, out);
        review(id);
    }
}

// If one was called off, this host is still at work, also for those that come.
void VrrpRouter::end_drain(const VirtualRouter& router) {
    ++orders_revision_;
    for_newcomers_.all_drained &= router.is_drained();
}

// Whatever took MASTER from one that was to hand over, it stays away.
void VrrpRouter::finish_drains(TimePoint now, Outputs& out) {
    for (const auto id : std::set<RouterId>(to_drain_)) {
        find(id)->be_drained("", now, out);
        review(id);
    }
}

} // namespace xvrrp::core
