// SPDX-License-Identifier: GPL-2.0-or-later
// Work beside the loop, in a thread: what takes longer than an advert may be late.
//
// One piece at a time, in the order in which they were asked for. What it found is looked at on the loop, which never
// waits for the thread: that has ordinary priority, and on a busy host its last steps take as long as any others. It
// shares nothing with the loop but what does not change meanwhile.
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
    // Waits for the piece that is being worked at; nobody hears of it.
    ~Aside();
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

    // work in the thread, then done on the loop.
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
    os::Fd finished_; // an eventfd: the first piece is worked at no more
    std::deque<Piece> pieces_;
    std::function<void()> work_;      // of the first piece; none: the thread ends
    std::binary_semaphore wanted_{0}; // work_ is the thread's
    std::binary_semaphore ready_{0};  // what it found is the loop's
    std::thread thread_;              // from the first piece on
};

} // namespace xvrrp::daemon
