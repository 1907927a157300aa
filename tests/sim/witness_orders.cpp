// SPDX-License-Identifier: GPL-2.0-or-later
// The priorities that were asked for on a host, and their ends.
#include "witness.h"

namespace xvrrp::sim {

void Witness::saw_order(const core::OrderPriority& input, const core::VrrpRouter& after) {
    const auto& order = input.order;
    for (const auto id : order->promotes ? after.with_groups(input.routers) : input.routers) {
        const auto found = after.routers().find(id);
        if (found == after.routers().end() || found->second.ordered() != order)
            continue; // it cannot be followed, and nothing may change
        auto& each = each_[id.value];
        catch_up(each, found->second);
        each.order = order;
        each.reference.order(weighed(each), order->promotes, timeline_.now());
    }
}

void Witness::end_orders(const core::VrrpRouter& before) {
    for (const auto& [id, router] : before.routers()) {
        auto& each = each_[id.value];
        if (!each.order || each.order->until > timeline_.now())
            continue;
        if (each.runs)
            catch_up(each, router);
        each.order.reset();
        each.reference.order(weighed(each), false, timeline_.now());
    }
}

} // namespace xvrrp::sim
