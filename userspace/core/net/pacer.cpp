// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/pacer.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// No interval is longer, so an empty queue whose last message is older delays nothing.
constexpr std::chrono::seconds kLongestInterval{4295};

} // namespace

void Pacer::add(Announcement announcement, unsigned repeat) {
    if (repeat == 0)
        return;
    const auto target = announcement.message.address;
    const auto [known, is_new] = waiting_.try_emplace(target);
    auto& waiting = known->second;
    waiting = {std::move(announcement), std::max(waiting.left, repeat)};
    if (is_new)
        queues_[queue_of(waiting.announcement.message)].order.push_back(target);
}

Pacer::QueueKey Pacer::queue_of(const Announce::Message& message) {
    const auto& target = message.address;
    return {message.group, message.group == 0 ? target.interface : InterfaceIndex{},
            target.address.address.family};
}

TimePoint Pacer::turn_of_first(const Queue& queue) const {
    return queue.order.empty() ? kNever
                               : queue.last + waiting_.at(queue.order.front()).announcement.message.interval;
}

TimePoint Pacer::deadline() const {
    auto earliest = kNever;
    for (const auto& [key, queue] : queues_)
        earliest = std::min(earliest, turn_of_first(queue));
    return earliest;
}

std::vector<Announcement> Pacer::due(TimePoint now,
                                     const std::function<bool(const AddressPlace&)>& is_wanted) {
    std::vector<Announcement> out;
    for (auto& [key, queue] : queues_) {
        while (turn_of_first(queue) <= now) {
            const auto target = queue.order.front();
            const auto waiting = waiting_.find(target);
            queue.order.pop_front();
            if (!is_wanted(target)) {
                waiting_.erase(waiting);
                continue;
            }
            out.push_back(waiting->second.announcement);
            queue.last = now;
            if (--waiting->second.left > 0)
                queue.order.push_back(target);
            else
                waiting_.erase(waiting);
        }
    }
    std::erase_if(queues_, [&](const auto& each) {
        return each.second.order.empty() && now - each.second.last > kLongestInterval;
    });
    return out;
}

} // namespace xvrrp::core
