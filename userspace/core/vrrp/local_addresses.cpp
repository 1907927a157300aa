// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/local_addresses.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace xvrrp::core {

namespace {

template <class Value, class A, class B>
std::vector<Value> difference(const A& of, const B& without) {
    std::vector<Value> out;
    std::ranges::set_difference(of, without, std::back_inserter(out));
    return out;
}

InterfaceKey place_of(const VirtualAddress& address, const InterfaceKey& otherwise) {
    return address.interface.empty() ? otherwise : InterfaceKey{address.interface, otherwise.space};
}

} // namespace

InterfaceIndex AddressScope::of(const IpAddress& address) const {
    return address.is_link_local() ? link : domain;
}

AddressScope scope_of(const Link& link) {
    const bool stands_on_another = (link.kind == "macvlan" || link.kind == "ipvlan") && link.parent;
    return {stands_on_another ? link.parent : link.index, {link.vrf.index, link.index.space}};
}

vrrp_drop_reason find_local(const LocalAddresses& local, const AddressScope& scope,
                            const IpAddress& address) {
    const auto found = local.find({scope.of(address), address});
    return found == local.end() ? VRRP_DROP_NONE : found->second;
}

vrrp_drop_reason find_local(const LocalAddresses& local, const AddressScope& scope, const IpAddress& source,
                            std::uint8_t priority) {
    const auto reason = find_local(local, scope, source);
    const bool may_be_virtual =
        priority == VRRP_PRIORITY_OWNER || (source.family == Family::Ipv6 && source.is_link_local());
    return reason == VRRP_DROP_SOURCE_VIRTUAL && may_be_virtual ? VRRP_DROP_NONE : reason;
}

void LocalAddressBook::add(const InterfaceKey& interface, const std::vector<VirtualAddress>& placed) {
    for (const auto& each : placed) {
        auto& on = interfaces_[place_of(each, interface)];
        on.configured.insert(each.carried());
        count(on.scope, each.carried(), VRRP_DROP_SOURCE_VIRTUAL, 1);
    }
}

void LocalAddressBook::remove(const InterfaceKey& interface, const std::vector<VirtualAddress>& placed) {
    for (const auto& each : placed) {
        const auto name = place_of(each, interface);
        auto& on = interfaces_[name];
        if (const auto found = on.configured.find(each.carried()); found != on.configured.end()) {
            on.configured.erase(found);
            count(on.scope, each.carried(), VRRP_DROP_SOURCE_VIRTUAL, -1);
        }
        forget_if_empty(name);
    }
}

void LocalAddressBook::see(const Link& link) {
    const auto scope = link.index ? scope_of(link) : AddressScope{};
    auto& interface = interfaces_[link.key()];
    if (interface.scope != scope) {
        count_all(interface, -1);
        interface.scope = scope;
        count_all(interface, 1);
    }
    forget_if_empty(link.key());
}

void LocalAddressBook::own(const InterfaceKey& interface, std::vector<InterfaceAddress> addresses) {
    std::ranges::sort(addresses);
    auto& on = interfaces_[interface];
    const auto before = std::exchange(on.own, std::move(addresses));
    for (const auto& each : difference<InterfaceAddress>(on.own, before))
        count(on.scope, each, VRRP_DROP_SOURCE_OWN, 1);
    for (const auto& each : difference<InterfaceAddress>(before, on.own))
        count(on.scope, each, VRRP_DROP_SOURCE_OWN, -1);
    forget_if_empty(interface);
}

void LocalAddressBook::count_all(const Interface& interface, int by) {
    for (const auto& each : interface.configured)
        count(interface.scope, each, VRRP_DROP_SOURCE_VIRTUAL, by);
    for (const auto& each : interface.own)
        count(interface.scope, each, VRRP_DROP_SOURCE_OWN, by);
}

void LocalAddressBook::count(const AddressScope& scope, const InterfaceAddress& address,
                             vrrp_drop_reason reason, int by) {
    count({scope.of(address.address), address.address}, reason, by);
    if (const auto broadcast = address.broadcast())
        count({scope.of(*broadcast), *broadcast}, VRRP_DROP_SOURCE_INVALID, by);
}

void LocalAddressBook::count(const ScopedAddress& address, vrrp_drop_reason reason, int by) {
    auto& holders = holders_[address];
    auto strongest = VRRP_DROP_NONE;
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        if (kReasons.at(i) == reason)
            holders.at(i) += static_cast<unsigned>(by);
        if (holders.at(i) != 0)
            strongest = kReasons.at(i);
    }
    if (strongest == VRRP_DROP_NONE) {
        holders_.erase(address);
        revision_ += all_.erase(address);
    } else if (auto& known = all_[address]; known != strongest) {
        known = strongest;
        ++revision_;
    }
}

// An interface that does not exist and that nobody names takes no memory.
void LocalAddressBook::forget_if_empty(const InterfaceKey& interface) {
    const auto found = interfaces_.find(interface);
    if (found != interfaces_.end() && found->second.scope == AddressScope{} && found->second.own.empty() &&
        found->second.configured.empty())
        interfaces_.erase(found);
}

} // namespace xvrrp::core
