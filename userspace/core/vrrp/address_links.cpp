// SPDX-License-Identifier: GPL-2.0-or-later
// The other interfaces that a virtual router's addresses, routes and rules name.
#include "core/vrrp/virtual_router.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

std::vector<VirtualAddress> VirtualRouterConfig::placed() const {
    auto all = addresses;
    all.insert(all.end(), excluded.begin(), excluded.end());
    return all;
}

bool VirtualRouterConfig::has_addresses_on(const std::string& interface_name) const {
    const auto is_on = [&](const VirtualAddress& each) {
        return each.interface == interface_name || each.vmac == interface_name;
    };
    return std::ranges::any_of(addresses, is_on) || std::ranges::any_of(excluded, is_on);
}

bool VirtualRouterConfig::places_on(const std::string& interface_name) const {
    return has_addresses_on(interface_name) || (ipvlan && ipvlan->interface == interface_name) ||
           std::ranges::count(routing_interfaces(), interface_name) != 0;
}

bool VirtualRouterConfig::tracks(const Tracker& tracker) const {
    return std::ranges::count(tracked, tracker, &Tracking::tracker) != 0;
}

std::vector<std::string> VirtualRouterConfig::routing_interfaces() const {
    auto names = static_interfaces;
    for (const auto& each : routes)
        names.push_back(each.tracked_interface());
    for (const auto& each : rules)
        names.push_back(each.tracked_interface());
    std::erase_if(names, [this](const auto& each) {
        return each.empty() || each == interface || (vmac && each == vmac->interface);
    });
    return names;
}

void VirtualRouter::observe_address_link(const Link& seen, TimePoint now, Outputs& out) {
    auto next = surroundings_;
    next.others.insert_or_assign(seen.name, seen);
    const auto before = take_in(std::move(next), now, out);
    const auto known = before.others.find(seen.name);
    const bool another = known == before.others.end() || known->second.index != seen.index;
    if (auto* master = std::get_if<Master>(&state_); master && another)
        take_back(*master, out); // the fence is elsewhere now
    if (another && seen.index && state() == State::Master && !is_interrupted()) {
        hold(true, out);
        if (config_->has_addresses_on(seen.name))
            announce(config_->garp.master_repeat, out);
    }
    act_on_conditions(now, out);
}

} // namespace xvrrp::core
