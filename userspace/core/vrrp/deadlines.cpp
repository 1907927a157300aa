// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/deadlines.h"

namespace xvrrp::core {

Deadlines::Deadlines(std::size_t count) {
    grow(count);
}

void Deadlines::grow(std::size_t count) {
    for (auto id = static_cast<std::uint32_t>(when_.size()); id < count; ++id) {
        when_.push_back(kNever); // no deadline is later, so it belongs at the end of the heap
        position_.push_back(heap_.size());
        heap_.push_back(RouterId{id});
    }
}

// If a deadline is not due, none below it in the heap is due either.
std::vector<RouterId> Deadlines::due(TimePoint now) const {
    std::vector<RouterId> due;
    std::vector<std::size_t> positions{0};
    while (!positions.empty()) {
        const auto position = positions.back();
        positions.pop_back();
        if (position >= heap_.size() || when_[heap_[position].value] > now)
            continue;
        due.push_back(heap_[position]);
        positions.push_back(2 * position + 1);
        positions.push_back(2 * position + 2);
    }
    return due;
}

void Deadlines::set(RouterId id, TimePoint when) {
    const bool earlier = when < when_[id.value];
    if (when == when_[id.value])
        return;
    when_[id.value] = when;
    if (earlier)
        sift_up(position_[id.value]);
    else
        sift_down(position_[id.value]);
}

void Deadlines::sift_up(std::size_t position) {
    const RouterId id = heap_[position];
    while (position > 0 && before(id, heap_[(position - 1) / 2])) {
        put(position, heap_[(position - 1) / 2]);
        position = (position - 1) / 2;
    }
    put(position, id);
}

void Deadlines::sift_down(std::size_t position) {
    const RouterId id = heap_[position];
    for (;;) {
        std::size_t child = 2 * position + 1;
        if (child >= heap_.size())
            break;
        if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child]))
            ++child;
        if (!before(heap_[child], id))
            break;
        put(position, heap_[child]);
        position = child;
    }
    put(position, id);
}

void Deadlines::put(std::size_t position, RouterId id) {
    heap_[position] = id;
    position_[id.value] = position;
}

// Equal deadlines come in configuration order, so that a run can be repeated.
bool Deadlines::before(RouterId a, RouterId b) const {
    return when_[a.value] != when_[b.value] ? when_[a.value] < when_[b.value] : a < b;
}

} // namespace xvrrp::core
