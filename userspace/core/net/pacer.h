// SPDX-License-Identifier: GPL-2.0-or-later
// Gratuitous ARP and unsolicited NA that wait for their turn: garp_interval and gna_interval.
//
// Each interface has two queues, one per family; between two messages of a queue lies the interval of the second. An
// address waits at most once, however often it is announced: everybody once before anybody twice. Pure.
#pragma once

#include "core/vrrp/io.h"

#include <deque>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace xvrrp::core {

struct Announcement {
    RouterId router{};
    Announce::Message message;
};

class Pacer {
public:
    // Announce it repeat times; what is left of an earlier announcement counts in.
    void add(Announcement announcement, unsigned repeat);

    // What is to be sent now. An address that is not wanted any more is dropped, and delays nobody.
    std::vector<Announcement> due(TimePoint now,
                                  const std::function<bool(const PlacedAddress& address)>& is_wanted);
    TimePoint deadline() const;

private:
    struct Waiting {
        Announcement announcement;
        unsigned left = 0;
    };

    struct Queue {
        std::deque<PlacedAddress> order;
        TimePoint last{}; // when its last message went
    };

    TimePoint turn_of_first(const Queue& queue) const;

    std::map<PlacedAddress, Waiting> waiting_;
    std::map<std::pair<InterfaceIndex, Family>, Queue> queues_;
};

} // namespace xvrrp::core
