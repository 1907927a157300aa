// SPDX-License-Identifier: GPL-2.0-or-later
// A takeover in two stages: adverts go out at once, and the addresses come when a script has prepared the host.
#include "core/vrrp/virtual_router.h"

namespace xvrrp::core {

void VirtualRouter::begin_stage(Master& master, TimePoint now, Outputs& out) {
    master.placed_at_latest = now + config_->before_master->timeout;
    out.push_back(RunStage{id_, config_->name, ++stage_, *config_->before_master});
}

void VirtualRouter::take_addresses(Master& master, TimePoint now, Outputs& out) const {
    master.placed_at_latest = kNever;
    hold(true, out);
    announce(config_->garp.master_repeat, out);
    master.plan_burst(now, config_->garp.master_delay, config_->garp.master_repeat);
    master.plan_repetitions(now, config_->garp);
}

// If the sync group is about to lose MASTER meanwhile, before_backup has something to stop now.
void VirtualRouter::end_stage(const std::string& how, TimePoint now, Outputs& out) {
    auto& master = std::get<Master>(state_);
    notice(Noticed::Kind::StageOver, how + ", taking the addresses", out);
    take_addresses(master, now, out);
    if (master.farewell.step != Farewell::Step::Group)
        return;
    master.farewell.step = Farewell::Step::None;
    begin_farewell(master, now, out);
}

// One that began before we lost MASTER and won it again decides nothing.
void VirtualRouter::observe(const StageEnded& ended, TimePoint now, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr || ended.stage != stage_)
        return;
    if (master->waits_for_script())
        end_stage("it " + ended.outcome.text(), now, out);
    else if (master->farewell.step == Farewell::Step::Script)
        end_farewell_script(*master, "it " + ended.outcome.text(), out);
}

} // namespace xvrrp::core
