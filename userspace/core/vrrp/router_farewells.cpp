// SPDX-License-Identifier: GPL-2.0-or-later
// Masters that say farewell. The members of a sync group do it together and wait for one another.
#include "core/vrrp/vrrp_router.h"

#include <algorithm>

namespace xvrrp::core {

using Step = Farewell::Step;

bool VrrpRouter::is_leaving(RouterId id) const {
    const auto* router = id.value < by_id_.size() ? by_id_[id.value] : nullptr;
    const auto* farewell = router == nullptr ? nullptr : router->farewell();
    return farewell != nullptr && farewell->leaves;
}

bool VrrpRouter::is_leaving() const {
    return std::ranges::any_of(farewells_, [this](RouterId id) { return is_leaving(id); });
}

void VrrpRouter::take(const Shutdown& shutdown, TimePoint now, Outputs& out) {
    for (const auto& [id, each] : routers_) {
        auto& router = *find(id);
        if (!shutdown.waits || !router.leave(Reason::Shutdown, now, out))
            router.shut_down(Reason::Shutdown, now, out);
        review(id);
    }
}

void VrrpRouter::take(const Leave& leave, TimePoint now, Outputs& out) {
    for (const auto id : leave.routers) {
        if (auto* router = find(id)) {
            router->leave(Reason::Removed, now, out);
            review(id);
        }
    }
}

void VrrpRouter::see_off(TimePoint now, Outputs& out) {
    std::set<RouterId> seen;
    for (const auto id : std::set<RouterId>(farewells_)) {
        if (seen.contains(id))
            continue;
        const auto party = groups_.party(id);
        seen.insert(party.begin(), party.end());
        see_off(party, now, out);
    }
}

// A lower priority of one member takes MASTER from all of them, so all of them run their scripts. If nobody takes over,
// they are told to be MASTER again, and then their group is.
void VrrpRouter::see_off(const std::vector<RouterId>& party, TimePoint now, Outputs& out) {
    const auto any = [&](auto is) {
        return std::ranges::any_of(party, [&](RouterId id) {
            const auto* farewell = by_id_[id.value]->farewell();
            return farewell != nullptr && is(*farewell);
        });
    };
    const auto each = [&](auto act) {
        for (const auto id : party) {
            act(*find(id));
            review(id);
        }
    };
    const auto holds_back = [](const Farewell& of) { return of.told.has_value(); };
    if (any(holds_back))
        each([&](VirtualRouter& router) { router.join_farewell(now, out); });
    // A service that only starts has to be stopped by before_backup before the addresses are handed over.
    const auto still_starts = [this](RouterId id) {
        const auto& router = *by_id_[id.value];
        return router.is_draining() && router.waits_for_script() && !is_leaving(id);
    };
    if (any([](const Farewell& of) { return of.step == Step::Script; }) ||
        std::ranges::any_of(party, still_starts))
        return;
    if (any([](const Farewell& of) { return of.is_waiting(); })) {
        const bool lower = any(holds_back);
        Duration slowest{0};
        for (const auto id : party)
            slowest = std::max<Duration>(slowest, by_id_[id.value]->config().interval);
        each([&](VirtualRouter& router) { router.part(lower, slowest, now, out); });
    }
    if (any([](const Farewell& of) { return of.step == Step::Over || of.hands_over(); }) ||
        !any([](const Farewell& of) { return of.step == Step::Stays; }))
        return;
    each([&](VirtualRouter& router) { router.stay(out); });
    if (const auto& group = by_id_[party.front().value]->config().sync_group; !group.empty())
        out.push_back(GroupChanged{group, State::Master});
}

} // namespace xvrrp::core
