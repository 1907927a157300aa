// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router goes on as what it was under a former daemon.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>

namespace xvrrp::core {

void VirtualRouter::observe(const Inherited& inherited) {
    if (auto* init = std::get_if<Init>(&state_))
        init->inherited = inherited.next;
}

void VirtualRouter::observe(const Remembered& former) {
    auto* init = std::get_if<Init>(&state_);
    if (!init)
        return;
    counters_ = former.record.counters;
    identification_ = former.record.identification;
    init->former = former.record;
}

void VirtualRouter::forget_inherited() {
    if (auto* init = std::get_if<Init>(&state_))
        init->inherited.reset();
}

bool VirtualRouter::is_inherited() const {
    const auto* init = std::get_if<Init>(&state_);
    return init != nullptr && init->inherited;
}

bool VirtualRouter::leads_alone() const {
    const auto* master = std::get_if<Master>(&state_);
    return master != nullptr &&
           (!master->lent || master->waits_for_script() || master->farewell.is_waiting());
}

RouterRecord VirtualRouter::record() const {
    RouterRecord out{state(), since(), counters_, {}, identification_};
    const auto* backup = std::get_if<Backup>(&state_);
    if (backup != nullptr && backup->master && !backup->follows_resigned())
        out.followed = Followed{backup->master->address, backup->master->priority, backup->master_interval,
                                backup->preempt_at};
    return out;
}

// Nothing moves: the addresses are there, and everybody knows by whom. Our advert comes before the kernel's.
void VirtualRouter::lead_on(TimePoint kernel_sends, TimePoint now, Outputs& out) {
    const auto& former = std::get<Init>(state_).former;
    const auto since = former.state == State::Master ? former.since : now;
    const auto next = kernel_sends - patience_with_daemon(config_->interval);
    Master master{.timer = std::clamp<TimePoint>(next, now, now + config_->interval)};
    hearing_.standing_since = now;
    lend(master, out);
    hold(true, out);
    master.plan_repetitions(now, config_->garp);
    become(master, Reason::LeadsOn, now, {}, out);
    last_.since = since;
}

// The former daemon learned in version 3 how often this master speaks, and its silence must not be judged by our own shorter
// interval. The master-down interval begins anew, because nobody had joined the group since that daemon was gone, so a
// switch may have kept adverts from this host.
void VirtualRouter::follow_on(TimePoint since, Followed followed, TimePoint now, Outputs& out) {
    hearing_.standing_since = now;
    auto& backup =
        enter_backup(now, Reason::FollowsOn, now,
                     "priority " + std::to_string(followed.priority) + " of " + followed.address.text(), out);
    backup.master = KnownMaster{followed.address, followed.priority};
    if (config_->version == Version::V3)
        backup.master_interval = std::min(followed.interval, longest_learned_interval());
    backup.timer = now + master_down(backup.master_interval);
    if (followed.preempt_at != kNever && config_->preempt)
        backup.preempt_at = std::min(followed.preempt_at, now + config_->preempt_delay);
    last_.since = since;
}

} // namespace xvrrp::core
