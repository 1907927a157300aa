// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrp-runner as the daemon sees it: it runs scripts and sends mails, and is started when there is something to do. With a
// socket the service manager starts it, for a connection.
//
// If it dies or stands still, what is left of its scripts is ended and it is started again. What it was asked is asked again,
// so a script may then run twice, but not at once, and a mail may come twice. Nothing here waits for it.
#pragma once

#include "daemon/sign_of_life.h"
#include "os/companion.h"
#include "os/event_loop.h"
#include "runner/groups.h"
#include "runner/message.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace xvrrp::daemon {

class Runner {
public:
    // Runs work beside the loop, and then done on the loop.
    using Aside = std::function<void(std::function<void()> work, std::function<void()> done)>;

    // wake is called when there are results. Without a socket it is our child.
    Runner(os::EventLoop& loop, Aside aside, std::function<void()> wake, std::string socket)
        : loop_(loop), aside_(std::move(aside)), wake_(std::move(wake)), socket_(std::move(socket)) {}

    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    // Ends a runner that does not answer, and starts another one.
    void start_again();

    bool is_child() const { return socket_.empty(); }

    // Starts the runner at once. It waits for the new process, and is for the start of the daemon only.
    Result<> start();

    // A Job, a Delivery or a Watch. Returns its id, which is filled in here.
    template <class Wanted>
    runner::JobId ask(Wanted wanted) {
        return replace(0, std::move(wanted));
    }

    // The same in place of a former one, which ends. A job begins when nothing of the former one runs any more.
    template <class Wanted>
    runner::JobId replace(runner::JobId former, Wanted wanted) {
        if constexpr (std::is_same_v<Wanted, runner::Job>)
            wanted.after = former;
        wanted.id = next_++;
        asked_.emplace(wanted.id, wanted);
        send(wanted);
        forget(former);
        return wanted.id;
    }

    void forget(runner::JobId id);

    // The results that have come in. Those of jobs that were forgotten are left out. It costs a system call only if
    // there are any, and sends what could not be sent before.
    std::vector<runner::Answer> results(core::TimePoint now);

    core::TimePoint deadline() const { return std::min(retry_at_, sign_of_life_.deadline()); }

    // Failures that people have to know.
    std::vector<std::string> take_errors() { return std::exchange(errors_, {}); }

private:
    void send(const runner::Request& request);
    void refuse(const runner::Request& request, const Error& error);
    void flush(core::TimePoint now);
    void receive(std::vector<runner::Answer>& results, core::TimePoint now);
    void look_for_silence(core::TimePoint now);
    Result<> join(os::Companion companion);
    void start_aside();
    void lose(const std::string& why);
    void ask_everything_again();

    os::EventLoop& loop_;
    Aside aside_;
    std::function<void()> wake_;
    std::string socket_;
    os::Companion process_; // its pid is 0 where it is no child
    std::shared_ptr<runner::Groups> groups_ = std::make_shared<runner::Groups>(runner::Groups::create());
    bool starting_ = false;
    bool readable_ = false;
    runner::JobId next_ = 1;
    std::map<runner::JobId, runner::Request> asked_; // checks, watches, and runs that are not finished
    std::deque<core::Bytes> outgoing_;
    std::vector<runner::Answer> refused_; // of requests that are never sent
    SignOfLife sign_of_life_;             // as long as something is asked
    core::TimePoint retry_at_ = core::kNever;
    core::TimePoint start_after_{};
    std::vector<std::string> errors_;
};

} // namespace xvrrp::daemon
