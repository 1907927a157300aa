// SPDX-License-Identifier: GPL-2.0-or-later
// A configured route: ip-route(8)'s words with rtnetlink's numbers. The kernel takes two equal ones for one.
#pragma once

#include "core/address.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

inline constexpr std::uint32_t kMainTable = 254;
inline constexpr std::uint8_t kRouteProtocol = 18; // rt_protos: keepalived
inline constexpr std::uint8_t kUnicastRoute = 1;   // rtnetlink's RTN_UNICAST

// The header of an IP tunnel that the kernel puts before each packet.
struct TunnelHeader {
    Family family = Family::Ipv4;
    std::optional<std::uint64_t> id{};
    std::optional<IpAddress> destination{};
    std::optional<IpAddress> source{};
    std::optional<std::uint8_t> tos{}; // IPv6: the traffic class
    std::optional<std::uint8_t> ttl{}; // IPv6: the hop limit
    std::optional<std::uint16_t> flags{};

    auto operator<=>(const TunnelHeader&) const = default;
};

// The label stack that the kernel puts before each packet, the outermost label first.
struct MplsLabels {
    std::vector<std::uint32_t> labels{};

    auto operator<=>(const MplsLabels&) const = default;
};

using Encap = std::variant<std::monostate, TunnelHeader, MplsLabels>;

struct NextHop {
    std::optional<IpAddress> via{};
    std::string interface {}; // empty: the interface on which the kernel finds the gateway
    std::uint16_t weight = 1; // 1..256
    bool onlink = false;      // the gateway needs no route of its own
    std::uint32_t realms = 0; // the source's realm is in the upper half
    Encap encap{};

    auto operator<=>(const NextHop&) const = default;
};

struct RouteMetric {
    std::uint8_t kind = 0; // rtnetlink's RTAX_*
    std::uint32_t value = 0;
    bool locked = false;

    auto operator<=>(const RouteMetric&) const = default;
};

// The position of the route among others to the same destination.
enum class RoutePlace : std::uint8_t { Before, After, Alone };

struct Route {
    InterfaceAddress destination{}; // a prefix
    std::uint8_t type = kUnicastRoute;
    std::vector<NextHop> hops{}; // none: the route sends nothing anywhere; several: by their weights
    std::optional<InterfaceAddress> source{};    // IPv6: only for packets from this prefix
    std::optional<IpAddress> preferred_source{}; // the source of packets that this host sends
    std::uint32_t table = kMainTable;
    std::string vrf{}; // the route is in the table of this VRF; empty: in the one above
    std::uint8_t protocol = kRouteProtocol;
    std::uint8_t scope = 0;
    std::uint8_t tos = 0;
    std::uint32_t metric = 0; // 0: the kernel's default, which is 1024 for IPv6
    std::uint32_t realms = 0;
    std::optional<std::uint32_t> expires{}; // IPv6, in seconds
    std::uint8_t preference = 0;            // IPv6, rtnetlink's: 0 is medium
    std::optional<bool> ttl_propagate{};
    std::vector<RouteMetric> metrics{}; // by kind, each once
    std::string congestion_control{};
    bool congestion_locked = false;
    RoutePlace place = RoutePlace::Before;

    auto operator<=>(const Route&) const = default;

    Family family() const { return destination.address.family; }

    bool names(const std::string& interface) const;
};

// A route of a virtual router, or a static one.
struct VirtualRoute {
    Route route{};
    bool track = true;         // its interface is needed for mastership, and it is put back
    std::string track_group{}; // static: the group whose mastership needs its interface

    bool operator==(const VirtualRoute&) const = default;

    // Returns the interface whose loss is a FAULT, or an empty name.
    const std::string& tracked_interface() const;
};

} // namespace xvrrp::core
