// SPDX-License-Identifier: GPL-2.0-or-later
// The part of the kernel's network that the configuration wants in every state of its virtual routers.
#pragma once

#include "core/net/links.h"
#include "core/net/route.h"
#include "core/net/routing_entry.h"
#include "core/net/rule.h"
#include "core/net/virtual_address.h"
#include "core/vrrp/virtual_router_config.h"

#include <compare>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::core {

struct Standing {
    std::vector<VirtualAddress> addresses{}; // the static ones, and those of ipvlans
    std::vector<VirtualRoute> routes{};
    std::vector<VirtualRule> rules{};
    std::set<MadeLink> links{};
    std::set<std::string> promoting{}; // the interfaces that keep promote_secondaries
    std::set<IpAddress> guarded{};     // no_accept
};

// Returns what these virtual routers add to the static part of the configuration.
Standing standing_of(const Configs& routers);

// ---- The note ---------------------------------------------------------------------------------------------
// The addresses, links, routes and rules that a daemon may place, in any state, are noted before it places any. The
// successor of a crashed daemon learns from the note which of them were the daemon's own.

struct NotedAddress {
    std::string interface;
    InterfaceAddress address;

    auto operator<=>(const NotedAddress&) const = default;
};

struct Noted {
    std::set<NotedAddress> addresses;
    std::set<MadeLink> links;
    RoutingSet routing{};

    bool operator==(const Noted&) const = default;

    bool includes(const Noted& other) const;
    void add(const Noted& more);
    // Adds all that this virtual router may place.
    void add(const VirtualRouterConfig& config);
    // Returns the entries that the other note has not.
    Noted without(const Noted& other) const;
};

// Returns all that these virtual routers and these static addresses may place.
Noted placeable(const Configs& routers, const std::vector<VirtualAddress>& fixed);
void add_routing(RoutingSet& out, const std::vector<VirtualRoute>& routes,
                 const std::vector<VirtualRule>& rules);

// Without routes and rules, whose lines are those of the configuration.
std::string text(const Noted& noted);
Noted read_noted(const std::string& text); // leaves out a line that makes no sense

} // namespace xvrrp::core
