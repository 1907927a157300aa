// SPDX-License-Identifier: GPL-2.0-or-later
// What an advert means to a BACKUP and to a MASTER: RFC 9568 sections 6.4.2 and 6.4.3, second halves.
#include "core/vrrp/timers.h"
#include "core/vrrp/virtual_router.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// RFC 9568 section 6.4.3 asks for an advert at once after a losing one; this many per interval, so that a flood of
// losing adverts does not make us one.
constexpr int kAnswersPerInterval = 10;

// How far a learned interval is believed: one forged advert with 40.95 s must not silence a segment for two minutes.
constexpr int kLearnedIntervalLimit = 10;
constexpr Duration kLearnedAlways = std::chrono::seconds(1);

// Peers may list the same addresses in another order.
bool same_addresses(const std::vector<VirtualAddress>& ours, const std::vector<IpAddress>& theirs) {
    return std::ranges::is_permutation(ours, theirs, {}, &VirtualAddress::address);
}

} // namespace

// RFC 9568 section 7.1: worth knowing, no reason to refuse. Said when it begins.
void VirtualRouter::notice_differences(const Advert& advert, Outputs& out) {
    const bool differ = !same_addresses(config_->addresses, advert.addresses);
    if (differ)
        ++counters_.address_list_errors;
    if (differ && !addresses_differ_)
        notice(Noticed::Kind::AddressListDiffers,
               "an advert carries " + std::to_string(advert.addresses.size()) + " addresses, ours are " +
                   std::to_string(config_->addresses.size()),
               out);
    addresses_differ_ = differ;
    if (advert.interval != config_->interval && advert.interval != noticed_interval_)
        notice(Noticed::Kind::IntervalDiffers,
               "theirs is " + seconds_text(advert.interval) + ", ours " + seconds_text(config_->interval) +
                   (advert.interval > longest_learned_interval()
                        ? ", believed up to " + seconds_text(longest_learned_interval())
                        : ""),
               out);
    noticed_interval_ = advert.interval;
}

void VirtualRouter::notice(Noticed::Kind kind, std::string detail, Outputs& out) {
    out.push_back(Noticed{kind, id_, config_->name, std::move(detail)});
}

Duration VirtualRouter::longest_learned_interval() const {
    return std::max<Duration>(kLearnedIntervalLimit * config_->interval, kLearnedAlways);
}

// ---- BACKUP: RFC 9568 section 6.4.2 -------------------------------------------------------------------------

// Whether the sender is the master we follow from here on.
bool VirtualRouter::receive_as_backup(const Heard& heard, Outputs& out) {
    const bool stale = heard.at < last_heard_; // adverts count in the order of their arrival
    if (stale && heard.priority < effective_priority())
        return false;
    if (heard.priority == VRRP_PRIORITY_RESIGN) {
        if (master_ && master_->address != heard.source)
            return false; // only our master can resign for us
        // A stream of resignations does not postpone the takeover.
        const bool again = master_ && master_->priority == VRRP_PRIORITY_RESIGN;
        const auto takeover = heard.at + skew_time(config_->version, effective_priority(), master_interval_);
        timer_ = again ? std::min(timer_, takeover) : takeover;
        last_heard_ = heard.at;
        master_ = KnownMaster{heard.source, VRRP_PRIORITY_RESIGN};
        memorise({}, out);
        return false;
    }
    if (!stale)
        give_up_leftovers(out); // somebody is MASTER, and two must not answer for one address
    if (preempts(heard, out)) {
        lower_ = heard;
        notice(Noticed::Kind::LowerPriorityWhileBackup,
               "lower priority " + std::to_string(heard.priority) + " from " + heard.source.text(), out);
        return false;
    }
    if (!stale)
        follow(heard);
    return !stale;
}

void VirtualRouter::follow(const Heard& heard) {
    if (config_->version == Version::V3)
        master_interval_ = std::min<Duration>(heard.interval, longest_learned_interval());
    last_heard_ = std::max(last_heard_, heard.at);
    timer_ = last_heard_ + master_down();
    master_ = KnownMaster{heard.source, heard.priority};
}

// Whether we are going to preempt the sender. preempt_delay runs from the first advert of lower priority; one of at
// least ours cancels it.
bool VirtualRouter::preempts(const Heard& heard, Outputs& out) {
    if (heard.priority >= effective_priority()) {
        preempt_at_ = kNever;
        return false;
    }
    if (!config_->preempt || config_->preempt_delay == Duration::zero())
        return config_->preempt;
    if (preempt_at_ == kNever) {
        preempt_at_ = heard.at + config_->preempt_delay;
        notice(Noticed::Kind::PreemptHold,
               "preemption of " + heard.source.text() + " in " + seconds_text(config_->preempt_delay), out);
    }
    return heard.at >= preempt_at_;
}

Reason VirtualRouter::takeover_reason() const {
    if (master_ && master_->priority == VRRP_PRIORITY_RESIGN)
        return Reason::MasterResigned;
    return lower_ && lower_->at > last_heard_ ? Reason::Preempting : Reason::MasterDown;
}

std::string VirtualRouter::silence(TimePoint now) const {
    if (takeover_reason() == Reason::Preempting)
        return "preempting priority " + std::to_string(lower_->priority) + " of " + lower_->source.text();
    if (!master_)
        return "no advert heard for " + seconds_text(now - since_);
    if (master_->priority == VRRP_PRIORITY_RESIGN)
        return master_->address.text() + " resigned";
    return "no advert from " + master_->address.text() + " for " + seconds_text(now - last_heard_);
}

// ---- MASTER: RFC 9568 section 6.4.3 -------------------------------------------------------------------------

void VirtualRouter::receive_as_master(const Heard& heard, TimePoint now, Outputs& out) {
    if (heard.priority == VRRP_PRIORITY_RESIGN) {
        send_advert(effective_priority(), now, out);
        timer_ = now + config_->interval;
        return;
    }
    const bool higher_priority = heard.priority > effective_priority();
    const bool higher_address = heard.priority == effective_priority() && source_ && heard.source > *source_;
    if (heard.priority == VRRP_PRIORITY_OWNER && !higher_priority)
        notice(Noticed::Kind::TwoOwners, heard.source.text() + " has priority 255 too", out);
    if (!higher_priority && !higher_address)
        return answer_losing_advert(heard, now, out);
    if (config_->higher_prio_send_advert)
        send_advert(effective_priority(), now, out);
    enter_backup(higher_priority ? Reason::HigherPriority : Reason::HigherAddress, now,
                 "priority " + std::to_string(heard.priority) + " from " + heard.source.text(), out);
    follow(heard);
}

void VirtualRouter::answer_losing_advert(const Heard& heard, TimePoint now, Outputs& out) {
    notice(Noticed::Kind::LowerPriorityWhileMaster,
           "priority " + std::to_string(heard.priority) + " from " + heard.source.text(), out);
    if (now < answer_after_)
        return;
    answer_after_ = now + Duration(config_->interval) / kAnswersPerInterval;
    if (!config_->lower_prio_no_advert)
        send_advert(effective_priority(), now, out);
    if (garp_at_ == kNever) { // the neighbours may have believed the other one
        announce(config_->garp.lower_prio_repeat, out);
        plan_burst(now, config_->garp.lower_prio_delay, config_->garp.lower_prio_repeat);
    }
}

} // namespace xvrrp::core
