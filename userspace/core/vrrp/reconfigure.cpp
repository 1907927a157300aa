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

// The time from what a BACKUP last heard to its takeover.
Duration VirtualRouter::patience(const Backup& backup) const {
    return backup.follows_resigned()
               ? skew_time(config_->version, effective_priority(), backup.master_interval)
               : master_down(backup.master_interval);
}

void VirtualRouter::adopt_keys() {
    if (!config_->hmac)
        authenticator_.reset();
    else if (authenticator_)
        authenticator_->reconfigure(*config_->hmac);
    else
        authenticator_ = std::make_unique<Authenticator>(*config_->hmac);
    if (!config_->ah_key)
        return ah_.reset();
    const AhConfig ah{*config_->ah_key, !config_->unicast_peers.empty()};
    if (ah_)
        ah_->reconfigure(ah);
    else
        ah_ = std::make_unique<AhAuthenticator>(ah);
}

// The deadlines and the told priority follow from the new priority, and the caller sees to that.
void VirtualRouter::learn(Named named, TimePoint now, Outputs& out) {
    std::erase_if(surroundings_.others, [this](const auto& each) { return !config_->places_on(each.first); });
    std::erase_if(surroundings_.trackers, [this](const auto& each) { return !config_->tracks(each.first); });
    surroundings_.others.merge(named.links);
    surroundings_.trackers.merge(named.trackers);
    const auto priority = effective_priority();
    conditions_.replace(conditions_of(*config_, surroundings_), now);
    if (effective_priority() != priority)
        tell_priority(priority, out);
}

void VirtualRouter::reconfigure(VirtualRouterConfig config, Named named, TimePoint now, Outputs& out) {
    auto* backup = std::get_if<Backup>(&state_);
    const auto patience_before = backup ? patience(*backup) : Duration::zero();
    const auto told_before = told_priority();
    const auto held = std::exchange(config_, std::make_shared<const VirtualRouterConfig>(std::move(config)));
    if (held->sync_group != config_->sync_group)
        surroundings_.faulty_member.clear();
    learn(std::move(named), now, out);
    adopt_keys();
    ask_to_receive(out); // the meaning of an advert may have changed: the memo goes, and the next one is news
    if (is_interrupted()) {
        if (state() == State::Master)
            resign(now, out);
        act_on_conditions(now, out);
    } else if (backup) {
        if (!backup->master || config_->version == Version::V2)
            backup->master_interval = config_->interval;
        backup->timer += patience(*backup) - patience_before;
        backup->ready = false;
        follow_again(*backup);
        reconfigure_backup(*backup, *held, now, out);
    } else if (auto* master = std::get_if<Master>(&state_)) {
        reconfigure_master(*master, *held, told_before, now, out);
    } else if (const auto* init = std::get_if<Init>(&state_); init && init->started) {
        start(clock_.booted, now, out); // it may have waited for a script that it does not track any more
    }
}

void VirtualRouter::reconfigure_backup(Backup& backup, const VirtualRouterConfig& before, TimePoint now,
                                       Outputs& out) {
    const auto election = [](const VirtualRouterConfig& of) {
        return std::tuple(of.priority, of.preempt, of.preempt_delay);
    };
    if (election(before) != election(*config_))
        backup.preempt_at = kNever;
    if (!same_addresses(before, *config_) || !same_routing(before, *config_))
        hold(false, out);
    if (before.priority == config_->priority || config_->priority != VRRP_PRIORITY_OWNER)
        return;
    if (config_->sync_group.empty())
        enter_master({}, Reason::Owner, now, {}, out);
    else
        backup.timer = now; // it is ready, and its group decides
}

// RFC 9568 has no word on this. The others learn at once what they are to expect, the interval above all.
void VirtualRouter::reconfigure_master(Master& master, const VirtualRouterConfig& before,
                                       std::uint8_t told_before, TimePoint now, Outputs& out) {
    hold_back(told_before, now, out);
    take_back(master, out); // the advert may be another one
    advertise(master, now + config_->interval, now, out);
    const bool repeats_otherwise = before.garp.master_refresh != config_->garp.master_refresh ||
                                   before.garp.extra_if != config_->garp.extra_if;
    if (repeats_otherwise && !master.waits_for_script())
        master.plan_repetitions(now, config_->garp);
    if (!same_addresses(before, *config_) || !same_routing(before, *config_))
        hold(true, out);
    if (!same_addresses(before, *config_))
        announce(config_->garp.master_repeat, out);
}

} // namespace xvrrp::core
