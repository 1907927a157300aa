// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/why.h"

#include "core/vrrp/names.h"
#include "core/vrrp/reason_now.h"
#include "core/vrrp/remedies.h"
#include "core/vrrp/timers.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// From here on a state or a priority that changes is worth a word of its own.
constexpr unsigned kUnrest = 4;

// One sentence of a clause.
std::string whole(std::string clause) {
    if (!clause.empty() && clause.front() >= 'a' && clause.front() <= 'z')
        clause.front() = static_cast<char>(clause.front() - 'a' + 'A');
    return clause + '.';
}

std::string signed_text(int points) {
    return (points > 0 ? "+" : "") + std::to_string(points);
}

std::string mac_text(const MacAddress& mac) {
    return mac == MacAddress{} ? "" : " and MAC " + mac.text();
}

std::string with_priority(unsigned priority, const MacAddress& mac) {
    return " with priority " + std::to_string(priority) + mac_text(mac);
}

// The points that a tracker adds at best. Those of a file are what somebody writes.
int points_at_best(const Tracked& each) {
    const auto& [tracking, state] = each;
    const int weight = tracking.reverse ? -tracking.weight : tracking.weight;
    return tracking.tracker.kind == Tracker::Kind::File ? 0 : std::max(weight, 0);
}

// The priority if every tracker had its better state.
int priority_at_best(const RouterSnapshot& router) {
    int sum = router.priority.base;
    for (const auto& each : router.trackers)
        sum += points_at_best(each);
    for (const auto& each : router.conditions.all()) {
        if (each.name == Reason::TrackedFile && each.weight)
            sum += *each.weight;
    }
    return std::clamp(sum, VRRP_PRIORITY_RESIGN + 1, VRRP_PRIORITY_OWNER - 1);
}

bool misses_points(const Tracked& each) {
    const auto& [tracking, state] = each;
    return tracking.tracker.kind != Tracker::Kind::File && tracking.weight > 0 && !tracking.reverse &&
           !state.good;
}

void tell_order(const RouterSnapshot& router, TimePoint now, Explanation& out) {
    if (!router.order)
        return;
    const auto& name = router.config->name;
    out.because.push_back("Its priority is " + std::to_string(router.order->priority) +
                          " instead of the configured " + std::to_string(router.config->priority) + " for " +
                          span_text(router.order->until - now) + " more, because xvrrpctl " +
                          (router.is_promoted() ? "promote" : "priority") + " asked for that.");
    out.to_change.push_back("xvrrpctl priority " + name + " default gives it the configured priority again.");
}

void tell_priority(const RouterSnapshot& router, TimePoint now, Explanation& out) {
    const auto& priority = router.priority;
    if (priority.base == VRRP_PRIORITY_OWNER)
        return;
    tell_order(router, now, out);
    if (!priority.terms.empty())
        out.because.push_back("Our priority is " + std::to_string(priority.value()) + ": " + priority.text() +
                              ".");
    for (const auto& each : router.conditions.all()) {
        if (each.weight)
            out.because.push_back(whole(each.sentence + ", for " + span_text(now - each.since) +
                                        ": this adds " + signed_text(*each.weight) + " to the priority"));
    }
    for (const auto& each : router.trackers) {
        if (misses_points(each))
            out.because.push_back(whole(each.state.sentence + ": the " + signed_text(each.tracking.weight) +
                                        " of its weight are missing in the priority"));
    }
}

// The results of the scripts. A script that always was good has nothing to tell.
void tell_checks(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    for (const auto& each : router.trackers) {
        const auto& tracker = each.tracking.tracker;
        const auto found = tracker.kind == Tracker::Kind::Script ? evidence.checks.find(tracker.name)
                                                                 : evidence.checks.end();
        if (found == evidence.checks.end() || !found->second.last || found->second.failed == 0)
            continue;
        const auto& [last, since, runs, failed, in_a_row, times] = found->second;
        out.because.push_back("Script " + tracker.name + (each.state.good ? " succeeds" : " fails") +
                              ", for " + span_text(now - since) + "; " + (last->good() ? "good" : "bad") +
                              " results in a row: " + std::to_string(in_a_row) + "; " +
                              std::to_string(failed) + " of " + std::to_string(runs) +
                              " runs failed so far.");
    }
}

