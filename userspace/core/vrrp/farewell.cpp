// SPDX-License-Identifier: GPL-2.0-or-later
// A MASTER that is about to lose MASTER by its own doing runs before_backup first, and leads as before meanwhile.
//
// VrrpRouter::see_off() makes the members of a sync group wait for one another.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

namespace xvrrp::core {

using Step = Farewell::Step;

std::string sequel_of(const Farewell& farewell, bool drains) {
    if (farewell.leaves)
        return "and this router resigns after it";
    if (drains)
        return "and this router hands its addresses over after it";
    return farewell.told
               ? "and the others are told priority " + std::to_string(*farewell.told) + " until its end"
               : "because another member of the sync group has a lower priority now";
}

const Farewell* VirtualRouter::farewell() const {
    const auto* master = std::get_if<Master>(&state_);
    return master != nullptr && master->farewell.step != Step::None ? &master->farewell : nullptr;
}

std::uint8_t VirtualRouter::told_priority() const {
    const auto* master = std::get_if<Master>(&state_);
    if (hands_over())
        return VRRP_PRIORITY_RESIGN;
    return master != nullptr && master->farewell.told ? *master->farewell.told : effective_priority();
}

bool VirtualRouter::has_farewell_to_say() const {
    const auto* master = std::get_if<Master>(&state_);
    if (master == nullptr || !says_farewell() || master->farewell.leaves || hands_over())
        return false;
    return master->farewell.is_waiting() ||
           (config_->before_backup && !master->farewell.has_run && !master->waits_for_script());
}

bool VirtualRouter::leave(Reason reason, TimePoint now, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr || !says_farewell() || hands_over())
        return false;
    master->farewell.leaves = reason;
    begin_farewell(*master, now, out);
    return true;
}

// The others must not take over before the script has ended, and those of the sync group.
void VirtualRouter::hold_back(std::uint8_t told_before, TimePoint now, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr)
        return;
    auto& farewell = master->farewell;
    if (effective_priority() >= told_before) {
        farewell.told.reset();
    } else if (says_farewell()) {
        farewell.told = told_before;
        begin_farewell(*master, now, out);
    }
}

void VirtualRouter::join_farewell(TimePoint now, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master != nullptr && master->farewell.step == Step::None && has_farewell_to_say())
        begin_farewell(*master, now, out);
}

void VirtualRouter::begin_farewell(Master& master, TimePoint now, Outputs& out) {
    auto& farewell = master.farewell;
    if (farewell.is_waiting())
        return;
    const auto& script = config_->before_backup;
    if (!script || farewell.has_run || master.waits_for_script()) {
        farewell.step = Step::Group;
        farewell.until = kNever;
        return;
    }
    farewell.step = Step::Script;
    farewell.has_run = true;
    farewell.until = now + script->timeout;
    out.push_back(RunStage{id_, config_->name, ++stage_, *script});
    notice(Noticed::Kind::FarewellBegun, "it runs, " + sequel_of(farewell, is_draining()), out);
}

void VirtualRouter::end_farewell_script(Master& master, const std::string& how, Outputs& out) const {
    master.farewell.step = Step::Group;
    master.farewell.until = kNever;
    notice(Noticed::Kind::FarewellOver, how, out);
}

void VirtualRouter::part(bool lower, Duration slowest, TimePoint now, Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr)
        return;
    auto& farewell = master->farewell;
    const bool is_waiting = farewell.is_waiting();
    if (is_waiting && farewell.leaves)
        return shut_down(*farewell.leaves, now, out);
    farewell.told.reset();
    if (is_waiting && is_draining())
        return hand_over(*master, slowest, now, out);
    if (is_waiting && !farewell.has_run) {
        farewell = {};
    } else if (lower && farewell.step != Step::None) {
        farewell.step = Step::Over;
        farewell.until = now + patience_of_others();
    } else if (is_waiting) {
        farewell.step = Step::Stays;
    }
}

void VirtualRouter::stay(Outputs& out) {
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr || master->farewell.step != Step::Stays)
        return;
    master->farewell = {};
    notice(Noticed::Kind::StillMaster, "nobody has taken over, MASTER is told again", out);
}

void VirtualRouter::tick_farewell(Master& master, TimePoint now, Outputs& out) {
    if (master.farewell.step == Step::Script)
        return end_farewell_script(master, "it did not end in time", out);
    if (hands_over())
        return end_hand_over(master, now, out);
    master.farewell.step = Step::Stays;
    master.farewell.until = kNever;
}

// A better BACKUP that heard our last advert with the old priority takes over within this time, whatever its priority
// is. Its adverts have an interval to reach us.
Duration VirtualRouter::patience_of_others() const {
    constexpr std::uint8_t kWorst = 0;
    return master_down_interval(config_->version, kWorst, config_->interval, config_->down_timer_adverts) +
           config_->interval;
}

} // namespace xvrrp::core
