// SPDX-License-Identifier: GPL-2.0-or-later
// The transitions of virtual routers: the times of the steps of the last takeover, and how often each happened.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <map>
#include <tuple>

namespace xvrrp::daemon {

// A step that did not happen has the epoch.
struct Timeline {
    core::TimePoint last_advert; // the last advert of the former master
    core::TimePoint deadline;    // the master-down deadline that passed
    core::TimePoint master;
    core::TimePoint addresses; // the kernel has the addresses
    core::TimePoint announced; // the first gratuitous ARP was handed to the NIC
};

// Virtual routers that have been MASTER have one.
using Timelines = std::map<core::RouterId, Timeline>;

// The state before, the state after, and why. There are never more than some hundreds.
using TransitionCounts = std::map<std::tuple<core::State, core::State, core::Reason>, std::uint64_t>;

} // namespace xvrrp::daemon
