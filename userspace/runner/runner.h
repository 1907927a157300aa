// SPDX-License-Identifier: GPL-2.0-or-later
// The runner's loop: requests come from the daemon, scripts and mails start and end, processes are counted, and each result is
// told.
#pragma once

#include "os/event_loop.h"
#include "runner/favours.h"
#include "runner/groups.h"
#include "runner/message.h"
#include "runner/process.h"
#include "runner/schedule.h"
#include "runner/watchdog.h"
#include "runner/watches.h"

#include <map>
#include <optional>

namespace xvrrp::runner {

class Runner {
public:
    // The socket stays open as long as the daemon lives.
    static Result<int> run(int socket, Groups groups, Watchdog watchdog);

private:
    Runner(int socket, os::EventLoop loop, Groups groups, Watchdog watchdog)
        : socket_(socket), loop_(std::move(loop)), groups_(std::move(groups)), watchdog_(std::move(watchdog)),
          watches_(
              loop_, [this](const auto& each) { tell(each); }, [this] { turn(); }) {}

    void on_socket();
    void take(const Job& job);
    void take(const Delivery& delivery);
    void take(const Watch& watch);

    void take(const CleanUp& clean_up) { clean_up_ = clean_up; }

    void take(const Forget& forget);

    template <class Favour>

    requires requires(const Favour& favour) { do_favour(favour); }

    void take(const Favour& favour) {
        const auto done = do_favour(favour);
        tell(done.answer, done.file.get());
    }

    void take(const Ping& ping) { tell(Pong{ping.id}); }

    void tell(const Answer& answer, int file = -1);
    void on_daemon_gone();
    void turn();
    void act(const Schedule::Action& action);
    void start(JobId id);
    void on_output(JobId id);
    void on_end(JobId id);
    void end(JobId id, core::RunOutcome outcome);

    int socket_;
    os::EventLoop loop_;
    Groups groups_;
    Watchdog watchdog_;
    Schedule schedule_;
    Watches watches_;
    std::map<JobId, Task> tasks_;
    std::map<JobId, Process> running_;
    std::optional<CleanUp> clean_up_;
    bool alone_ = false; // the daemon is gone
};

} // namespace xvrrp::runner
