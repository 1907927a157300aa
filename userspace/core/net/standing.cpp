// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/standing.h"

#include <xvrrp/protocol.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <sstream>

namespace xvrrp::core {

namespace {

// The links of a virtual router: the macvlan of its own interface, those of single addresses, its ipvlan.
void add_links(const VirtualRouterConfig& config, std::set<MadeLink>& out) {
    if (config.vmac)
        out.insert({config.vmac->interface, config.interface, virtual_mac(config.family, config.vrid)});
    if (config.ipvlan)
        out.insert({config.ipvlan->interface, config.interface, {}, config.ipvlan->mode});
    for (const auto* addresses : {&config.addresses, &config.excluded}) {
        for (const auto& each : *addresses) {
            if (!each.vmac.empty())
                out.insert({each.vmac, each.interface, virtual_mac(each.address.family, config.vrid)});
        }
    }
}

// The interface of the addresses that name none.
const std::string& home_of(const VirtualRouterConfig& config) {
    return config.vmac ? config.vmac->interface : config.interface;
}

// The address of a virtual router's ipvlan, which it has in every state.
std::optional<VirtualAddress> own_address_of(const VirtualRouterConfig& config) {
    if (!config.ipvlan || !config.ipvlan->address)
        return std::nullopt;
    const auto& [address, length] = *config.ipvlan->address;
    return VirtualAddress{address, length, config.ipvlan->interface};
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
        const MadeLink macvlan{name, value, read_mac(words)};
        if (words)
            out.links.insert(macvlan);
        return;
    }
    if (kind == "ipvlan") {
        std::uint16_t mode = 0;
        if (words >> mode)
            out.links.insert({name, value, {}, static_cast<IpvlanMode>(mode)});
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
        add_links(*config, out.links);
        if (const auto address = own_address_of(*config))
            out.addresses.push_back(*address);
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
    return std::ranges::includes(addresses, other.addresses) && std::ranges::includes(links, other.links) &&
           std::ranges::includes(routing, other.routing);
}

void Noted::add(const Noted& more) {
    addresses.insert(more.addresses.begin(), more.addresses.end());
    links.insert(more.links.begin(), more.links.end());
    routing.insert(more.routing.begin(), more.routing.end());
}

void Noted::add(const VirtualRouterConfig& config) {
    add_links(config, links);
    add_routing(routing, config.routes, config.rules);
    if (const auto address = own_address_of(config))
        addresses.insert({address->interface, address->carried()});
    for (const auto* placed : {&config.addresses, &config.excluded}) {
        for (const auto& each : *placed)
            addresses.insert({each.carrier().empty() ? home_of(config) : each.carrier(), each.carried()});
    }
}

Noted Noted::without(const Noted& other) const {
    return {difference(addresses, other.addresses), difference(links, other.links),
            difference(routing, other.routing)};
}

Noted placeable(const Configs& routers, const std::vector<VirtualAddress>& fixed) {
    Noted out;
    for (const auto& each : fixed)
        out.addresses.insert({each.interface, each.carried()});
    for (const auto& config : routers)
        out.add(*config);
    return out;
}

void add_routing(RoutingSet& out, const std::vector<VirtualRoute>& routes,
                 const std::vector<VirtualRule>& rules) {
    for (const auto& each : routes)
        out.insert(each.route);
    for (const auto& each : rules)
        out.insert(each.rule);
}

std::string text(const Noted& noted) {
    std::string out;
    const auto line = [&out](std::initializer_list<std::string_view> words) {
        for (const auto word : words)
            out.append(out.empty() || out.back() == '\n' ? "" : " ").append(word);
        out += '\n';
    };
    for (const auto& [interface, address] : noted.addresses)
        line({"address", interface, address.address.text(), std::to_string(address.prefix_length)});
    for (const auto& [name, base, mac, ipvlan] : noted.links) {
        if (ipvlan) {
            line({"ipvlan", name, base, std::to_string(static_cast<unsigned>(*ipvlan))});
            continue;
        }
        const auto vrid = mac.octets[5];
        const bool is_ipv6 = mac == virtual_mac(Family::Ipv6, vrid);
        line({"macvlan", name, base, is_ipv6 ? "6" : "4", std::to_string(vrid)});
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
