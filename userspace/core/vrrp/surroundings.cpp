// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/surroundings.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// Adverts over IPv6 come from a link-local address.
bool is_usable(const VirtualRouterConfig& config, const IpAddress& address) {
    return address.family == config.family && (config.family == Family::Ipv4 || address.is_link_local());
}

bool is_virtual(const IpAddress& address, const LinkObserved& seen, const LocalAddresses& local) {
    return find_local(local, scope_of(seen.link), address) == VRRP_DROP_SOURCE_VIRTUAL;
}

template <class Addresses>
bool carries(const Addresses& addresses, const IpAddress& wanted) {
    return std::ranges::any_of(addresses, [&](const auto& each) { return each.address == wanted; });
}

} // namespace

const SharedLink& Surroundings::address_link(const VirtualRouterConfig& config) const {
    return config.vmac ? vmac.counted() : own.counted();
}

const Link* Surroundings::link_of(const VirtualRouterConfig& config, const VirtualAddress& address) const {
    if (address.carrier().empty())
        return address_link(config).get();
    const auto found = others.find(address.carrier());
    return found == others.end() || !found->second.index ? nullptr : &found->second;
}

MacAddress Surroundings::announced_mac(const VirtualRouterConfig& config) const {
    if (config.vmac)
        return virtual_mac(config.family, config.vrid);
    return own.counted() ? own.counted()->mac : MacAddress{};
}

Link Surroundings::announcing_link(const VirtualRouterConfig& config, const Link& carrier) const {
    const auto& here = address_link(config);
    if (!own.counted() || !here || here->index != carrier.index)
        return carrier;
    auto link = *own.counted(); // announced through the base interface, like adverts
    link.mac = announced_mac(config);
    return link;
}

// Takes the first address that is virtual for no virtual router here. A virtual address that a crash left behind must
// not become our identity. The address owner may have no address but its own (RFC 9568 section 1.6).
std::optional<IpAddress> choose_source(const VirtualRouterConfig& config, const LinkObserved& seen,
                                       const LocalAddresses& local) {
    if (config.source)
        return config.track_source && !carries(seen.addresses, *config.source) ? std::nullopt : config.source;
    const bool owner = config.priority == VRRP_PRIORITY_OWNER;
    std::optional<IpAddress> fallback;
    for (const auto& [address, prefix] : seen.addresses) {
        if (!is_usable(config, address))
            continue;
        if (!is_virtual(address, seen, local))
            return address;
        if (owner && !fallback && carries(config.addresses, address))
            fallback = address;
    }
    return fallback;
}

std::optional<IpAddress> find_virtual(const VirtualRouterConfig& config, const LinkObserved& seen,
                                      const LocalAddresses& local) {
    const auto found = std::ranges::find_if(seen.addresses, [&](const InterfaceAddress& each) {
        return is_usable(config, each.address) && is_virtual(each.address, seen, local);
    });
    return found == seen.addresses.end() ? std::nullopt : std::optional(found->address);
}

} // namespace xvrrp::core