// The later one of what the core and the kernel side heard. The kernel side does not know the MAC.
std::optional<Heard> last_heard(const RouterSnapshot& router, const Evidence& evidence) {
    if (!evidence.heard || (router.heard && router.heard->at >= evidence.heard->at))
        return router.heard;
    auto heard = evidence.heard;
    if (router.heard && router.heard->source == heard->source)
        heard->mac = router.heard->mac;
    return heard;
}

void tell_past(const RouterSnapshot& router, const Unrest& unrest, TimePoint now, Explanation& out) {
    const auto cause = router.detail.empty() ? std::string(sentence(router.reason)) : router.detail;
    const auto ago = span_text(now - router.since) + " ago";
    if (router.state == State::Fault) // the conditions are told already
        out.because.push_back("It became FAULT " + ago + ".");
    else if (router.reason == Reason::LeadsOn)
        out.because.push_back("It became MASTER " + ago + " under a former daemon, for which " +
                              "the kernel stood in until this one was there.");
    else if (router.reason == Reason::FollowsOn)
        out.because.push_back("It became BACKUP " + ago +
                              " under a former daemon, and this one goes on from there.");
    else if (router.state != State::Init)
        out.because.push_back("It became " + std::string(name(router.state)) + ' ' + ago + " (" + cause +
                              ").");
    const auto often = [&](const char* what, unsigned times) {
        if (times >= kUnrest)
            out.because.push_back(std::string("Its ") + what + " changed " + std::to_string(times) +
                                  " times within " + span_text(unrest.within) + " (see xvrrpctl events).");
    };
    often("state", unrest.transitions);
    often("priority", unrest.priority_changes);
    if (unrest.priority_changes >= kUnrest)
        out.to_change.emplace_back(
            "Let the check that changes the priority be slower to change its mind: rise and fall "
            "of a script, interface_up_down_delays of an interface.");
}

// ---- INIT ---------------------------------------------------------------------------------------------------

std::string times_text(const Evidence& evidence, const std::string& script) {
    const auto check = evidence.checks.find(script);
    if (check == evidence.checks.end() || check->second.times.interval == Duration::zero())
        return "";
    const auto& [interval, timeout] = check->second.times;
    return " (interval " + seconds_text(interval) + ", timeout " + seconds_text(timeout) + ")";
}

void explain_init(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    out.because.push_back(whole(reason_now(router, now)));
    if (router.awaited.empty())
        out.to_change.emplace_back(
            "It starts when its part of the kernel side is ready, see the log of xvrrpd.");
    for (const auto& [kind, name, space] : router.awaited)
        out.to_change.push_back("It starts when " +
                                (kind == Tracker::Kind::Script
                                     ? "script " + name + " has ended once" + times_text(evidence, name)
                                     : "the processes of " + name + " have been counted") +
                                ".");
    if (router.awaited.size() > 1)
        out.to_change.emplace_back("All of this has to happen.");
}

// ---- FAULT --------------------------------------------------------------------------------------------------

// One that is drained does not follow the others, and a person wants to know that there is one.
void tell_others_of_drained(const RouterSnapshot& router, TimePoint now, Explanation& out) {
    const auto& heard = router.heard;
    const bool is_led = heard && heard->priority != VRRP_PRIORITY_RESIGN &&
                        now - heard->at <= router.config->down_timer_adverts *
                                               std::max<Duration>(heard->interval, router.config->interval);
    out.because.push_back(is_led ? heard->source.text() + " is MASTER" +
                                       with_priority(heard->priority, heard->mac) +
                                       ", its last advert came " + span_text(now - heard->at) + " ago."
                                 : "No other router is heard, so nobody has the addresses.");
}

