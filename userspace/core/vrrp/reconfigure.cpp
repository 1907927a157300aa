// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router gets another configuration while it runs.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <tuple>
#include <utility>

namespace xvrrp::core {

namespace {

bool same_addresses(const VirtualRouterConfig& a, const VirtualRouterConfig& b) {
    return a.addresses == b.addresses && a.excluded == b.excluded;
}

bool same_routing(const VirtualRouterConfig& a, const VirtualRouterConfig& b) {
    return a.routes == b.routes && a.rules == b.rules;
}

} // namespace

// What a BACKUP waits from what it last heard to the takeover.
Duration VirtualRouter::patience() const {
    const bool resigned = master_ && master_->priority == VRRP_PRIORITY_RESIGN;
    return resigned ? skew_time(config_->version, effective_priority(), master_interval_) : master_down();
}

void VirtualRouter::adopt_keys() {
    if (!config_->hmac)
        authenticator_.reset();
    else if (authenticator_)
        authenticator_->reconfigure(*config_->hmac);
    else
        authenticator_.emplace(*config_->hmac);
}

void VirtualRouter::reconfigure(VirtualRouterConfig config, TimePoint now, Outputs& out) {
    const auto patience_before = patience();
    const auto held = std::exchange(config_, std::make_shared<const VirtualRouterConfig>(std::move(config)));
    const auto& before = *held;
    if (!master_ || config_->version == Version::V2)
        master_interval_ = config_->interval;
    std::erase_if(address_links_, [this](const auto& each) { return !config_->places_on(each.first); });
    adopt_keys();
    memorise({}, out); // what an advert means may have changed: the next one is news
    ask_to_receive(out);
    if (state_ == State::Backup) {
        timer_ += patience() - patience_before;
        reconfigure_backup(before, now, out);
    } else if (state_ == State::Master) {
        reconfigure_master(before, now, out);
    }
}

void VirtualRouter::reconfigure_backup(const VirtualRouterConfig& before, TimePoint now, Outputs& out) {
    const auto election = [](const VirtualRouterConfig& of) {
        return std::tuple(of.priority, of.preempt, of.preempt_delay);
    };
    if (election(before) != election(*config_))
        preempt_at_ = kNever;
    if (!same_addresses(before, *config_) || !same_routing(before, *config_))
        hold(false, out);
    if (before.priority != config_->priority && config_->priority == VRRP_PRIORITY_OWNER)
        enter_master(Reason::Owner, now, {}, out);
}

// RFC 9568 has no word on this. The others learn at once what they are to expect, the interval above all.
void VirtualRouter::reconfigure_master(const VirtualRouterConfig& before, TimePoint now, Outputs& out) {
    send_advert(effective_priority(), now, out);
    timer_ = now + config_->interval;
    if (before.garp.master_refresh != config_->garp.master_refresh ||
        before.garp.extra_if != config_->garp.extra_if)
        plan_repetitions(now);
    if (!same_addresses(before, *config_) || !same_routing(before, *config_))
        hold(true, out);
    if (!same_addresses(before, *config_))
        announce(config_->garp.master_repeat, out);
}

} // namespace xvrrp::core
