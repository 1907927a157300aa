// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as one kind of thing, the observed removals of them, and the operations on them.
#pragma once

#include "core/net/route.h"
#include "core/net/rule.h"
#include "core/types.h"

#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace xvrrp::core {

// Routes come before rules, so that no rule leads to a table that is not filled.
using RoutingEntry = std::variant<Route, Rule>;
using RoutingSet = std::set<RoutingEntry>;

// An observed removal. The kernel reports the gateways of a route one by one.
struct RouteGone {
    InterfaceAddress destination;
    std::uint32_t table = kMainTable;
    std::uint32_t metric = 0;
    std::uint8_t tos = 0;
    std::optional<IpAddress> via{};
};

struct RuleGone {
    Rule rule; // only its key: family, priority, prefixes, interfaces, table and action
};

using RoutingGone = std::variant<RouteGone, RuleGone>;

bool is_gone(const RoutingEntry& entry, const RoutingGone& gone);

// The kernel may take two entries with equal keys for one another, so that both go together.
using RoutingKey = std::tuple<std::size_t, InterfaceAddress, std::uint32_t>;
RoutingKey key_of(const RoutingEntry& entry);

// True if the kernel may drop it without a report when something happens to this interface or its addresses.
bool depends_on(const RoutingEntry& entry, const std::string& interface);

// The name in messages: "route 203.0.113.0/24 via 192.0.2.254", "rule of priority 1000".
std::string name(const RoutingEntry& entry);

std::vector<std::string> interfaces_of(const RoutingEntry& entry); // the interfaces that it names

// The interfaces of a route's hops in their order; one with index 0: the hop names none.
using HopInterfaces = std::vector<InterfaceIndex>;

// What the kernel has numbers for and an entry has names.
struct RoutingNumbers {
    HopInterfaces hops{};
    std::uint32_t table = 0; // that of the VRF; 0: the entry names none

    bool operator==(const RoutingNumbers&) const = default;
};

// The route as it is in the kernel, in the table of its VRF.
Route in_table(Route route, const RoutingNumbers& numbers);

struct RoutingOperation {
    enum class Kind : std::uint8_t { Add, Remove } kind = Kind::Add;
    RoutingEntry target;
    RoutingNumbers numbers{};

    bool operator==(const RoutingOperation&) const = default;
};

} // namespace xvrrp::core
