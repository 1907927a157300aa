// SPDX-License-Identifier: GPL-2.0-or-later
// When the steps of a virtual router's last takeover happened; the epoch where one did not.
#pragma once

#include "core/types.h"

#include <map>

namespace xvrrp::daemon {

struct Timeline {
    core::TimePoint last_advert; // of the master before
    core::TimePoint deadline;    // the master-down deadline that passed
    core::TimePoint master;
    core::TimePoint addresses; // the kernel has them
    core::TimePoint announced; // the first gratuitous ARP was handed to the NIC
};

// Of those that have been MASTER.
using Timelines = std::map<core::RouterId, Timeline>;

} // namespace xvrrp::daemon
