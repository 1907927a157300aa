// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/deadlines.h"

namespace xvrrp::core {

Deadlines::Deadlines(std::size_t count) {
    grow(count);
}

void Deadlines::grow(std::size_t count) {
    for (auto id = static_cast<std::uint32_t>(when_.size()); id < count; ++id) {
        when_.push_back(kNever); // later than all others: the end of the heap is its place
        place_.push_back(heap_.size());
        heap_.push_back(RouterId{id});
    }
}

// In the heap no deadline below one that is not due is due.
std::vector<RouterId> Deadlines::due(TimePoint now) const {
    std::vector<RouterId> due;
    std::vector<std::size_t> places{0};
    while (!places.empty()) {
        const auto place = places.back();
        places.pop_back();
        if (place >= heap_.size() || when_[heap_[place].value] > now)
            continue;
        due.push_back(heap_[place]);
        places.push_back(2 * place + 1);
        places.push_back(2 * place + 2);
    }
    return due;
}

void Deadlines::set(RouterId id, TimePoint when) {
    const bool earlier = when < when_[id.value];
    if (when == when_[id.value])
        return;
    when_[id.value] = when;
    if (earlier)
        sift_up(place_[id.value]);
    else
        sift_down(place_[id.value]);
}

void Deadlines::sift_up(std::size_t place) {
    const RouterId id = heap_[place];
    while (place > 0 && before(id, heap_[(place - 1) / 2])) {
        put(place, heap_[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(place, id);
}

void Deadlines::sift_down(std::size_t place) {
    const RouterId id = heap_[place];
    for (;;) {
        std::size_t child = 2 * place + 1;
        if (child >= heap_.size())
            break;
        if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child]))
            ++child;
        if (!before(heap_[child], id))
            break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, id);
}

void Deadlines::put(std::size_t place, RouterId id) {
    heap_[place] = id;
    place_[id.value] = place;
}

// Equal deadlines come in configuration order, so that a run can be repeated.
bool Deadlines::before(RouterId a, RouterId b) const {
    return when_[a.value] != when_[b.value] ? when_[a.value] < when_[b.value] : a < b;
}

} // namespace xvrrp::core
