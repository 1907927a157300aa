// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces and trackers that concern each of the virtual routers, and how their news reach those that they concern.
#include "core/vrrp/vrrp_router.h"

namespace xvrrp::core {

namespace {

SharedObservation gone(const InterfaceKey& interface) {
    LinkObserved seen;
    seen.link.name = interface.name;
    seen.link.index.space = interface.space;
    return std::make_shared<const LinkObserved>(std::move(seen));
}

std::set<InterfaceKey> interfaces_of(const VirtualRouterConfig& config) {
    std::set<InterfaceKey> keys{config.key_of(config.interface)};
    if (config.vmac)
        keys.insert(config.key_of(config.vmac->interface));
    if (config.ipvlan)
        keys.insert(config.key_of(config.ipvlan->interface));
    for (const auto* addresses : {&config.addresses, &config.excluded}) {
        for (const auto& each : *addresses) {
            if (!each.interface.empty())
                keys.insert(config.key_of(each.interface));
            if (!each.vmac.empty())
                keys.insert(config.key_of(each.vmac));
        }
    }
    for (const auto& name : config.routing_interfaces())
        keys.insert(config.key_of(name));
    for (const auto& each : config.tracked) {
        if (each.tracker.kind == Tracker::Kind::Interface)
            keys.insert(config.key_of(each.tracker.name));
    }
    return keys;
}

TrackerState state_of(const Link& link) {
    const auto interface = "interface " + link.name;
    if (!link.index)
        return {false, 0, interface + " does not exist"};
    return {link.up, 0, interface + (link.up ? " is up" : " is down or has no carrier")};
}

} // namespace

void VrrpRouter::take(const LinkObserved& input, TimePoint now, Outputs& out) {
    const auto key = input.link.key();
    const auto seen = std::make_shared<const LinkObserved>(input);
    if (input.link.index)
        links_.insert_or_assign(key, seen);
    else
        links_.erase(key);
    addresses_.see(input.link);
    const auto& concerned = this->concerned(key);
    if (!concerned.empty())
        addresses_.own(key, input.addresses);
    for (const auto id : concerned)
        tell(id, seen, now, out);
}

void VrrpRouter::tell(RouterId id, const SharedObservation& seen, TimePoint now, Outputs& out) {
    auto& router = *find(id);
    const auto& config = router.config();
    const auto& link = seen->link;
    if (config.interface == link.name)
        router.observe(seen, local_addresses(), now, out);
    else if (config.vmac && config.vmac->interface == link.name)
        router.observe_vmac(seen, now, out);
    if (config.places_on(link.name))
        router.observe_address_link(link, now, out);
    if (const Tracker tracker{Tracker::Kind::Interface, link.name, link.index.space}; config.tracks(tracker))
        router.observe(tracker, state_of(link), now, out);
    review(id);
}

// No event announces an interface that does not exist.
void VrrpRouter::tell_missing(RouterId id, TimePoint now, Outputs& out) {
    for (const auto& key : interfaces_of(by_id_[id.value]->config())) {
        if (!links_.contains(key))
            tell(id, gone(key), now, out);
    }
}

// New virtual routers, and those with other interfaces now, are told of the links that are known.
void VrrpRouter::tell_known(const std::vector<RouterId>& news, TimePoint now, Outputs& out) {
    std::map<InterfaceKey, std::vector<RouterId>> listeners;
    for (const auto id : news) {
        for (const auto& key : interfaces_of(by_id_[id.value]->config()))
            listeners[key].push_back(id);
    }
    for (const auto& [key, ids] : listeners) {
        const auto known = links_.find(key);
        if (known == links_.end())
            continue;
        addresses_.own(key, known->second->addresses);
        for (const auto id : ids)
            tell(id, known->second, now, out);
    }
    for (const auto id : news) {
        tell_missing(id, now, out);
        for (const auto& [tracker, state] : trackers_) {
            if (by_id_[id.value]->config().tracks(tracker))
                find(id)->observe(tracker, state, now, out);
        }
        review(id);
    }
}

Named VrrpRouter::named_by(const VirtualRouterConfig& config) const {
    Named out;
    for (const auto& key : interfaces_of(config)) {
        const auto known = links_.find(key);
        const auto link = known == links_.end() ? gone(key)->link : known->second->link;
        if (config.places_on(key.name))
            out.links.emplace(key.name, link);
        if (const Tracker tracker{Tracker::Kind::Interface, key.name, key.space}; config.tracks(tracker))
            out.trackers.emplace(tracker, state_of(link));
    }
    for (const auto& [tracker, state] : trackers_) {
        if (config.tracks(tracker))
            out.trackers.emplace(tracker, state);
    }
    return out;
}

const std::set<RouterId>& VrrpRouter::concerned(const InterfaceKey& interface) const {
    static const std::set<RouterId> nobody;
    const auto found = concerned_.find(interface);
    return found == concerned_.end() ? nobody : found->second;
}

void VrrpRouter::enlist(RouterId id) {
    const auto& config = by_id_[id.value]->config();
    for (const auto& key : interfaces_of(config))
        concerned_[key].insert(id);
    for (const auto& each : config.tracked)
        tracked_by_[each.tracker].insert(id);
    addresses_.add(config.key_of(config.interface), config.placed());
}

// The addresses of an interface do not count if no virtual router is left on it.
void VrrpRouter::delist(RouterId id) {
    const auto& config = by_id_[id.value]->config();
    addresses_.remove(config.key_of(config.interface), config.placed());
    for (const auto& key : interfaces_of(config)) {
        const auto found = concerned_.find(key);
        found->second.erase(id);
        if (found->second.empty()) {
            concerned_.erase(found);
            addresses_.own(key, {});
        }
    }
    for (const auto& each : config.tracked) {
        const auto found = tracked_by_.find(each.tracker);
        found->second.erase(id);
        if (found->second.empty())
            tracked_by_.erase(found);
    }
}

void VrrpRouter::take(const TrackerObserved& input, TimePoint now, Outputs& out) {
    trackers_.insert_or_assign(input.tracker, input.state);
    const auto found = tracked_by_.find(input.tracker);
    if (found == tracked_by_.end())
        return;
    for (const auto id : found->second) {
        find(id)->observe(input.tracker, input.state, now, out);
        review(id);
    }
}

// The virtual routers that track it keep its last state until the next one is told.
void VrrpRouter::take(const TrackerGone& gone, TimePoint /*now*/, Outputs& /*out*/) {
    trackers_.erase(gone.tracker);
}

} // namespace xvrrp::core
