// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules as the kernel is to have them, and what has to be done for it.
#pragma once

#include "core/net/route.h"
#include "core/net/rule.h"

#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace xvrrp::core {

// Routes come before rules: nothing is looked up in a table that is not filled.
using RoutingEntry = std::variant<Route, Rule>;
using RoutingSet = std::set<RoutingEntry>;
// Once for each that wants it: an entry that moves from one virtual router to another is wanted all the time.
using WantedRouting = std::multiset<RoutingEntry>;

// What was seen to go. Of a route with several gateways they are told one by one.
struct RouteGone {
    InterfaceAddress destination;
    std::uint32_t table = kMainTable;
    std::uint32_t metric = 0;
    std::uint8_t tos = 0;
    std::optional<IpAddress> via{};
};

struct RuleGone {
    Rule rule; // only what tells it from others: its family, priority, prefixes, interfaces, table and action
};

using RoutingGone = std::variant<RouteGone, RuleGone>;

bool is_gone(const RoutingEntry& entry, const RoutingGone& gone);

// Whether the kernel may take the one for the other, so that the one goes with the other.
bool are_alike(const RoutingEntry& a, const RoutingEntry& b);

// Whether the kernel may drop it without a word when something happens to this interface or its addresses.
bool depends_on(const RoutingEntry& entry, const std::string& interface);

// "route 203.0.113.0/24 via 192.0.2.254", "rule of priority 1000": what a message calls it.
std::string name(const RoutingEntry& entry);

std::vector<std::string> interfaces_of(const RoutingEntry& entry); // those it names

struct RoutingOperation {
    enum class Kind : std::uint8_t { Add, Remove } kind = Kind::Add;
    RoutingEntry target;
    std::vector<int> ifindexes{}; // of the hops of a route, in their order; 0: it names none

    bool operator==(const RoutingOperation&) const = default;
};

// What is to be added, in the order of scope, and to be removed, in the opposite one: a route may need another one to
// reach its gateway. Only what is in scope is looked at.
struct RoutingPlan {
    std::vector<RoutingEntry> add;
    std::vector<RoutingEntry> remove;

    bool operator==(const RoutingPlan&) const = default;
};

RoutingPlan plan(std::span<const RoutingEntry> scope, const WantedRouting& wanted,
                 const RoutingSet& observed);

} // namespace xvrrp::core
