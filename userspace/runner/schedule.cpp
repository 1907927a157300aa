// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/schedule.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <utility>

namespace xvrrp::runner {

namespace {

using Kind = Schedule::Action::Kind;

constexpr auto kGrace = std::chrono::milliseconds(XVRRP_RUNNER_GRACE_MS);

// Checks of one configuration come together. They start spread over this time, so that they do not all start at once.
constexpr auto kSpread = std::chrono::microseconds(5000);
constexpr std::uint64_t kStep =
    1931; // it shares no divisor with the spread, so neighbours are far from each other

core::Duration spread(JobId id) {
    return std::chrono::microseconds(id * kStep % static_cast<std::uint64_t>(kSpread.count()));
}

} // namespace

bool Schedule::waits(const Entry& job) const {
    return !job.running && job.after != 0 && jobs_.contains(job.after);
}

core::TimePoint Schedule::deadline(const Entry& job) const {
    return job.running || waits(job) ? job.end_at : job.start_at;
}

void Schedule::add(JobId id, core::Duration interval, core::Duration timeout, core::TimePoint now,
                   JobId after) {
    Entry entry{.interval = interval, .timeout = timeout, .start_at = now, .after = after};
    if (entry.is_check())
        entry.start_at += spread(id);
    if (entry.is_check() && timeout != core::Duration::zero())
        entry.end_at = now + timeout + kGrace;
    jobs_.insert_or_assign(id, entry);
}

void Schedule::forget(std::map<JobId, Entry>::iterator entry, core::TimePoint now) {
    auto& job = entry->second;
    if (!job.running) {
        for (auto& [id, other] : jobs_) {
            if (other.after == entry->first)
                other.after = job.after; // which may still run
        }
        jobs_.erase(entry);
        return;
    }
    job.forgotten = true;
    if (!job.terminated)
        job.end_at = now;
}

void Schedule::forget(JobId id, core::TimePoint now) {
    if (const auto found = jobs_.find(id); found != jobs_.end())
        forget(found, now);
}

void Schedule::forget_checks(core::TimePoint now) {
    for (auto each = jobs_.begin(); each != jobs_.end();) {
        const auto job = each++;
        if (job->second.is_check())
            forget(job, now);
    }
}

void Schedule::finished(JobId id, core::TimePoint now) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end())
        return;
    auto& job = found->second;
    if (job.forgotten || !job.is_check()) {
        jobs_.erase(found);
        return;
    }
    job.running = false;
    job.terminated = false;
    job.killed = false;
    job.end_at = core::kNever;
    if (job.start_at <= now)
        job.start_at += ((now - job.start_at) / job.interval + 1) * job.interval;
}

std::vector<Schedule::Action> Schedule::due(core::TimePoint now) {
    std::vector<Action> actions;
    for (auto& [id, job] : jobs_) {
        if (deadline(job) > now)
            continue;
        if (job.running) {
            end(id, job, now, actions);
            continue;
        }
        if (waits(job)) {
            actions.push_back({Kind::TellTimeout, id});
            job.end_at = now + std::max(job.interval, job.timeout);
            continue;
        }
        job.running = true;
        job.after = 0;
        job.end_at = job.timeout == core::Duration::zero() ? core::kNever : now + job.timeout;
        job.start_at += job.interval;
        actions.push_back({Kind::Start, id});
    }
    return actions;
}

// A process that waits for its disk or its file server does not end even by SIGKILL. Then each further time in which a
// run could have failed is one more failure.
void Schedule::end(JobId id, Entry& job, core::TimePoint now, std::vector<Action>& actions) {
    const bool is_known = std::exchange(job.terminated, true);
    const bool was_killed = is_known && std::exchange(job.killed, true);
    if (job.is_check() && !job.forgotten && (!is_known || was_killed))
        actions.push_back({Kind::TellTimeout, id});
    actions.push_back({is_known ? Kind::Kill : Kind::Terminate, id});
    if (!is_known)
        job.end_at = now + kGrace;
    else
        job.end_at = job.is_check() ? now + std::max(job.interval, job.timeout) : core::kNever;
}

core::TimePoint Schedule::deadline() const {
    auto earliest = core::kNever;
    for (const auto& [id, job] : jobs_)
        earliest = std::min(earliest, deadline(job));
    return earliest;
}

bool Schedule::wants_outcome(JobId id) const {
    const auto found = jobs_.find(id);
    return found != jobs_.end() && !found->second.forgotten &&
           !(found->second.is_check() && found->second.terminated);
}

bool Schedule::was_terminated(JobId id) const {
    const auto found = jobs_.find(id);
    return found != jobs_.end() && found->second.terminated;
}

} // namespace xvrrp::runner
