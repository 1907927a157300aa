// SPDX-License-Identifier: GPL-2.0-or-later
// A count of durations by their length, in buckets that never change. Adding one costs a search in a short table.
//
// A duration belongs to the first bucket whose bound it does not exceed, and to the last one if it exceeds all of them.
#pragma once

#include "core/types.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace xvrrp::core {

class Histogram {
public:
    static constexpr std::array<Duration, 16> kBounds = [] {
        using namespace std::chrono_literals;
        return std::array<Duration, 16>{100us, 250us, 500us, 1ms,   2500us, 5ms,    10ms, 25ms,
                                        50ms,  100ms, 250ms, 500ms, 1s,     2500ms, 5s,   10s};
    }();
    using Counts = std::array<std::uint64_t, kBounds.size() + 1>;

    // What happened too early was not late at all, so a negative duration counts as zero.
    void add(Duration duration) {
        const auto counted = std::max(duration, Duration::zero());
        ++counts_[static_cast<std::size_t>(std::ranges::lower_bound(kBounds, counted) - kBounds.begin())];
        sum_ += counted;
    }

    const Counts& counts() const { return counts_; }

    Duration sum() const { return sum_; }

private:
    Counts counts_{};
    Duration sum_{0};
};

} // namespace xvrrp::core
