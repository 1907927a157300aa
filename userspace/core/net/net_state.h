// SPDX-License-Identifier: GPL-2.0-or-later
// Links and addresses of the kernel's network as values, and the operations on addresses.
#pragma once

#include "core/net/virtual_address.h"
#include "core/types.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace xvrrp::core {

// How the ipvlans on one interface treat each other; the numbers are the kernel's (IFLA_IPVLAN_FLAGS).
enum class IpvlanMode : std::uint16_t { Bridge = 0, Private = 1, Vepa = 2 };

// A network interface as netlink reports it.
struct Link {
    InterfaceIndex index{};
    std::string name;
    MacAddress mac;
    bool up = false;         // IFF_UP and IFF_RUNNING
    bool arp = true;         // not IFF_NOARP
    bool forwards = true;    // it forwards IPv6 packets: the router flag of our neighbor advertisements
    bool ipv6 = true;        // not disabled by its disable_ipv6
    bool enabled = false;    // IFF_UP: the wanted state, whatever the carrier is
    std::string kind{};      // "macvlan"; empty: hardware, or a kind without a name
    InterfaceIndex parent{}; // the interface that it stands on, if any
    InterfaceIndex vrf{};    // the VRF that it belongs to, if any
    std::uint32_t table = 0; // of a VRF: the number of its routing table
    std::optional<IpvlanMode> ipvlan{}; // an ipvlan in L2 mode

    bool operator==(const Link&) const = default;

    InterfaceKey key() const { return {name, index.space}; }
};

// Thousands of virtual routers may be on the same link, so they share the value. Null: there is no such link.
using SharedLink = std::shared_ptr<const Link>;

using LinksByName = std::map<std::string, Link>;

// The kernel's key of an address.
struct AddressPlace {
    InterfaceIndex interface {};
    InterfaceAddress address;

    auto operator<=>(const AddressPlace&) const = default;
};

// Addresses are compared by the kernel's key: two that differ only in attributes cannot exist together.
struct PlacedAddress {
    InterfaceIndex interface {};
    InterfaceAddress address;
    AddressAttributes attributes{}; // a wanted address has its label: by default the name of the interface
    bool marked = false;            // observed: it has the mark that we give to placed addresses

    auto operator<=>(const PlacedAddress& other) const {
        return std::tie(interface, address) <=> std::tie(other.interface, other.address);
    }

    bool operator==(const PlacedAddress& other) const { return (*this <=> other) == 0; }

    AddressPlace place() const { return {interface, address}; }
};

// The label is the one that the kernel gives by default, unless the address has another one.
PlacedAddress place_on(const Link& link, const VirtualAddress& address);

using AddressSet = std::set<PlacedAddress>;

struct AddressOperation {
    enum class Kind : std::uint8_t { Add, Remove } kind = Kind::Add;
    PlacedAddress target;

    bool operator==(const AddressOperation&) const = default;
};

// True if the observed attributes of an address are the wanted ones. A remaining lifetime and the result of
// duplicate address detection do not count. The kernel changes no attribute of an existing address, so one
// with other attributes is removed and added again.
bool same_attributes(const AddressAttributes& observed, const AddressAttributes& wanted);

} // namespace xvrrp::core
