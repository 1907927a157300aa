// SPDX-License-Identifier: GPL-2.0-or-later
// Counts the processes that match each pattern, and tells each number that changes.
//
// The kernel's events tell of every process at once. Where they are not to be had, all processes are looked at once in a
// second, and the end of one that was found is still told at once, by its pidfd. Events may be lost, so all processes are
// looked at when that is known, and once in a minute in any case.
#pragma once

#include "os/event_loop.h"
#include "os/fd.h"
#include "runner/looks.h"
#include "runner/process_events.h"
#include "runner/process_table.h"

#include <functional>
#include <map>
#include <optional>

namespace xvrrp::runner {

class Watches {
public:
    using Tell = std::function<void(const Counted&)>;

    // wake asks for a turn.
    Watches(os::EventLoop& loop, Tell tell, std::function<void()> wake)
        : loop_(loop), tell_(std::move(tell)), wake_(std::move(wake)) {}

    void add(const Watch& watch);
    void forget(JobId id);
    void turn(core::TimePoint now);

    core::TimePoint deadline() const { return table_.empty() ? core::kNever : looks_.deadline(); }

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
    std::function<void()> wake_;
    ProcessTable table_;
    std::optional<ProcessEvents> events_;
    bool tried_ = false; // to open events_
    Looks looks_;
    std::map<pid_t, os::Fd> followed_;
};

} // namespace xvrrp::runner
