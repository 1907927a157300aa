// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router that is drained hands over and then stays away until undrain.
//
// The others are told priority 0, so that the best of them takes over after its skew. The addresses stay here until its
// first advert is heard, so that there is always a router that answers.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace xvrrp::core {

using Step = Farewell::Step;

namespace {

// The skew of the worst BACKUP is one interval, and two adverts may be lost.
constexpr int kIntervalsOfHandOver = 3;
// A host that is busy is not nobody.
constexpr Duration kLeastHandOver = std::chrono::seconds(1);

} // namespace

std::string took_over(const IpAddress& successor) {
    return ", and " + successor.text() + " took over";
}

void VirtualRouter::drain(bool is_forced, TimePoint now, Outputs& out) {
    if (is_drained())
        return;
    const bool is_asked_already = is_draining();
    if (is_forced || !is_asked_already)
        draining_ = is_forced ? Draining::Anyway : Draining::IfTakenOver;
    auto* master = std::get_if<Master>(&state_);
    if (master == nullptr)
        be_drained("", now, out);
    else if (!is_asked_already)
        begin_farewell(*master, now, out);
}

// The successor's group becomes MASTER as a whole, so the member with the longest interval counts.
void VirtualRouter::hand_over(Master& master, Duration slowest, TimePoint now, Outputs& out) {
    master.farewell.step = Step::HandOver;
    master.farewell.until = now + std::max<Duration>(kIntervalsOfHandOver * slowest, kLeastHandOver);
    out.push_back(Heed{id_, VRRP_PRIORITY_RESIGN});
    notice(Noticed::Kind::HandOver,
           "the others are told priority 0, and the addresses stay until one of them is MASTER", out);
    advertise(master, now + config_->interval, now, out);
}

void VirtualRouter::end_hand_over(Master& master, TimePoint now, Outputs& out) {
    if (draining_ == Draining::Anyway) {
        notice(Noticed::Kind::NobodyTakesOver, "no other router takes over, and nobody has the addresses now",
               out);
        return be_drained(", and no other router took over", now, out);
    }
    notice(Noticed::Kind::NobodyTakesOver, "no other router takes over, so this one stays MASTER", out);
    call_off(master, now, out);
}

void VirtualRouter::call_off(Master& master, TimePoint now, Outputs& out) {
    draining_ = Draining::No;
    out.push_back(Heed{id_, effective_priority()});
    const bool has_run = master.farewell.has_run;
    master.farewell = {};
    if (has_run) // what the script has stopped is started again
        master.farewell = {.step = Step::Stays, .has_run = true};
    advertise(master, now + config_->interval, now, out);
}

void VirtualRouter::be_drained(std::string how, TimePoint now, Outputs& out) {
    draining_ = Draining::No;
    auto next = surroundings_;
    next.drained = std::move(how);
    take_in(std::move(next), now, out);
    act_on_conditions(now, out);
}

void VirtualRouter::undrain(TimePoint now, Outputs& out) {
    if (auto* master = std::get_if<Master>(&state_); master != nullptr && hands_over())
        call_off(*master, now, out);
    draining_ = Draining::No;
    if (!is_drained())
        return;
    auto next = surroundings_;
    next.drained.reset();
    take_in(std::move(next), now, out);
    act_on_conditions(now, out);
}

} // namespace xvrrp::core
