// SPDX-License-Identifier: GPL-2.0-or-later
// The deadlines of all virtual routers: one each, moved in O(log n), the earliest at hand.
#pragma once

#include "core/types.h"

#include <vector>

namespace xvrrp::core {

class Deadlines {
public:
    explicit Deadlines(std::size_t count); // all kNever

    // Room for more of them; never less.
    void grow(std::size_t count);

    void set(RouterId id, TimePoint when);

    TimePoint of(RouterId id) const { return when_[id.value]; }

    TimePoint earliest() const { return heap_.empty() ? kNever : when_[heap_.front().value]; }

    RouterId first() const { return heap_.front(); }

    // All that are due, in no order; costs what they are many.
    std::vector<RouterId> due(TimePoint now) const;

private:
    void sift_up(std::size_t place);
    void sift_down(std::size_t place);
    void put(std::size_t place, RouterId id);
    bool before(RouterId a, RouterId b) const;

    std::vector<TimePoint> when_;    // by id
    std::vector<RouterId> heap_;     // binary heap of ids
    std::vector<std::size_t> place_; // by id: its place in the heap
};

} // namespace xvrrp::core
