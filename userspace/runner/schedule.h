// SPDX-License-Identifier: GPL-2.0-or-later
// The times at which each script is started, and at which one that does not end is killed. Pure.
//
// A check runs once per interval, at fixed times. If it is still running when its time comes, this one is left out, so
// there are never two runs of it at once. Its failure is told at its timeout, and told again as long as even SIGKILL does
// not end the run.
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
        enum class Kind : std::uint8_t { Start, TellTimeout, Terminate, Kill } kind = Kind::Start;
        JobId id = 0;

        bool operator==(const Action&) const = default;
    };

    // It waits until nothing of the job `after` runs any more, which has to be forgotten for that. 0: it does not wait.
    void add(JobId id, core::Duration interval, core::Duration timeout, core::TimePoint now, JobId after = 0);
    // A run of it that is under way is due to be terminated.
    void forget(JobId id, core::TimePoint now);
    // All checks are forgotten. Scripts that run once go on.
    void forget_checks(core::TimePoint now);
    // A run ended, or could not be started.
    void finished(JobId id, core::TimePoint now);

    std::vector<Action> due(core::TimePoint now);
    core::TimePoint deadline() const;

    bool empty() const { return jobs_.empty(); }

    // False for one that was forgotten, and for a check whose timeout was told: nobody waits for its outcome.
    bool wants_outcome(JobId id) const;
    bool was_terminated(JobId id) const;

private:
    struct Entry {
        core::Duration interval{0}; // 0: it runs once
        core::Duration timeout{0};
        core::TimePoint start_at{};
        // Of the run that is under way: SIGTERM, then SIGKILL. Of a check that waits: it fails, because it cannot begin.
        core::TimePoint end_at = core::kNever;
        JobId after = 0;
        bool running = false;
        bool terminated = false;
        bool killed = false;
        bool forgotten = false;

        bool is_check() const { return interval != core::Duration::zero(); }
    };

    bool waits(const Entry& job) const;
    core::TimePoint deadline(const Entry& job) const;
    void end(JobId id, Entry& job, core::TimePoint now, std::vector<Action>& actions);

    void forget(std::map<JobId, Entry>::iterator entry, core::TimePoint now);

    std::map<JobId, Entry> jobs_;
};

} // namespace xvrrp::runner
