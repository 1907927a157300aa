// SPDX-License-Identifier: GPL-2.0-or-later
// Links and addresses of the kernel's network as values, and the operations on addresses.
#pragma once

#include "core/net/virtual_address.h"
#include "core/types.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace xvrrp::core {

// A network interface as netlink reports it.
struct Link {
    int ifindex = 0;
    std::string name;
    MacAddress mac;
    bool up = false;      // IFF_UP and IFF_RUNNING
    bool arp = true;      // not IFF_NOARP
    bool forwards = true; // IPv6 packets: the router flag of our neighbor advertisements
    bool ipv6 = true;     // not disabled by its disable_ipv6
    bool enabled = false; // IFF_UP: what was asked for, whatever there is below it
    std::string kind{};   // "macvlan"; empty: hardware, or a kind that does not say
    int parent = 0;       // the interface that it stands on, if any
    int vrf = 0;          // the VRF that it belongs to, if any
    NamespaceId space{};

    bool operator==(const Link&) const = default;

    InterfaceIndex index() const { return {ifindex, space}; }

    InterfaceKey key() const { return {name, space}; }
};

// Compared by what is the kernel's key: two that differ in attributes alone cannot both be there.
struct PlacedAddress {
    int ifindex = 0;
    InterfaceAddress address;
    AddressAttributes
        attributes{};    // what is wanted has its label: that of the interface if it has none of its own
    bool marked = false; // observed: with the mark that we give to what we place
    NamespaceId space{};

    InterfaceIndex interface() const { return {ifindex, space}; }

    auto operator<=>(const PlacedAddress& other) const {
        return std::tie(space, ifindex, address) <=> std::tie(other.space, other.ifindex, other.address);
    }

    bool operator==(const PlacedAddress& other) const { return (*this <=> other) == 0; }
};

// With the label that the kernel gives where none is asked for.
PlacedAddress place_on(const Link& link, const VirtualAddress& address);

using AddressSet = std::set<PlacedAddress>;

struct AddressOperation {
    enum class Kind : std::uint8_t { Add, Remove } kind = Kind::Add;
    PlacedAddress target;

    bool operator==(const AddressOperation&) const = default;
};

// Whether the kernel's attributes of an address are those that are wanted. A lifetime runs down, and whether duplicates
// were detected is of no more interest once it is there: these do not count. The kernel changes no attribute of an
// address that it has: where they are not the same it is removed and added.
bool same_attributes(const AddressAttributes& observed, const AddressAttributes& wanted);

} // namespace xvrrp::core
