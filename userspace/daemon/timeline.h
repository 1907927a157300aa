// SPDX-License-Identifier: GPL-2.0-or-later
// The times of the steps of a virtual router's last takeover. A step that did not happen has the epoch.
#pragma once

#include "core/types.h"

#include <map>

namespace xvrrp::daemon {

struct Timeline {
    core::TimePoint last_advert; // the last advert of the former master
    core::TimePoint deadline;    // the master-down deadline that passed
    core::TimePoint master;
    core::TimePoint addresses; // the kernel has the addresses
    core::TimePoint announced; // the first gratuitous ARP was handed to the NIC
};

// Virtual routers that have been MASTER have one.
using Timelines = std::map<core::RouterId, Timeline>;

} // namespace xvrrp::daemon
