// SPDX-License-Identifier: GPL-2.0-or-later
// An advert reaches a BACKUP or a MASTER: RFC 9568 sections 6.4.2 and 6.4.3, second halves.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// RFC 9568 section 6.4.3 asks for an advert at once after a losing one. We send at most so many per interval,
// because a flood of losing adverts must not make us flood the link too.
constexpr int kAnswersPerInterval = 10;

// A learned interval counts up to so many times our own. One forged advert with 40.95 s must not silence a segment for
// two minutes.
constexpr int kLearnedIntervalLimit = 10;
constexpr Duration kLearnedAlways = std::chrono::seconds(1);

// Peers may list the same addresses in another order.
bool same_addresses(const std::vector<VirtualAddress>& ours, const std::vector<IpAddress>& theirs) {
    return std::ranges::is_permutation(ours, theirs, {}, &VirtualAddress::address);
}

// An advert that only the kernel side saw comes without its MAC. The one that the master had before is as good.
KnownMaster master_of(const std::optional<KnownMaster>& before, KnownMaster now) {
    if (now.mac == MacAddress{} && before && before->address == now.address)
        now.mac = before->mac;
    return now;
}

} // namespace

// RFC 9568 section 7.1: a difference is worth a notice, and no reason to refuse. It is told when it begins.
void VirtualRouter::notice_differences(const Advert& advert, Outputs& out) {
    const bool differ = !same_addresses(config_->addresses, advert.addresses);
    if (differ)
        ++counters_.address_list_errors;
    if (differ && !hearing_.addresses_differ)
        notice(Noticed::Kind::AddressListDiffers,
               "an advert carries " + std::to_string(advert.addresses.size()) + " addresses, ours are " +
                   std::to_string(config_->addresses.size()),
               out);
    hearing_.addresses_differ = differ;
    if (advert.interval != config_->interval && advert.interval != hearing_.noticed_interval)
        notice(Noticed::Kind::IntervalDiffers,
               "theirs is " + seconds_text(advert.interval) + ", ours " + seconds_text(config_->interval) +
                   (advert.interval > longest_learned_interval()
                        ? ", believed up to " + seconds_text(longest_learned_interval())
                        : ""),
               out);
    hearing_.noticed_interval = advert.interval;
}

Duration VirtualRouter::longest_learned_interval() const {
    return std::max<Duration>(kLearnedIntervalLimit * config_->interval, kLearnedAlways);
}

// ---- BACKUP: RFC 9568 section 6.4.2 -------------------------------------------------------------------------

// Returns true if we follow the sender from here on.
bool VirtualRouter::receive_as_backup(Backup& backup, const Heard& heard, Outputs& out) {
    const bool stale = heard.at < hearing_.last_heard; // adverts count in the order of their arrival
    if (stale && heard.priority < effective_priority())
        return false;
    if (heard.priority == VRRP_PRIORITY_RESIGN) {
        hear_resignation(backup, heard, out);
        return false;
    }
    if (!stale)
        give_up_leftovers(out); // somebody is MASTER, and two must not answer for one address
    if (preempts(backup, heard, out)) {
        backup.lower = heard;
        notice(Noticed::Kind::LowerPriorityWhileBackup,
               "lower priority " + std::to_string(heard.priority) + " from " + heard.source.text(), out);
        return false;
    }
    if (!stale)
        follow(backup, heard);
    return !stale;
}

// Only our master can resign for us, and a stream of resignations does not postpone the takeover.
void VirtualRouter::hear_resignation(Backup& backup, const Heard& heard, Outputs& out) {
    if (backup.master && backup.master->address != heard.source)
        return;
    const auto takeover =
        heard.at + skew_time(config_->version, effective_priority(), backup.master_interval);
    backup.timer = backup.follows_resigned() ? std::min(backup.timer, takeover) : takeover;
    backup.ready = false;
    hearing_.last_heard = heard.at;
    backup.master = master_of(backup.master, {heard.source, VRRP_PRIORITY_RESIGN, heard.mac});
    memorise(backup, {}, out);
}

void VirtualRouter::follow(Backup& backup, const Heard& heard) {
    if (config_->version == Version::V3)
        backup.master_interval = std::min<Duration>(heard.interval, longest_learned_interval());
    hearing_.last_heard = std::max(hearing_.last_heard, heard.at);
    backup.timer = hearing_.last_heard + master_down(backup.master_interval);
    backup.ready = backup.promoted = false;
    backup.master = master_of(backup.master, {heard.source, heard.priority, heard.mac});
}

