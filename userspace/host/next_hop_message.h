// SPDX-License-Identifier: GPL-2.0-or-later
// The rtnetlink messages that ask for the way to one destination: its route, then the neighbour on that.
//
// Pure: bytes in, values out. The reading functions return nothing for a message of another kind.
#pragma once

#include "core/bytes.h"
#include "core/types.h"

#include <cstdint>
#include <optional>
#include <string>

struct nlmsghdr;

namespace xvrrp::host {

// A destination of packets from this address, as the kernel routes them.
struct Destination {
    core::IpAddress source;
    core::IpAddress address;
    core::InterfaceIndex scope{}; // of a link-local address

    auto operator<=>(const Destination&) const = default;
};

struct RouteTo {
    core::InterfaceIndex interface {};
    std::optional<core::IpAddress> gateway{}; // of either family; none: the destination is on the link
    std::string trouble{}; // for people: the reason why no Ethernet frame to a neighbour can go this way
};

// The request asks for the route of one packet and not for a list.
void append_route_request(core::Bytes& out, std::uint32_t sequence, const Destination& destination);
std::optional<RouteTo> read_route(nlmsghdr& message);

void append_neighbour_request(core::Bytes& out, std::uint32_t sequence, core::InterfaceIndex interface,
                              const core::IpAddress& address);

// The entry of a neighbour. Without a MAC the kernel does not know it at the moment.
struct NeighbourEntry {
    std::optional<core::MacAddress> mac{};
};

std::optional<NeighbourEntry> read_neighbour(nlmsghdr& message);

} // namespace xvrrp::host
