// SPDX-License-Identifier: GPL-2.0-or-later
// Counts the processes that match each pattern, and tells each number that changes.
//
// The kernel's events tell of every process at once. Where they are not to be had, all processes are looked at once in a
// second, and the end of one that was found is still told at once, by its pidfd.
#pragma once

#include "os/event_loop.h"
#include "os/fd.h"
#include "runner/process_events.h"
#include "runner/process_table.h"

#include <functional>
#include <map>
#include <optional>

namespace xvrrp::runner {

class Watches {
public:
    using Tell = std::function<void(const Counted&)>;

    Watches(os::EventLoop& loop, Tell tell) : loop_(loop), tell_(std::move(tell)) {}

    void add(const Watch& watch);
    void forget(JobId id);
    void turn(core::TimePoint now);

    core::TimePoint deadline() const { return table_.empty() ? core::kNever : look_at_; }

private:
    void open_events();
    void on_events();
    void on_exit(pid_t pid);
    void look_at_all();
    void see(pid_t pid);
    void follow(pid_t pid);
    void tell_changes();

    os::EventLoop& loop_;
    Tell tell_;
    ProcessTable table_;
    std::optional<ProcessEvents> events_;
    bool tried_ = false;     // to open events_
    bool confirmed_ = false; // the kernel tells of every process
    std::map<pid_t, os::Fd> followed_;
    core::TimePoint look_at_{};
};

} // namespace xvrrp::runner
