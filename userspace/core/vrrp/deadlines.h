// SPDX-License-Identifier: GPL-2.0-or-later
// The deadlines of all virtual routers, one for each, in a heap. A deadline moves in O(log n), and the earliest
// is always known.
#pragma once

#include "core/types.h"

#include <vector>

namespace xvrrp::core {

class Deadlines {
public:
    explicit Deadlines(std::size_t count); // all kNever

    // Makes room for more deadlines. There is never less room than before.
    void grow(std::size_t count);

    void set(RouterId id, TimePoint when);

    TimePoint of(RouterId id) const { return when_[id.value]; }

    TimePoint earliest() const { return heap_.empty() ? kNever : when_[heap_.front().value]; }

    RouterId first() const { return heap_.front(); }

    // Returns all that are due, in no order. The cost depends only on their number.
    std::vector<RouterId> due(TimePoint now) const;

private:
    void sift_up(std::size_t position);
    void sift_down(std::size_t position);
    void put(std::size_t position, RouterId id);
    bool before(RouterId a, RouterId b) const;

    std::vector<TimePoint> when_;       // by id
    std::vector<RouterId> heap_;        // binary heap of ids
    std::vector<std::size_t> position_; // by id: its position in the heap
};

} // namespace xvrrp::core
