// SPDX-License-Identifier: GPL-2.0-or-later
// The conditions that keep a virtual router from working, and what it does when they come and go.
#include "core/vrrp/names.h"
#include "core/vrrp/virtual_router.h"

#include <map>
#include <utility>

namespace xvrrp::core {

namespace {

SharedLink present(const SharedObservation& seen) {
    return seen->link.index ? SharedLink(seen, &seen->link) : nullptr;
}

bool is_another(const SharedLink& link, const SharedLink& before) {
    return link && before && link->index != before->index;
}

// The link came, is another one, or came into a VRF or left one, so that its addresses count elsewhere.
bool moved(const SharedLink& link, const SharedLink& before) {
    return link && (!before || link->index != before->index || scope_of(*link) != scope_of(*before));
}

Condition about(Reason name, const std::string& owner) {
    return {.name = name, .owner = owner, .sentence = sentence(name, {owner})};
}

Condition source_condition(const VirtualRouterConfig& config, const Link& link) {
    if (config.source) {
        const auto source = config.source->text();
        return {.name = Reason::SourceMissing,
                .owner = source,
                .sentence = sentence(Reason::SourceMissing, {source, config.interface})};
    }
    auto condition = about(Reason::NoAddress, config.interface);
    if (config.family == Family::Ipv6 && !link.ipv6)
        condition.sentence = "IPv6 is disabled on " + config.interface + " (see its sysctl disable_ipv6)";
    return condition;
}

// A missing interface takes its addresses and the reception with it, so nothing more is said of them.
void add_own(const VirtualRouterConfig& config, const Surroundings& seen, std::vector<Condition>& out) {
    const auto& link = seen.own.counted();
    if (!link) {
        out.push_back(about(Reason::InterfaceMissing, config.interface));
        return;
    }
    if (!link->up && config.track_primary)
        out.push_back(about(Reason::InterfaceDown, config.interface));
    const auto trouble = seen.trouble.value_or("nobody has tried yet");
    if (!trouble.empty())
        out.push_back({.name = Reason::CannotReceive,
                       .owner = config.interface,
                       .sentence = sentence(Reason::CannotReceive, {config.interface, trouble})});
    if (!seen.source)
        out.push_back(source_condition(config, *link));
}

void add_vmac(const VirtualRouterConfig& config, const Surroundings& seen, std::vector<Condition>& out) {
    if (!config.vmac)
        return;
    if (!seen.vmac.counted())
        out.push_back(about(Reason::VmacMissing, config.vmac->interface));
    else if (!seen.vmac.counted()->up && config.track_primary)
        out.push_back(about(Reason::VmacDown, config.vmac->interface));
}

void add_other(const Surroundings& seen, const std::string& name, Reason missing, Reason down,
               std::vector<Condition>& out) {
    const auto known = seen.others.find(name);
    if (known != seen.others.end() && !known->second.up)
        out.push_back(about(known->second.index ? down : missing, name));
}

// Without the interface below it a macvlan is down or gone, too.
void add_address_links(const Surroundings& seen, const VirtualAddress& address, std::vector<Condition>& out) {
    for (const auto* name : {&address.interface, &address.vmac})
        add_other(seen, *name, Reason::AddressInterfaceMissing, Reason::AddressInterfaceDown, out);
}

// Of track_any those that fail are one condition, unless one of them is good or not known yet.
void add_tracked(const VirtualRouterConfig& config, const Surroundings& seen, std::vector<Condition>& out) {
    std::map<unsigned, std::optional<std::string>> any_of;
    for (const auto& each : config.tracked) {
        const auto known = seen.trackers.find(each.tracker);
        auto condition = known == seen.trackers.end() ? std::nullopt : condition_of(each, known->second);
        if (each.any_of == 0) {
            if (condition)
                out.push_back(*std::move(condition));
            continue;
        }
        auto& failing = any_of.try_emplace(each.any_of, "").first->second;
        if (!condition || !failing)
            failing.reset();
        else
            *failing += (failing->empty() ? "" : "; ") + condition->sentence;
    }
    for (const auto& [number, failing] : any_of) {
        if (failing)
            out.push_back({.name = Reason::TrackedAll,
                           .owner = std::to_string(number),
                           .sentence = sentence(Reason::TrackedAll, {*failing})});
    }
}

} // namespace

std::vector<Condition> conditions_of(const VirtualRouterConfig& config, const Surroundings& seen) {
    std::vector<Condition> out;
    add_own(config, seen, out);
    add_vmac(config, seen, out);
    for (const auto* addresses : {&config.addresses, &config.excluded}) {
        for (const auto& each : *addresses) {
            if (each.track)
                add_address_links(seen, each, out);
        }
    }
    if (config.ipvlan && config.track_primary)
        add_other(seen, config.ipvlan->interface, Reason::AddressInterfaceMissing,
                  Reason::AddressInterfaceDown, out);
    for (const auto& name : config.routing_interfaces())
        add_other(seen, name, Reason::RouteInterfaceMissing, Reason::RouteInterfaceDown, out);
    add_tracked(config, seen, out);
    if (!seen.faulty_member.empty())
        out.push_back({.name = Reason::GroupFault,
                       .owner = config.sync_group,
                       .sentence = sentence(Reason::GroupFault, {seen.faulty_member, config.sync_group})});
    if (seen.drained)
        out.push_back({.name = Reason::Drained,
                       .owner = config.name,
                       .sentence = sentence(Reason::Drained, {*seen.drained})});
    return out;
}

// ---- What is observed ---------------------------------------------------------------------------------------

void VirtualRouter::observe(const SharedObservation& seen, const LocalAddresses& local, TimePoint now,
                            Outputs& out) {
    auto next = surroundings_;
    next.own.see(present(seen), config_->link_delays, now);
    next.source = choose_source(*config_, *seen, local);
    next.passed_over = next.source ? std::nullopt : find_virtual(*config_, *seen, local);
    see_own_link(std::move(next), now, out);
}

void VirtualRouter::observe_vmac(const SharedObservation& seen, TimePoint now, Outputs& out) {
    auto next = surroundings_;
    next.vmac.see(present(seen), config_->link_delays, now);
    see_vmac_link(std::move(next), now, out);
}

// A MASTER that was deaf for a while will hear a better one soon. A BACKUP may have missed its master, and listens
// anew.
void VirtualRouter::observe(const ReceptionObserved& reception, TimePoint now, Outputs& out) {
    if (reception.is_over && state() != State::Backup)
        return;
    auto next = surroundings_;
    next.trouble = reception.trouble;
    take_in(std::move(next), now, out);
    act_on_conditions(now, out);
    if (reception.is_over)
        observe(ReceptionObserved{reception.router, {}}, now, out);
}

void VirtualRouter::observe(const Tracker& tracker, const TrackerState& state, TimePoint now, Outputs& out) {
    auto next = surroundings_;
    next.trackers.insert_or_assign(tracker, state);
    take_in(std::move(next), now, out);
    act_on_conditions(now, out);
    if (const auto* init = std::get_if<Init>(&state_); init && init->started)
        start(clock_.booted, now, out);
}

std::vector<Tracker> VirtualRouter::awaited() const {
    std::vector<Tracker> awaited;
    for (const auto& each : config_->tracked) {
        const bool answers =
            each.tracker.kind == Tracker::Kind::Script || each.tracker.kind == Tracker::Kind::Process;
        if (answers && !surroundings_.trackers.contains(each.tracker))
            awaited.push_back(each.tracker);
    }
    return awaited;
}

void VirtualRouter::tell_priority(std::uint8_t before, Outputs& out) const {
    const auto sum = priority();
    out.push_back(
        PriorityChanged{id_, config_->name, before, sum.value(), sum.text(), state(), notify(), config_});
    if (hands_over())
        out.push_back(Heed{id_, VRRP_PRIORITY_RESIGN});
}

// A MASTER tells the others with its next advert, or when before_backup has ended. A BACKUP that is better than its master
// now must hear of the adverts that it discards from here on.
void VirtualRouter::weigh_anew(const Weight& before, TimePoint now, Outputs& out) {
    if (effective_priority() == before.priority)
        return;
    tell_priority(before.priority, out);
    auto* backup = std::get_if<Backup>(&state_);
    if (backup == nullptr)
        return hold_back(before.told, now, out);
    backup->timer += patience(*backup) - before.patience;
    backup->ready = false;
    follow_again(*backup);
    if (hearing_.known && hearing_.known->priority < effective_priority() && preempts() &&
        preempt_delay() == Duration::zero())
        memorise(*backup, {}, out);
}

VirtualRouter::Weight VirtualRouter::weigh() const {
    const auto* backup = std::get_if<Backup>(&state_);
    return {effective_priority(), told_priority(), backup ? patience(*backup) : Duration::zero()};
}

void VirtualRouter::settle_links(TimePoint now, Outputs& out) {
    if (surroundings_.own.due() <= now) {
        auto next = surroundings_;
        next.own.settle(config_->link_delays, now);
        see_own_link(std::move(next), now, out);
    }
    if (surroundings_.vmac.due() <= now) {
        auto next = surroundings_;
        next.vmac.settle(config_->link_delays, now);
        see_vmac_link(std::move(next), now, out);
    }
}

// Returns the former surroundings. A MASTER that the new ones interrupt resigns with the link and the address that it
// still has.
Surroundings VirtualRouter::take_in(Surroundings next, TimePoint now, Outputs& out) {
    const auto before = weigh();
    conditions_.replace(conditions_of(*config_, next), now);
    weigh_anew(before, now, out);
    if (is_interrupted() && state() == State::Master)
        resign(now, out);
    return std::exchange(surroundings_, std::move(next));
}

void VirtualRouter::see_own_link(Surroundings next, TimePoint now, Outputs& out) {
    const bool vanishes = surroundings_.own.counted() && !next.own.counted();
    if (vanishes)
        next.trouble.reset();
    const auto before = take_in(std::move(next), now, out);
    if (vanishes)
        out.push_back(StopReceiving{id_});
    // Unicast adverts come to our own address.
    const bool at_another_address = source() != before.source && !config_->unicast_peers.empty();
    if (moved(surroundings_.own.counted(), before.own.counted()) || at_another_address)
        ask_to_receive(out);
    if (!config_->vmac)
        move_addresses(before.own.counted(), out);
    act_on_conditions(now, out);
}

void VirtualRouter::see_vmac_link(Surroundings next, TimePoint now, Outputs& out) {
    const auto before = take_in(std::move(next), now, out);
    move_addresses(before.vmac.counted(), out);
    act_on_conditions(now, out);
}

// The addresses went with the interface that this one replaces.
void VirtualRouter::move_addresses(const SharedLink& before, Outputs& out) const {
    if (state() != State::Master || is_interrupted() || !is_another(address_link(), before))
        return;
    hold(true, out);
    announce(config_->garp.master_repeat, out);
}

void VirtualRouter::act_on_conditions(TimePoint now, Outputs& out) {
    if (is_interrupted()) {
        give_up_leftovers(out);
        drop_memo(out);
        return enter_fault(now, out);
    }
    auto* fault = std::get_if<Fault>(&state_);
    if (!fault)
        return;
    if (!conditions_.prevent_work())
        return stand_for_election(Reason::FaultCleared, "the fault is gone, it was: " + fault->told, now,
                                  out);
    // The conditions are told once the awaited answer is there.
    if (surroundings_.await_answer() || fault->told == fault_text())
        return;
    last_.reason = conditions_.strongest()->name;
    fault->told = fault_text();
    out.push_back(FaultChanged{id_, config_->name, fault->told, last_.reason, config_});
}

} // namespace xvrrp::core
