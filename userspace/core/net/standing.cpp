// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/standing.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace xvrrp::core {

namespace {

Macvlan macvlan_of(const VirtualRouterConfig& config) {
    return {config.vmac->interface, config.interface, virtual_mac(config.family, config.vrid)};
}

// The interface of the addresses that name none.
const std::string& home_of(const VirtualRouterConfig& config) {
    return config.vmac ? config.vmac->interface : config.interface;
}

// The MAC of a virtual router's own macvlan follows from family and VRID.
MacAddress read_mac(std::istream& words) {
    int family = 0;
    int vrid = 0;
    words >> family >> vrid;
    return virtual_mac(family == 6 ? Family::Ipv6 : Family::Ipv4, static_cast<std::uint8_t>(vrid));
}

void read_line(std::istream& words, Noted& out) {
    std::string kind;
    std::string name;
    std::string value;
    words >> kind >> name >> value;
    if (kind == "macvlan") {
        const Macvlan macvlan{name, value, read_mac(words)};
        if (words)
            out.macvlans.insert(macvlan);
        return;
    }
    int length = -1;
    words >> length;
    const auto address = IpAddress::from_text(value);
    if (kind == "address" && words && address)
        out.addresses.insert({name, {*address, static_cast<std::uint8_t>(length)}});
}

template <class Thing>
std::set<Thing> difference(const std::set<Thing>& all, const std::set<Thing>& others) {
    std::set<Thing> out;
    std::ranges::set_difference(all, others, std::inserter(out, out.end()));
    return out;
}

} // namespace

// The owner of an address accepts packets to it, whatever is configured.
Standing standing_of(const Configs& routers) {
    Standing out;
    for (const auto& config : routers) {
        if (config->vmac)
            out.macvlans.insert(macvlan_of(*config));
        if (config->promote_secondaries)
            out.promoting.insert(home_of(*config));
        if (config->accept || config->priority == VRRP_PRIORITY_OWNER)
            continue;
        for (const auto& each : config->placed())
            out.guarded.insert(each.address);
    }
    return out;
}

// ---- The note -----------------------------------------------------------------------------------------------

bool Noted::includes(const Noted& other) const {
    return std::ranges::includes(addresses, other.addresses) &&
           std::ranges::includes(macvlans, other.macvlans);
}

void Noted::add(const Noted& more) {
    addresses.insert(more.addresses.begin(), more.addresses.end());
    macvlans.insert(more.macvlans.begin(), more.macvlans.end());
}

Noted Noted::without(const Noted& other) const {
    return {difference(addresses, other.addresses), difference(macvlans, other.macvlans)};
}

Noted placeable(const Configs& routers, const std::vector<VirtualAddress>& fixed) {
    Noted out;
    for (const auto& each : fixed)
        out.addresses.insert({each.interface, each.carried()});
    for (const auto& config : routers) {
        if (config->vmac)
            out.macvlans.insert(macvlan_of(*config));
        for (const auto& each : config->placed())
            out.addresses.insert(
                {each.interface.empty() ? home_of(*config) : each.interface, each.carried()});
    }
    return out;
}

std::string text(const Noted& noted) {
    std::string out;
    for (const auto& [interface, address] : noted.addresses)
        out += "address " + interface + ' ' + address.address.text() + ' ' +
               std::to_string(address.prefix_length) + '\n';
    for (const auto& [name, base, mac] : noted.macvlans) {
        const auto vrid = mac.octets[5];
        const bool is_ipv6 = mac == virtual_mac(Family::Ipv6, vrid);
        out += "macvlan " + name + ' ' + base + (is_ipv6 ? " 6 " : " 4 ") + std::to_string(vrid) + '\n';
    }
    return out;
}

Noted read_noted(const std::string& text) {
    Noted out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        read_line(words, out);
    }
    return out;
}

} // namespace xvrrp::core
