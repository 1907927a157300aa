// SPDX-License-Identifier: GPL-2.0-or-later
// How long things waited and took since the daemon's start, for those that watch over it.
#pragma once

#include "core/histogram.h"

#include <algorithm>
#include <map>

namespace xvrrp::daemon {

struct Measures {
    core::Histogram advert_late{}; // from the time at which an advert was due until it had left
    core::Histogram
        deadline_late{};         // from the earliest deadline of a virtual router to the turn that kept it
    core::Histogram loop_lag{};  // the length of a turn, in which nothing else is looked at
    core::Histogram takeover{};  // from the master-down deadline to the first gratuitous ARP
    core::TimePoint last_turn{}; // the end of it
};

// How late the adverts of one virtual router left.
struct Lateness {
    core::Duration last{0};
    core::Duration largest{0}; // since the daemon's start

    void add(core::Duration late) {
        last = std::max(late, core::Duration::zero());
        largest = std::max(largest, last);
    }
};

using LatenessByRouter = std::map<core::RouterId, Lateness>;

} // namespace xvrrp::daemon
