// SPDX-License-Identifier: GPL-2.0-or-later
// A private pair of interfaces between which a packet circles, once in a given time.
//
// A packet that is sent through `out` waits there for its turn and then arrives at `in`. The pair outlives this object and the
// process.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <string>

namespace xvrrp::host {

struct Circle {
    core::InterfaceIndex out{};
    core::InterfaceIndex in{};
    std::string name{}; // of `out`; `in` has the same name and a p
};

// Makes a pair whose name nobody has. owner is an alias by which people and find_circle() know it.
Result<Circle> make_circle(const std::string& owner);
// Returns the pair of this owner, or one without a name if there is none.
Result<Circle> find_circle(const std::string& owner);
// Brings the pair up, and sets the time that a packet of this size takes for a turn. It may circle meanwhile.
Result<> open_circle(const Circle& circle, std::size_t packet, core::Duration turn);
Result<> remove_circle(const Circle& circle);

} // namespace xvrrp::host
