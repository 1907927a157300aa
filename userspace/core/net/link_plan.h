// SPDX-License-Identifier: GPL-2.0-or-later
// The macvlan interfaces that carry virtual MACs: which there should be, which there are, and the operations between.
//
// Creation, adoption of what a crash left behind, repair and removal are the same function, as for addresses.
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
        Create, // as it is created it is down: adoption follows
        Adopt,  // it is there and new to us: make it ready and bring it up
        Raise,  // somebody took it down
        Remove,
    } kind = Kind::Create;
    Macvlan target;
    int ifindex = 0; // of the base interface to Create on; otherwise its own

    bool operator==(const LinkOperation&) const = default;
};

// An interface of that name which is not ours, and therefore not touched.
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

// All of scope is wanted, or none of it. adopted: the indexes of those that are ready. What cannot be done yet, as the
// base interface is not there or not up, is left for when it is.
LinkPlan plan_links(std::span<const Macvlan> scope, bool wanted, const LinksByName& observed,
                    const std::set<int>& adopted);

} // namespace xvrrp::core
