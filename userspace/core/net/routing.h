// SPDX-License-Identifier: GPL-2.0-or-later
// The routes and rules that the kernel is to have, and the operations for them.
#pragma once

#include "core/net/route.h"
#include "core/net/rule.h"

#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

// Routes come before rules, so that no rule leads to a table that is not filled.
using RoutingEntry = std::variant<Route, Rule>;
using RoutingSet = std::set<RoutingEntry>;
// An entry is here once for each holder that wants it, so one that moves between virtual routers is always
// wanted.
using WantedRouting = std::multiset<RoutingEntry>;

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

// True if the kernel may take one for the other, so that both go together.
bool are_alike(const RoutingEntry& a, const RoutingEntry& b);

// True if the kernel may drop it without a report when something happens to this interface or its addresses.
bool depends_on(const RoutingEntry& entry, const std::string& interface);

// The name in messages: "route 203.0.113.0/24 via 192.0.2.254", "rule of priority 1000".
std::string name(const RoutingEntry& entry);

std::vector<std::string> interfaces_of(const RoutingEntry& entry); // the interfaces that it names

struct RoutingOperation {
    enum class Kind : std::uint8_t { Add, Remove } kind = Kind::Add;
    RoutingEntry target;
    std::vector<int> ifindexes{}; // those of the hops, in their order; 0: a hop names none

    bool operator==(const RoutingOperation&) const = default;
};

// The entries to add, in the order of scope, and the entries to remove, in the opposite order, because a
// route may need another one to reach its gateway. Only entries in scope are looked at.
struct RoutingPlan {
    std::vector<RoutingEntry> add;
    std::vector<RoutingEntry> remove;

    bool operator==(const RoutingPlan&) const = default;
};

RoutingPlan plan(std::span<const RoutingEntry> scope, const WantedRouting& wanted,
                 const RoutingSet& observed);

} // namespace xvrrp::core
