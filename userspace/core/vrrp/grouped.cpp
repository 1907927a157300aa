// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router as a member of a sync group.
#include "core/vrrp/virtual_router.h"

#include <utility>

namespace xvrrp::core {

namespace {

Member member_in_fault(Reason strongest) {
    if (strongest == Reason::Drained)
        return Member::Drained;
    return strongest == Reason::GroupFault ? Member::Held : Member::Faulty;
}

} // namespace

Member VirtualRouter::member() const {
    if (state() == State::Init)
        return Member::Idle;
    if (state() == State::Fault)
        return member_in_fault(fault().value_or(Reason::GroupFault));
    const auto* backup = std::get_if<Backup>(&state_);
    if (backup == nullptr)
        return Member::Master;
    if (backup->ready)
        return Member::Ready;
    return backup->undecided ? Member::Joining : Member::Waiting;
}

void VirtualRouter::take_over_with_group(TimePoint now, Outputs& out) {
    const auto& backup = std::get<Backup>(state_);
    if (backup.ready)
        enter_master(backup.timer, takeover_reason(backup), now, silence(backup, now), out);
    else
        enter_master({}, Reason::GroupTakesOver, now, "sync group " + config_->sync_group + " is MASTER",
                     out);
}

// Whatever another member said is over.
void VirtualRouter::drain_with_group(TimePoint now, Outputs& out) {
    surroundings_.faulty_member.clear();
    be_drained("", now, out);
}

// Priority 0 lets the others take over at once, because their group waits for all of its members.
void VirtualRouter::yield_to_group(const std::string& because, TimePoint now, Outputs& out) {
    send_advert(VRRP_PRIORITY_RESIGN, now, out);
    enter_backup(now + master_down(), Reason::GroupYields, now,
                 because + " of sync group " + config_->sync_group + " is no MASTER", out);
}

void VirtualRouter::observe_group_fault(const std::string& faulty_member, TimePoint now, Outputs& out) {
    auto next = surroundings_;
    next.faulty_member = faulty_member;
    take_in(std::move(next), now, out);
    act_on_conditions(now, out);
}

} // namespace xvrrp::core
