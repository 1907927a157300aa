// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router's addresses on other interfaces than its own.
#include "core/vrrp/virtual_router.h"

#include <algorithm>

namespace xvrrp::core {

std::vector<VirtualAddress> VirtualRouterConfig::placed() const {
    auto all = addresses;
    all.insert(all.end(), excluded.begin(), excluded.end());
    return all;
}

bool VirtualRouterConfig::has_addresses_on(const std::string& interface_name) const {
    return std::ranges::count(addresses, interface_name, &VirtualAddress::interface) != 0 ||
           std::ranges::count(excluded, interface_name, &VirtualAddress::interface) != 0;
}

bool VirtualRouterConfig::places_on(const std::string& interface_name) const {
    return has_addresses_on(interface_name) || std::ranges::count(routing_interfaces(), interface_name) != 0;
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

const Link* VirtualRouter::link_of(const VirtualAddress& address) const {
    if (address.interface.empty())
        return address_link() ? &*address_link() : nullptr;
    const auto found = address_links_.find(address.interface);
    return found == address_links_.end() || found->second.ifindex == 0 ? nullptr : &found->second;
}

std::optional<Link> VirtualRouter::announcing_link(const Link& carrier) const {
    if (!link_ || !address_link() || address_link()->ifindex != carrier.ifindex)
        return carrier;
    auto link = *link_; // of the virtual MAC it is told from below, as adverts are sent
    link.mac = announced_mac();
    return link;
}

const Link* VirtualRouter::failed_address_link() const {
    for (const auto& each : config_->placed()) {
        const auto known = address_links_.find(each.interface);
        if (each.track && known != address_links_.end() && !known->second.up)
            return &known->second;
    }
    return nullptr;
}

const Link* VirtualRouter::failed_routing_link() const {
    for (const auto& name : config_->routing_interfaces()) {
        const auto known = address_links_.find(name);
        if (known != address_links_.end() && !known->second.up)
            return &known->second;
    }
    return nullptr;
}

void VirtualRouter::observe_address_link(const Link& seen, TimePoint now, Outputs& out) {
    const auto known = address_links_.find(seen.name);
    const bool another = known == address_links_.end() || known->second.ifindex != seen.ifindex;
    address_links_.insert_or_assign(seen.name, seen);
    const bool faulted = meet_fault(fault_of(link_, vmac_link_, source_), now, out);
    if (another && seen.ifindex != 0 && !faulted && state_ == State::Master) {
        hold(true, out);
        if (config_->has_addresses_on(seen.name))
            announce(config_->garp.master_repeat, out);
    }
    settle_fault(faulted, now, out);
}

} // namespace xvrrp::core
