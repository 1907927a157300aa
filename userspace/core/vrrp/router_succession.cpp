// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel that stands in for MASTERs, and daemons before and after this one.
#include "core/vrrp/vrrp_router.h"

#include <algorithm>

namespace xvrrp::core {

// The kernel waits at least so long for a late daemon, so a loop that is less late finds open gates.
std::vector<RouterId> VrrpRouter::to_guard(TimePoint now) const {
    std::vector<RouterId> ids;
    const auto leads = [this](RouterId id) { return by_id_[id.value]->state() == State::Master; };
    if (deadline() == kNever || now - deadline() < kLeastPatience) {
        ids = deadlines_.due(now);
        std::erase_if(ids, [&](RouterId id) { return !leads(id); });
    } else {
        for (const auto& [id, router] : routers_) {
            if (router.state() == State::Master)
                ids.push_back(id);
        }
    }
    return ids;
}

Duration VrrpRouter::shortest_interval() const {
    auto shortest = Duration::max();
    for (const auto& [id, router] : routers_) {
        if (router.wants_stand_in())
            shortest = std::min<Duration>(shortest, router.config().interval);
    }
    return shortest;
}

// A sync group is MASTER as a whole or not at all.
void VrrpRouter::forget_inherited_in_parts() {
    std::set<std::string> in_parts;
    for (const auto& [id, router] : routers_) {
        if (!router.is_inherited())
            in_parts.insert(router.config().sync_group);
    }
    for (auto& [id, router] : routers_) {
        if (const auto& group = router.config().sync_group; !group.empty() && in_parts.contains(group))
            router.forget_inherited();
    }
}

void VrrpRouter::take(const StandInObserved& seen, TimePoint /*now*/, Outputs& out) {
    stand_in_ = seen;
    for (const auto& [id, router] : routers_)
        find(id)->observe(seen, out);
}

void VrrpRouter::take(const Inherited& inherited, TimePoint /*now*/, Outputs& /*out*/) {
    if (auto* router = find(inherited.router))
        router->observe(inherited);
}

void VrrpRouter::take(const Remembered& former, TimePoint /*now*/, Outputs& /*out*/) {
    if (auto* router = find(former.router))
        router->observe(former);
}

void VrrpRouter::take(const HandOver& /*hand_over*/, TimePoint now, Outputs& out) {
    for (auto& [id, each] : routers_)
        each.lend_at_once(out);
    for (const auto& [id, each] : routers_) {
        if (!each.leads_alone())
            continue;
        for (const auto member : groups_.party(id)) {
            find(member)->shut_down(Reason::Shutdown, now, out);
            review(member);
        }
    }
}

} // namespace xvrrp::core
