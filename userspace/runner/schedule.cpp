// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/schedule.h"

#include <xvrrp/runner.h>

#include <algorithm>

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

core::TimePoint Schedule::Entry::deadline() const {
    if (running)
        return end_at;
    return forgotten ? core::kNever : start_at;
}

void Schedule::add(JobId id, core::Duration interval, core::Duration timeout, core::TimePoint now) {
    const bool once = interval == core::Duration::zero();
    Entry entry{.interval = interval, .timeout = timeout, .start_at = once ? now : now + spread(id)};
    jobs_.insert_or_assign(id, entry);
}

void Schedule::forget(std::map<JobId, Entry>::iterator entry, core::TimePoint now) {
    auto& job = entry->second;
    if (!job.running) {
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
        if (job->second.interval != core::Duration::zero())
            forget(job, now);
    }
}

void Schedule::finished(JobId id, core::TimePoint now) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end())
        return;
    auto& job = found->second;
    if (job.forgotten || job.interval == core::Duration::zero()) {
        jobs_.erase(found);
        return;
    }
    job.running = false;
    job.terminated = false;
    job.end_at = core::kNever;
    if (job.start_at <= now)
        job.start_at += ((now - job.start_at) / job.interval + 1) * job.interval;
}

std::vector<Schedule::Action> Schedule::due(core::TimePoint now) {
    std::vector<Action> actions;
    for (auto& [id, job] : jobs_) {
        if (job.deadline() > now)
            continue;
        if (!job.running) {
            job.running = true;
            job.end_at = job.timeout == core::Duration::zero() ? core::kNever : now + job.timeout;
            job.start_at += job.interval;
            actions.push_back({Kind::Start, id});
        } else if (!job.terminated) {
            job.terminated = true;
            job.end_at = now + kGrace;
            actions.push_back({Kind::Terminate, id});
        } else {
            job.end_at = core::kNever;
            actions.push_back({Kind::Kill, id});
        }
    }
    return actions;
}

core::TimePoint Schedule::deadline() const {
    auto earliest = core::kNever;
    for (const auto& [id, job] : jobs_)
        earliest = std::min(earliest, job.deadline());
    return earliest;
}

bool Schedule::wants_outcome(JobId id) const {
    const auto found = jobs_.find(id);
    return found != jobs_.end() && !found->second.forgotten;
}

bool Schedule::was_terminated(JobId id) const {
    const auto found = jobs_.find(id);
    return found != jobs_.end() && found->second.terminated;
}

} // namespace xvrrp::runner
