// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/reason_now.h"

#include "core/vrrp/timers.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// A master that was not heard for so many intervals is no master any more.
constexpr int kIntervalsOfAMaster = 4;

std::string theirs(unsigned priority, const IpAddress& source) {
    return "priority " + std::to_string(priority) + " of " + source.text();
}

std::string in_time(TimePoint then, TimePoint now) {
    return "in " + span_text(then - now);
}

std::string of_init(const RouterSnapshot& router) {
    if (router.awaited.empty())
        return router.reason == Reason::Shutdown ? "it was shut down" : "it has not started yet";
    std::string names;
    for (const auto& each : router.awaited)
        names += (names.empty() ? "" : ", ") + each.name;
    return "it waits for the first result of " + names;
}

std::string of_equal(const KnownMaster& master, const std::optional<IpAddress>& ours) {
    const auto both = theirs(master.priority, master.address) + " equals ours, and ";
    return ours && master.address > *ours ? both + "its address is higher than our " + ours->text()
                                          : both + "only a higher priority preempts";
}

std::string of_lower(const RouterSnapshot& router, const KnownMaster& master, unsigned ours, TimePoint now) {
    const auto lower = theirs(master.priority, master.address) + " is lower than our " + std::to_string(ours);
    if (!router.preempts())
        return lower + ", and nopreempt lets it stay MASTER";
    if (router.preempt_at != kNever && router.preempt_at > now)
        return lower + ", and preempt_delay runs for " + span_text(router.preempt_at - now) + " more";
    return lower + ", this router takes over " + in_time(router.takeover, now);
}

std::string of_backup(const RouterSnapshot& router, TimePoint now) {
    const unsigned ours = router.priority.value();
    if (router.ready)
        return "no master is heard, and sync group " + router.config->sync_group +
               " waits until all its members can take over";
    if (router.preempted && router.preempted->priority < ours)
        return theirs(router.preempted->priority, router.preempted->source) + " is lower than our " +
               std::to_string(ours) + ", this router takes over " + in_time(router.takeover, now);
    if (!router.master)
        return "no master is heard yet, this router takes over " + in_time(router.takeover, now);
    const auto& master = *router.master;
    if (master.priority == VRRP_PRIORITY_RESIGN)
        return master.address.text() + " resigned, this router takes over " + in_time(router.takeover, now);
    if (master.priority > ours)
        return theirs(master.priority, master.address) + " is higher than our " + std::to_string(ours);
    return master.priority == ours ? of_equal(master, router.source) : of_lower(router, master, ours, now);
}

std::string of_master(const RouterSnapshot& router, TimePoint now) {
    if (router.draining && router.farewell && router.farewell->step == Farewell::Step::Group)
        return "it is being drained, and waits for before_master or for its sync group";
    if (router.farewell && router.farewell->is_waiting())
        return "before_backup runs, " + sequel_of(*router.farewell, router.draining);
    if (router.farewell && router.farewell->hands_over())
        return "it is being drained: the others are told priority 0, and the addresses stay until one of them is "
               "MASTER";
    const unsigned ours = router.priority.value();
    const auto* other = rival(router, now);
    if (other != nullptr && other->priority == ours)
        return "our address is higher than " + other->source.text() + ", which has our priority " +
               std::to_string(ours);
    if (other != nullptr)
        return "our priority " + std::to_string(ours) + " is higher than " + std::to_string(other->priority) +
               " of " + other->source.text();
    if (router.priority.base == VRRP_PRIORITY_OWNER)
        return "priority 255: this router owns the addresses";
    return "no other router is heard";
}

} // namespace

const Heard* rival(const RouterSnapshot& router, TimePoint now) {
    if (router.state != State::Master || !router.heard)
        return nullptr;
    const auto& heard = *router.heard;
    const auto patience = kIntervalsOfAMaster * std::max<Duration>(heard.interval, router.config->interval);
    const bool is_recent = heard.at >= router.since && now - heard.at <= patience;
    return is_recent && heard.priority != VRRP_PRIORITY_RESIGN ? &heard : nullptr;
}

std::string reason_now(const RouterSnapshot& router, TimePoint now) {
    switch (router.state) {
    case State::Init:
        return of_init(router);
    case State::Backup:
        return of_backup(router, now);
    case State::Master:
        return of_master(router, now);
    case State::Fault:
        return router.conditions.hard_text();
    }
    return {};
}

} // namespace xvrrp::core
