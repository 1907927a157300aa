// SPDX-License-Identifier: GPL-2.0-or-later
// Things beside a virtual router's own interface whose state decides about it, as a FAULT or by points for its priority.
#pragma once

#include "core/conditions/conditions.h"
#include "core/types.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace xvrrp::core {

struct Tracker {
    enum class Kind : std::uint8_t { Interface, File, Script, Process } kind = Kind::Interface;
    std::string name;
    NamespaceId space{}; // of an interface

    auto operator<=>(const Tracker&) const = default;
};

// The share of a virtual router in a tracker.
struct Tracking {
    Tracker tracker;
    // A positive weight is added to the priority while the tracker is good, a negative one while it fails. With 0 the
    // virtual router is in FAULT while it fails. The value of a file is multiplied by its weight; with 0 any other value
    // than 0 is a FAULT.
    int weight = 0;
    bool reverse =
        false; // the sign of the weight is changed, or with 0 there is a FAULT while the tracker is good
    // Trackers with the same number are one condition, which holds while all of them fail. 0: alone. No weight then.
    unsigned any_of = 0;

    bool operator==(const Tracking&) const = default;
};

struct TrackerState {
    bool good = false;
    int value = 0;        // of a file
    std::string sentence; // for people: "interface eth1 is down or has no carrier"

    bool operator==(const TrackerState&) const = default;
};

// Returns the condition that follows for the virtual router, if any.
std::optional<Condition> condition_of(const Tracking& tracking, const TrackerState& state);

} // namespace xvrrp::core
