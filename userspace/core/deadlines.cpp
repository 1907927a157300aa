// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/deadlines.h"

#include <numeric>

namespace xvrrp::core {

Deadlines::Deadlines(std::size_t count) : when_(count, kNever), heap_(count), place_(count) {
    std::iota(heap_.begin(), heap_.end(), RouterId{0});
    std::iota(place_.begin(), place_.end(), std::size_t{0});
}

void Deadlines::set(RouterId id, TimePoint when) {
    const bool earlier = when < when_[id];
    if (when == when_[id])
        return;
    when_[id] = when;
    if (earlier)
        sift_up(place_[id]);
    else
        sift_down(place_[id]);
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
    place_[id] = place;
}

// Equal deadlines in configuration order, so that a run can be repeated.
bool Deadlines::before(RouterId a, RouterId b) const {
    return when_[a] != when_[b] ? when_[a] < when_[b] : a < b;
}

} // namespace xvrrp::core