void explain_fault(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    std::size_t hard = 0;
    if (router.passed_over)
        out.because.push_back("The only address on " + router.config->interface + " is " +
                              router.passed_over->text() + ", which is virtual and so is not ours alone.");
    for (const auto& each : router.conditions.all()) {
        if (!each.is_hard())
            continue;
        ++hard;
        out.because.push_back(whole(each.sentence + ", for " + span_text(now - each.since)));
        out.to_change.push_back(remedy(each, *router.config));
    }
    if (router.drained)
        tell_others_of_drained(router, now, out);
    out.to_change.push_back((hard > 1 ? "When all of this is over, " : "When this is over, ") +
                            router.config->name + " is BACKUP and stands for election.");
    tell_checks(router, evidence, now, out);
    tell_past(router, evidence.unrest, now, out);
}

// ---- BACKUP -------------------------------------------------------------------------------------------------

void tell_master(const RouterSnapshot& router, TimePoint now, Explanation& out) {
    if (!router.master)
        return;
    const auto& [address, priority, mac] = *router.master;
    if (priority == VRRP_PRIORITY_RESIGN)
        return;
    const auto& heard = router.heard;
    const bool is_theirs = heard && heard->source == address;
    out.because.push_back(
        address.text() + " is MASTER" + with_priority(priority, mac) +
        (is_theirs ? ", its last advert came " + span_text(now - heard->at) + " ago." : "."));
}

void tell_how_to_win(const RouterSnapshot& router, const KnownMaster& master, TimePoint now,
                     Explanation& out) {
    const int ours = router.priority.value();
    const auto& name = router.config->name;
    if (!router.preempts()) {
        out.to_change.push_back(
            "nopreempt keeps " + name + " BACKUP while " + master.address.text() +
            " is heard, whatever the priorities are. Without it a higher priority takes over.");
        return;
    }
    if (ours > master.priority) {
        if (router.preempt_at != kNever && router.preempt_at > now)
            out.to_change.push_back(name + " preempts " + master.address.text() +
                                    " when preempt_delay is over, in " + span_text(router.preempt_at - now) +
                                    ".");
        return;
    }
    const auto lacking = master.priority + 1 - ours;
    auto text = name + " preempts " + master.address.text() + " if our priority is higher than " +
                std::to_string(master.priority) + ": it lacks " + std::to_string(lacking) + '.';
    const int best = priority_at_best(router);
    if (best > ours)
        text += " With all checks good it is " + std::to_string(best) +
                (best > master.priority ? ", which is enough." : ", which is not enough.");
    out.to_change.push_back(std::move(text));
}

void explain_backup(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    const auto& config = *router.config;
    out.because.push_back(whole(reason_now(router, now)));
    tell_master(router, now, out);
    tell_priority(router, now, out);
    tell_checks(router, evidence, now, out);
    tell_past(router, evidence.unrest, now, out);
    tell_refused(router, evidence, now, out);
    if (!router.master)
        tell_strangers(router, evidence, now, out);
    if (router.master && router.master->priority != VRRP_PRIORITY_RESIGN) {
        out.to_change.push_back(config.name + " becomes MASTER if " + router.master->address.text() +
                                " resigns, or if nothing is heard of it for " +
                                seconds_text(router.master_down) + '.');
        tell_how_to_win(router, *router.master, now, out);
    } else if (!router.ready) {
        out.to_change.push_back(config.name + " becomes MASTER unless an advert of at least priority " +
                                std::to_string(router.priority.value()) + " is heard before.");
    }
    if (!config.sync_group.empty())
        out.to_change.push_back("All members of sync group " + config.sync_group +
                                " become MASTER together: each must be free of a FAULT and hear no master.");
}

// ---- MASTER -------------------------------------------------------------------------------------------------

