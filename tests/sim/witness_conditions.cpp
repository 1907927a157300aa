// SPDX-License-Identifier: GPL-2.0-or-later
// The conditions of the virtual routers of a host: computed anew from all that the daemon was told, in the simplest way, and
// compared with those of the core after every turn.
#include "core/vrrp/names.h"
#include "host_trackers.h"
#include "witness.h"

#include <algorithm>

namespace xvrrp::sim {

using core::State;

// The configuration, with the ordered priority in place of its own, and with the weights of all trackers added.
core::VirtualRouterConfig Witness::weighed(const Each& each) const {
    auto config = each.config;
    if (each.order && config.priority != VRRP_PRIORITY_OWNER) {
        config.priority = each.order->priority;
        config.preempt |= each.order->promotes;
        if (each.order->promotes)
            config.preempt_delay = {};
    }
    config.priority = priority_of(config, seen_);
    return config;
}

bool Witness::has_faulty_partner(std::size_t router) const {
    const auto& group = each_[router].config.sync_group;
    for (std::size_t other = 0; other < each_.size(); ++other) {
        const auto& each = each_[other];
        if (other != router && !group.empty() && each.config.sync_group == group && each.runs &&
            !own_faults(each).empty())
            return true;
    }
    return false;
}

void Witness::judge(Each& each) {
    each.reference.weigh(weighed(each).priority);
    if (!own_faults(each).empty() || each.drained)
        each.reference.leave(State::Fault);
    else if (each.reference.state() == State::Fault)
        each.reference.stand(timeline_.now());
}

void Witness::saw(const core::VrrpRouter& before, const std::function<void(Seen&)>& change) {
    for (const auto& [id, router] : before.routers()) {
        if (each_[id.value].runs)
            catch_up(each_[id.value], router);
    }
    change(seen_);
    for (auto& each : each_) {
        if (each.runs)
            judge(each);
    }
}

void Witness::saw_time(const core::VrrpRouter& before) {
    end_orders(before);
    if (seen_.processes.due() <= timeline_.now())
        saw(before, [this](Seen& seen) { seen.processes.pass(timeline_.now()); });
}

void Witness::planned_for_processes(TimePoint deadline) {
    if (deadline != seen_.processes.due())
        violation(kTrackedProcess, "counts at another time than its delays say");
}

// A BACKUP that was deaf for a while may have missed its master and listens anew.
void Witness::saw_reception(const core::ReceptionObserved& seen, const core::VrrpRouter& before) {
    auto& each = each_[seen.router.value];
    if (each.runs)
        catch_up(each, before.routers().at(seen.router));
    if (!seen.is_over)
        each.deaf = seen.trouble;
    else if (each.reference.state() == State::Backup)
        each.reference.stand(timeline_.now());
    if (each.runs)
        judge(each);
}

// Silence is no reason then. Not judged: an owner, which needs no election, and a sync group, which may wait for another
// member long after the look.
void Witness::took_over_unheard(const core::Transitioned& transition) {
    const auto& config = each_[transition.router.value].config;
    if (transition.reason != core::Reason::Owner && config.sync_group.empty())
        violation(config.name, "becomes MASTER while its ears are cut off");
}

// A virtual router is in FAULT exactly as long as it has a condition, and says which.
void Witness::check_conditions(std::size_t router, const core::VirtualRouter& now) {
    const auto& each = each_[router];
    if (!each.runs)
        return;
    const bool is_partner_faulty = has_faulty_partner(router);
    auto expected = own_faults(each);
    if (is_partner_faulty)
        expected.emplace(core::Reason::GroupFault, each.config.sync_group);
    if (each.drained)
        expected.emplace(core::Reason::Drained, each.config.name);
    Faults found;
    for (const auto& condition : now.conditions().all()) {
        if (condition.is_hard())
            found.emplace(condition.name, condition.owner);
    }
    const auto& name = each.config.name;
    if (found != expected)
        violation(name, "has the conditions " + text_of(found) + ", should have " + text_of(expected));
    if ((now.state() == State::Fault) == expected.empty())
        violation(name,
                  "is " + std::string(core::name(now.state())) + " with the conditions " + text_of(expected));
    else if (!expected.empty() && now.reason() != expected.begin()->first)
        violation(name, "is in FAULT because of " + std::string(core::name(now.reason())));
    if (now.effective_priority() != priority(router))
        violation(name, "has priority " + std::to_string(now.effective_priority()) + ", should have " +
                            std::to_string(priority(router)));
}

} // namespace xvrrp::sim
