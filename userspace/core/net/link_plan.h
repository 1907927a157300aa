// SPDX-License-Identifier: GPL-2.0-or-later
// The macvlan interfaces that carry virtual MACs: the wanted ones, the existing ones, and the operations
// between.
//
// Creation, adoption of leftovers, repair and removal are the same function, as for addresses.
#pragma once

#include "core/net/net_state.h"

namespace xvrrp::core {

struct Macvlan {
    std::string name;
    std::string base; // the interface that it stands on
    MacAddress mac;

    auto operator<=>(const Macvlan&) const = default;
};

struct LinkOperation {
    enum class Kind : std::uint8_t {
        Create, // the new interface is down, and adoption follows
        Adopt,  // it exists and is new to us: it is made ready and brought up
        Raise,  // somebody took it down
        Remove,
    } kind = Kind::Create;
    Macvlan target;
    int ifindex = 0; // that of the base interface for Create, otherwise its own

    bool operator==(const LinkOperation&) const = default;
};

// An interface that has the wanted name and is not ours. It is not touched.
struct LinkConflict {
    Macvlan wanted;
    std::string found; // "is a bridge"

    bool operator==(const LinkConflict&) const = default;
};

struct LinkPlan {
    std::vector<LinkOperation> operations;
    std::vector<LinkConflict> conflicts;

    bool operator==(const LinkPlan&) const = default;
};

using LinksByName = std::map<std::string, Link>;

// All of scope is wanted, or none of it. adopted holds the indexes of the ready interfaces. An operation that
// is not possible yet, because the base interface does not exist or is not up, is left for later.
LinkPlan plan_links(std::span<const Macvlan> scope, bool wanted, const LinksByName& observed,
                    const std::set<int>& adopted);

} // namespace xvrrp::core
