// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router has the priority that an operator asked for, until the order is over.
//
// A BACKUP that is promoted takes over at once. Its first advert makes the master before yield, so at every moment there
// is a router that answers. When the order is over, the configured priorities decide again.
#include "core/vrrp/virtual_router.h"

namespace xvrrp::core {

EffectivePriority VirtualRouter::priority_under(const std::optional<PriorityOrder>& order) const {
    if (!order || config_->priority == VRRP_PRIORITY_OWNER)
        return core::effective_priority(config_->priority, conditions_);
    auto out = core::effective_priority(order->priority, conditions_);
    out.instead_of = config_->priority;
    return out;
}

EffectivePriority VirtualRouter::priority() const {
    return priority_under(order_);
}

bool VirtualRouter::can_follow(const PriorityOrder& order) const {
    if (config_->priority == VRRP_PRIORITY_OWNER)
        return false;
    if (!order.promotes)
        return true;
    if (const auto* backup = std::get_if<Backup>(&state_))
        return backup->master && priority_under(order).value() > backup->master->priority;
    return state() == State::Master && !is_draining();
}

void VirtualRouter::order(const std::optional<PriorityOrder>& order, TimePoint now, Outputs& out) {
    const auto before = weigh();
    order_ = order;
    weigh_anew(before, now, out);
    auto* backup = std::get_if<Backup>(&state_);
    if (backup == nullptr)
        return;
    backup->preempt_at = kNever;
    if (backup->promoted == is_promoted())
        return;
    backup->promoted = is_promoted();
    backup->ready = false;
    // Otherwise its sync group did not follow, and it listens anew.
    backup->timer = backup->promoted ? now : now + master_down();
}

} // namespace xvrrp::core
