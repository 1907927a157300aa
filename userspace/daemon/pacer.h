// SPDX-License-Identifier: GPL-2.0-or-later
// Gratuitous ARP and unsolicited NA that wait for their turn: garp_interval and gna_interval.
//
// Each interface has two queues, one per family; between two messages of a queue lies the interval of the second. An
// address waits at most once, however often it is announced: everybody once before anybody twice. Pure.
#pragma once

#include "core/vrrp/io.h"

#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

struct Announcement {
    core::RouterId router{};
    core::Announce::Message message;
};

class Pacer {
public:
    // Announce it repeat times; what is left of an earlier announcement counts in.
    void add(Announcement announcement, unsigned repeat);

    // What is to be sent now. An address that is not wanted any more is dropped, and delays nobody.
    std::vector<Announcement> due(core::TimePoint now, const core::WantedAddresses& wanted);
    core::TimePoint deadline() const;

private:
    struct Waiting {
        Announcement announcement;
        unsigned left = 0;
    };

    struct Queue {
        std::deque<core::PlacedAddress> order;
        core::TimePoint last{}; // when its last message went
    };

    core::TimePoint turn_of_first(const Queue& queue) const;

    std::map<core::PlacedAddress, Waiting> waiting_;
    std::map<std::pair<core::InterfaceIndex, core::Family>, Queue> queues_;
};

} // namespace xvrrp::daemon
