// SPDX-License-Identifier: GPL-2.0-or-later
// The work that waits and runs, scripts or mails: a lane for each instance and each sync group, and one piece of work of a
// lane at a time.
//
// The work of a lane is done in the order in which it was added, and all of it is done. Over all lanes only so much is begun
// within long_run, and the lane that has waited longest is the next. A run that takes longer holds up its own lane alone.
#pragma once

#include "core/notify/notification.h"
#include "core/types.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace xvrrp::core {

inline constexpr std::size_t kMostAtOnce = 32;
inline constexpr auto kLongRun = std::chrono::seconds(10);

template <class Work>
struct Run {
    std::uint64_t id = 0; // unique among all runs
    Subject of;
    Work work;
    TimePoint begun{};
};

template <class Work>
class Lanes {
public:
    // Tells whether an instance or a group has its addresses.
    using HasAddresses = std::function<bool(const Subject& of)>;

    // Duration::max(): all that runs counts, however long it takes.
    explicit Lanes(std::size_t most_at_once = kMostAtOnce, Duration long_run = kLongRun)
        : most_at_once_(most_at_once), long_run_(long_run) {}

    // Work that needs the addresses is not begun before they are there, and neither is what follows it in its lane.
    void add(const Subject& of, Work work, bool needs_addresses = false);
    // Returns the work to begin now. It counts as running until it is ended.
    std::vector<Run<Work>> begin(TimePoint now, const HasAddresses& has_addresses);
    // A run ended, however. Returns what ran, or nothing if no such one runs.
    std::optional<Run<Work>> end(std::uint64_t id);

    // The time from which on begin() may begin more, if work waits only because so much is under way.
    TimePoint deadline() const { return more_at_; }

    // The run of this lane, or null.
    const Run<Work>* running(const Subject& of) const;
    // The runs that have taken longer than long_run, in the order in which they began.
    std::vector<Run<Work>> long_runs(TimePoint now) const;

    // The work of a lane that has not begun, and that of all lanes that has not ended.
    std::size_t waiting(const Subject& of) const;

    std::size_t unfinished() const { return unfinished_; }

    bool empty() const { return unfinished_ == 0; }

private:
    struct Added {
        Work work;
        bool needs_addresses = false;
    };

    std::size_t most_at_once_;
    Duration long_run_;
    std::map<Subject, std::deque<Added>> lanes_; // without empty ones; the first piece of work may be running
    std::deque<Subject> ready_;                  // the lanes whose first piece of work does not run
    std::map<std::uint64_t, Run<Work>> running_; // in the order in which they began
    TimePoint more_at_ = kNever;
    std::uint64_t last_id_ = 0;
    std::size_t unfinished_ = 0;
};

} // namespace xvrrp::core
