// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-runner as the daemon sees it: it runs scripts, and is started when the first one is to run.
//
// If it dies it is started again, and what it was asked is asked again, so a script may then run twice. Nothing here
// waits for it.
#pragma once

#include "os/companion.h"
#include "os/event_loop.h"
#include "runner/message.h"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Runner {
public:
    // Runs work beside the loop, and then done on the loop.
    using Aside = std::function<void(std::function<void()> work, std::function<void()> done)>;

    // wake is called when there are results.
    Runner(os::EventLoop& loop, Aside aside, std::function<void()> wake)
        : loop_(loop), aside_(std::move(aside)), wake_(std::move(wake)) {}

    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    // Starts the runner at once. It waits for the new process, and is for the start of the daemon only.
    Result<> start();

    // A Job or a Watch. Returns its id, which is filled in here.
    template <class Wanted>
    runner::JobId ask(Wanted wanted) {
        wanted.id = next_++;
        asked_.emplace(wanted.id, wanted);
        send(wanted);
        return wanted.id;
    }

    void forget(runner::JobId id);

    // The results that have come in. Those of jobs that were forgotten are left out. It costs a system call only if
    // there are any, and sends what could not be sent before.
    std::vector<runner::Answer> results(core::TimePoint now);

    core::TimePoint deadline() const { return retry_at_; }

    // Failures that people have to know.
    std::vector<std::string> take_errors() { return std::exchange(errors_, {}); }

private:
    void send(const runner::Request& request);
    void flush(core::TimePoint now);
    void receive(std::vector<runner::Answer>& results);
    Result<> join(os::Companion companion);
    void start_aside();
    void lose();
    void ask_everything_again();

    os::EventLoop& loop_;
    Aside aside_;
    std::function<void()> wake_;
    os::Companion process_;
    bool starting_ = false;
    bool readable_ = false;
    runner::JobId next_ = 1;
    std::map<runner::JobId, runner::Request> asked_; // checks, watches, and runs that are not finished
    std::deque<core::Bytes> outgoing_;
    core::TimePoint retry_at_ = core::kNever;
    core::TimePoint start_after_{};
    std::vector<std::string> errors_;
};

} // namespace xvrrp::daemon