void tell_others(const RouterSnapshot& router, TimePoint now, Explanation& out) {
    const auto& heard = router.heard;
    if (!heard) {
        out.because.emplace_back("No advert of another router has been accepted since the start.");
    } else if (rival(router, now) == nullptr) {
        out.because.push_back("We hear nobody and are MASTER. The last advert of another router came " +
                              span_text(now - heard->at) + " ago from " + heard->source.text() +
                              with_priority(heard->priority, heard->mac) + ".");
    } else {
        out.because.push_back(heard->source.text() + " says that it is MASTER too" +
                              with_priority(heard->priority, heard->mac) + ", its last advert came " +
                              span_text(now - heard->at) + " ago. It must yield to us.");
        out.to_change.push_back(
            "If " + heard->source.text() +
            " does not yield within a few adverts, it does not hear ours or refuses them: look "
            "at its log, its VRID, version, password and peers, and at its firewall.");
    }
}

// The peers accept nothing from an address that they do not have in their lists.
void tell_unicast_source(const RouterSnapshot& router, Explanation& out) {
    const auto& config = *router.config;
    if (!config.unicast_peers.empty() && !config.source && router.source)
        out.because.push_back("unicast_src_ip is not set, so our adverts come from " + router.source->text() +
                              ", the first address of " + config.interface +
                              ". The peers must expect that one.");
}

void tell_stand_in(const RouterSnapshot& router, const Evidence& evidence, Explanation& out) {
    const auto& config = *router.config;
    if (config.stand_in == Duration::zero() || router.lent)
        return;
    auto trouble = config.has_numbered_adverts() ? "with auth_hmac and AH each advert has a number of its own"
                                                 : evidence.stand_in_trouble;
    if (trouble.empty() && !router.neighbours.empty())
        trouble = "for no unicast peer is the way known (see stand_in.peers in xvrrpctl status -j)";
    if (!trouble.empty())
        out.because.push_back("If the daemon is late, nobody sends our adverts in its place: " + trouble +
                              '.');
}

// Nothing at all is known of another router.
void advise_on_silence(const RouterSnapshot& router, Explanation& out) {
    const auto& interface = router.config->interface;
    out.to_change.push_back(
        "This is as it should be if all others are BACKUP. If another router is MASTER too, its "
        "adverts are lost on their way to " +
        interface + ": see its firewall, the VLAN and what lies between (tcpdump -ni " + interface +
        " 'proto 112 or ip6 proto 112').");
}

void explain_master(const RouterSnapshot& router, const Evidence& evidence, TimePoint now, Explanation& out) {
    const auto& config = *router.config;
    const auto priority = std::to_string(router.master ? router.master->priority : router.priority.value());
    out.because.push_back(whole(reason_now(router, now)));
    if (router.master)
        out.because.push_back("The MASTER is this router: " + router.master->address.text() +
                              with_priority(router.master->priority, router.master->mac) + '.');
    tell_others(router, now, out);
    tell_unicast_source(router, out);
    tell_stand_in(router, evidence, out);
    tell_priority(router, now, out);
    tell_checks(router, evidence, now, out);
    tell_past(router, evidence.unrest, now, out);
    tell_refused(router, evidence, now, out);
    tell_strangers(router, evidence, now, out);
    if (out.to_change.empty())
        advise_on_silence(router, out);
    const auto source = router.source ? " than " + router.source->text() : std::string();
    out.to_change.push_back(config.name + " yields to a router with a higher priority than " + priority +
                            ", or with " + priority + " and a higher address" + source + '.');
}

} // namespace

Explanation why(const RouterSnapshot& snapshot, const Evidence& evidence, TimePoint now) {
    auto router = snapshot;
    router.heard = last_heard(snapshot, evidence);
    Explanation out;
    switch (router.state) {
    case State::Init:
        explain_init(router, evidence, now, out);
        break;
    case State::Backup:
        explain_backup(router, evidence, now, out);
        break;
    case State::Master:
        explain_master(router, evidence, now, out);
        break;
    case State::Fault:
        explain_fault(router, evidence, now, out);
        break;
    }
    return out;
}

} // namespace xvrrp::core