// We were going to preempt somebody, and cannot any more.
void VirtualRouter::follow_again(Backup& backup) {
    const auto* held_off = preempted(backup);
    if (held_off == nullptr || (preempts() && held_off->priority < effective_priority()))
        return;
    const auto heard = *held_off;
    follow(backup, heard);
}

// Returns true if we are going to preempt the sender. preempt_delay runs from the first advert of lower priority; an
// advert of at least our priority cancels it.
bool VirtualRouter::preempts(Backup& backup, const Heard& heard, Outputs& out) {
    if (heard.priority >= effective_priority()) {
        backup.preempt_at = kNever;
        return false;
    }
    if (!preempts() || preempt_delay() == Duration::zero())
        return preempts();
    if (backup.preempt_at == kNever) {
        backup.preempt_at = heard.at + preempt_delay();
        notice(Noticed::Kind::PreemptHold,
               "preemption of " + heard.source.text() + " in " + seconds_text(preempt_delay()), out);
    }
    return heard.at >= backup.preempt_at;
}

const Heard* VirtualRouter::preempted(const Backup& backup) const {
    return backup.lower && backup.lower->at > hearing_.last_heard ? &*backup.lower : nullptr;
}

Reason VirtualRouter::takeover_reason(const Backup& backup) const {
    if (backup.promoted)
        return Reason::Promoted;
    if (backup.follows_resigned())
        return Reason::MasterResigned;
    return preempted(backup) != nullptr ? Reason::Preempting : Reason::MasterDown;
}

std::string VirtualRouter::silence(const Backup& backup, TimePoint now) const {
    if (backup.promoted)
        return "instead of " + backup.master->address.text() + " with priority " +
               std::to_string(backup.master->priority);
    if (takeover_reason(backup) == Reason::Preempting)
        return "preempting priority " + std::to_string(backup.lower->priority) + " of " +
               backup.lower->source.text();
    if (!backup.master)
        return "no advert heard for " + seconds_text(now - last_.since);
    if (backup.follows_resigned())
        return backup.master->address.text() + " resigned";
    return "no advert from " + backup.master->address.text() + " for " +
           seconds_text(now - hearing_.last_heard);
}

// ---- MASTER: RFC 9568 section 6.4.3 -------------------------------------------------------------------------

// Returns true if we yielded, and so follow the sender from here on.
bool VirtualRouter::receive_as_master(Master& master, const Heard& heard, TimePoint now, Outputs& out) {
    if (hands_over()) {
        if (heard.priority != VRRP_PRIORITY_RESIGN)
            be_drained(took_over(heard.source), now, out);
        return false;
    }
    if (heard.priority == VRRP_PRIORITY_RESIGN) {
        advertise(master, now + config_->interval, now, out);
        return false;
    }
    const bool higher_priority = heard.priority > told_priority();
    const bool higher_address = heard.priority == told_priority() && source() && heard.source > *source();
    if (heard.priority == VRRP_PRIORITY_OWNER && !higher_priority)
        notice(Noticed::Kind::TwoOwners, heard.source.text() + " has priority 255 too", out);
    if (!higher_priority && !higher_address) {
        answer_losing_advert(master, heard, now, out);
        return false;
    }
    if (config_->higher_prio_send_advert)
        send_advert(told_priority(), now, out);
    follow(enter_backup(now + master_down(), higher_priority ? Reason::HigherPriority : Reason::HigherAddress,
                        now, "priority " + std::to_string(heard.priority) + " from " + heard.source.text(),
                        out),
           heard);
    return true;
}

void VirtualRouter::answer_losing_advert(Master& master, const Heard& heard, TimePoint now, Outputs& out) {
    if (now < master.answer_after)
        return;
    master.answer_after = now + Duration(config_->interval) / kAnswersPerInterval;
    notice(Noticed::Kind::LowerPriorityWhileMaster,
           "priority " + std::to_string(heard.priority) + " from " + heard.source.text(), out);
    if (!config_->lower_prio_no_advert)
        send_advert(told_priority(), now, out);
    if (master.garp_at == kNever &&
        !master.waits_for_script()) { // the neighbours may have believed the other one
        announce(config_->garp.lower_prio_repeat, out);
        master.plan_burst(now, config_->garp.lower_prio_delay, config_->garp.lower_prio_repeat);
    }
}

} // namespace xvrrp::core
