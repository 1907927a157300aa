// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/aside.h"

#include "os/os_error.h"

#include <system_error>
#include <utility>

#include <sys/eventfd.h>

namespace xvrrp::daemon {

Result<std::unique_ptr<Aside>> Aside::open(os::EventLoop& loop) {
    os::Fd finished(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!finished)
        return failure(os::os_error("open an eventfd for work beside the loop"));
    const int fd = finished.get();
    std::unique_ptr<Aside> aside(new Aside(loop, std::move(finished)));
    if (auto added = loop.on_readable(
            fd, [raw = aside.get()] { raw->on_finished(); }, os::Turn::Last);
        !added)
        return failure(added.error());
    return aside;
}

Aside::~Aside() {
    loop_.forget(finished_.get());
    if (!thread_.joinable())
        return;
    if (!pieces_.empty())
        ready_.acquire();
    work_ = nullptr;
    wanted_.release();
    thread_.join();
}

void Aside::run(std::function<void()> work, std::function<void()> done) {
    pieces_.push_back({std::move(work), std::move(done)});
    if (pieces_.size() == 1)
        begin();
}

// The loop handles signals. The thread inherits a mask that blocks them.
void Aside::begin() {
    work_ = pieces_.front().work;
    try {
        if (!thread_.joinable())
            thread_ = std::thread([this] { run_thread(); });
        wanted_.release();
    } catch (const std::system_error&) {
        perform(); // there is no thread, and late adverts are better than no reload
    }
}

void Aside::run_thread() {
    for (wanted_.acquire(); work_; wanted_.acquire())
        perform();
}

void Aside::perform() {
    work_();
    ready_.release();
    ::eventfd_write(finished_.get(), 1);
}

void Aside::on_finished() {
    eventfd_t count = 0;
    if (::eventfd_read(finished_.get(), &count) != 0)
        return;
    ready_.acquire();
    pieces_.front().done();
    pieces_.pop_front();
    if (!pieces_.empty())
        begin();
}

} // namespace xvrrp::daemon
