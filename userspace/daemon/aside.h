// SPDX-License-Identifier: GPL-2.0-or-later
// Work beside the loop in a thread, for tasks that take longer than an advert may be late.
//
// The thread does one piece at a time, in the order of the requests. The loop handles the results and never
// waits for the thread, because the thread has ordinary priority and may be slow on a busy host. The two
// share only data that does not change meanwhile.
#pragma once

#include "os/event_loop.h"
#include "os/fd.h"

#include <deque>
#include <functional>
#include <memory>
#include <semaphore>
#include <thread>

namespace xvrrp::daemon {

class Aside {
public:
    static Result<std::unique_ptr<Aside>> open(os::EventLoop& loop);
    // Waits for the piece in work and discards its result.
    ~Aside();
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    // Runs work in the thread, and then done on the loop.
    void run(std::function<void()> work, std::function<void()> done);

private:
    struct Piece {
        std::function<void()> work;
        std::function<void()> done;
    };

    Aside(os::EventLoop& loop, os::Fd finished) : loop_(loop), finished_(std::move(finished)) {}

    void begin();
    void run_thread();
    void perform();
    void on_finished();

    os::EventLoop& loop_;
    os::Fd finished_; // an eventfd: the work on the first piece is over
    std::deque<Piece> pieces_;
    std::function<void()> work_;      // the work of the first piece; empty: the thread ends
    std::binary_semaphore wanted_{0}; // work_ belongs to the thread
    std::binary_semaphore ready_{0};  // the result belongs to the loop
    std::thread thread_;              // runs from the first piece on
};

} // namespace xvrrp::daemon
