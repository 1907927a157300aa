// SPDX-License-Identifier: GPL-2.0-or-later
// When each script runs, and when one that does not end is killed. Pure.
//
// A check runs once per interval, at fixed times. If it is still running when its time comes, this one is left out, so
// there are never two runs of it at once.
#pragma once

#include "core/types.h"
#include "runner/message.h"

#include <cstdint>
#include <map>
#include <vector>

namespace xvrrp::runner {

class Schedule {
public:
    struct Action {
        enum class Kind : std::uint8_t { Start, Terminate, Kill } kind = Kind::Start;
        JobId id = 0;

        bool operator==(const Action&) const = default;
    };

    void add(JobId id, core::Duration interval, core::Duration timeout, core::TimePoint now);
    // A run of it that is under way is due to be terminated.
    void forget(JobId id, core::TimePoint now);
    // All checks are forgotten. Scripts that run once go on.
    void forget_checks(core::TimePoint now);
    // A run ended, or could not be started.
    void finished(JobId id, core::TimePoint now);

    std::vector<Action> due(core::TimePoint now);
    core::TimePoint deadline() const;

    bool empty() const { return jobs_.empty(); }

    // False for one that was forgotten: nobody waits for its outcome.
    bool wants_outcome(JobId id) const;
    bool was_terminated(JobId id) const;

private:
    struct Entry {
        core::Duration interval{0}; // 0: it runs once
        core::Duration timeout{0};
        core::TimePoint start_at{};
        core::TimePoint end_at = core::kNever; // of the run that is under way: SIGTERM, then SIGKILL
        bool running = false;
        bool terminated = false;
        bool forgotten = false;

        core::TimePoint deadline() const;
    };

    void forget(std::map<JobId, Entry>::iterator entry, core::TimePoint now);

    std::map<JobId, Entry> jobs_;
};

} // namespace xvrrp::runner
