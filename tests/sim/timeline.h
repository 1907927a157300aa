// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual time: the next event comes first. Events of the same instant come in the order of the requests.
#pragma once

#include "core/types.h"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace xvrrp::sim {

using core::Duration;
using core::TimePoint;

// The start of every simulation. It is not the epoch, which means "never heard".
inline constexpr TimePoint kStart{std::chrono::hours(1)};

class Timeline {
public:
    TimePoint now() const { return now_; }

    Duration elapsed() const { return now_ - kStart; }

    void at(TimePoint when, std::function<void()> what) {
        coming_.emplace(std::pair(when, order_++), std::move(what));
    }

    void run_until(TimePoint end) {
        while (!coming_.empty() && coming_.begin()->first.first <= end) {
            auto next = coming_.extract(coming_.begin());
            now_ = next.key().first;
            next.mapped()();
        }
        now_ = end;
    }

private:
    TimePoint now_ = kStart;
    std::uint64_t order_ = 0;
    std::map<std::pair<TimePoint, std::uint64_t>, std::function<void()>> coming_;
};

} // namespace xvrrp::sim
