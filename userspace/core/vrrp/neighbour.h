// SPDX-License-Identifier: GPL-2.0-or-later
// The neighbours to which unicast adverts are handed on their way: the peers themselves, or the gateways to them.
#pragma once

#include "core/address.h"
#include "core/types.h"

#include <string>
#include <vector>

namespace xvrrp::core {

// The peers of a MASTER, and what the kernel's choice of a route for its adverts depends on.
struct Destinations {
    IpAddress source;       // of the adverts
    InterfaceIndex scope{}; // of a link-local peer
    std::vector<IpAddress> peers;

    bool operator==(const Destinations&) const = default;
};

// The way to one peer: the interface, and both ends of the Ethernet header.
struct Neighbour {
    IpAddress peer;
    InterfaceIndex interface {};
    MacAddress mac{};      // of the neighbour
    MacAddress source{};   // of the interface
    std::string trouble{}; // for people: the reason why the way is not known; empty: it is

    bool operator==(const Neighbour&) const = default;
};

} // namespace xvrrp::core
