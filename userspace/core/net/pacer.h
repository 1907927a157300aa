// SPDX-License-Identifier: GPL-2.0-or-later
// Gratuitous ARP and unsolicited NA that wait for their turn, by garp_interval and gna_interval. Pure.
//
// Each interface, or each group of interfaces, has two queues, one per family. The interval of a message is the time
// between it and the message before it in its queue. An address is only once in a queue, however often it is announced,
// so each address is announced once before any address is announced twice. A queue that no interval concerns any more
// is forgotten.
#pragma once

#include "core/vrrp/io.h"

#include <deque>
#include <functional>
#include <map>
#include <tuple>
#include <vector>

namespace xvrrp::core {

struct Announcement {
    RouterId router{};
    Announce::Message message;
};

class Pacer {
public:
    // Announces the address repeat times, or as often as an earlier announcement still has to, if that is
    // more.
    void add(Announcement announcement, unsigned repeat);

    // Returns the messages to send now. An address that is not wanted any more is dropped and delays no
    // other.
    std::vector<Announcement> due(TimePoint now,
                                  const std::function<bool(const AddressPlace& address)>& is_wanted);
    TimePoint deadline() const;

    // The number of queues that are remembered.
    std::size_t queues() const { return queues_.size(); }

private:
    struct Waiting {
        Announcement announcement;
        unsigned left = 0;
    };

    struct Queue {
        std::deque<AddressPlace> order;
        TimePoint last{}; // the time of its last message
    };

    // The group, or if there is none, the interface.
    using QueueKey = std::tuple<std::uint32_t, InterfaceIndex, Family>;

    static QueueKey queue_of(const Announce::Message& message);
    TimePoint turn_of_first(const Queue& queue) const;

    std::map<AddressPlace, Waiting> waiting_;
    std::map<QueueKey, Queue> queues_;
};

} // namespace xvrrp::core
