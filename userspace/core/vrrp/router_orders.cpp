// SPDX-License-Identifier: GPL-2.0-or-later
// The priorities that an operator asked for, and what the next daemon has to know of all orders.
#include "core/vrrp/vrrp_router.h"

#include <algorithm>

namespace xvrrp::core {

void VrrpRouter::take(const OrderPriority& input, TimePoint now, Outputs& out) {
    const auto& order = input.order;
    const auto routers = order && order->promotes ? with_groups(input.routers) : input.routers;
    const auto follows = [&](RouterId id) {
        return find(id) != nullptr && (!order || find(id)->can_follow(*order));
    };
    if (!std::ranges::all_of(routers, follows))
        return;
    ++orders_revision_;
    for (const auto id : routers) {
        find(id)->order(order, now, out);
        review(id);
    }
}

bool VrrpRouter::is_moving(RouterId id) const {
    const auto found = routers_.find(id);
    return found != routers_.end() &&
           (found->second.is_draining() || found->second.is_rising() || found->second.waits_for_script());
}

void VrrpRouter::take(const Orders& orders, TimePoint /*now*/, Outputs& /*out*/) {
    for_newcomers_ = orders;
    for (auto& [id, router] : routers_)
        order_newcomer(router);
}

// It is in INIT, and starts with that.
void VrrpRouter::order_newcomer(VirtualRouter& newcomer) {
    const auto& name = newcomer.config().name;
    if (for_newcomers_.drained.erase(name) > 0 || for_newcomers_.all_drained)
        newcomer.stay_away();
    if (const auto kept = for_newcomers_.priorities.extract(name))
        newcomer.keep_order(kept.mapped());
}

void VrrpRouter::leave_orders(const VirtualRouter& gone) {
    if (gone.is_drained() || gone.is_draining())
        for_newcomers_.drained.insert(gone.config().name);
    if (gone.ordered())
        for_newcomers_.priorities.insert_or_assign(gone.config().name, *gone.ordered());
}

// Nobody knows yet whether those that are being drained have a successor.
Orders VrrpRouter::orders() const {
    auto out = for_newcomers_;
    out.all_drained &= draining_.empty();
    for (const auto& [id, router] : routers_) {
        const auto& name = router.config().name;
        if (router.is_drained())
            out.drained.insert(name);
        if (router.ordered())
            out.priorities.insert_or_assign(name, *router.ordered());
    }
    return out;
}

} // namespace xvrrp::core
