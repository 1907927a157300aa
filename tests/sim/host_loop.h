// SPDX-License-Identifier: GPL-2.0-or-later
// The loop of one simulated daemon: it has a turn at its deadlines and when there is news. It may be late, and has none
// while it is stalled.
#pragma once

#include "random.h"
#include "timeline.h"

#include <functional>

namespace xvrrp::sim {

class HostLoop {
public:
    HostLoop(Timeline& timeline, std::uint64_t seed, std::function<void()> turn)
        : timeline_(timeline), random_(seed), turn_(std::move(turn)) {}

    TimePoint now() const { return timeline_.now(); }

    void start() { runs_ = true; }

    void stop();

    // There is news.
    void wake() { wake_at(now()); }

    void wake_at(TimePoint when);

    void stall_for(Duration duration) { stalled_until_ = now() + duration; }

    Duration lateness{0}; // at most, of every turn

private:
    void run_if_due(TimePoint planned);

    Timeline& timeline_;
    Random random_;
    std::function<void()> turn_;
    bool runs_ = false;
    TimePoint planned_ = core::kNever;
    TimePoint stalled_until_{};
};

} // namespace xvrrp::sim
