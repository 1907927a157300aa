// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/watches.h"

#include <set>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

namespace xvrrp::runner {

// The events are joined before the look, so that nothing is missed in between.
void Watches::add(const Watch& watch) {
    if (!std::exchange(tried_, true))
        open_events();
    table_.add(watch.id, watch.pattern);
    looks_.ask();
}

void Watches::forget(JobId id) {
    table_.forget(id);
}

void Watches::open_events() {
    auto events = ProcessEvents::open();
    if (!events)
        return;
    events_.emplace(std::move(*events));
    if (!loop_.on_readable(events_->fd(), [this] { on_events(); }))
        events_.reset();
}

void Watches::on_events() {
    const auto news = events_->read();
    looks_.take(news);
    for (const auto pid : news.started)
        see(pid);
    for (const auto pid : news.ended)
        table_.gone(pid);
    if (news.dead) {
        loop_.forget(events_->fd());
        events_.reset();
    }
    tell_changes();
    if (deadline() <= os::EventLoop::now())
        wake_();
}

void Watches::turn(core::TimePoint now) {
    if (deadline() > now)
        return;
    look_at_all();
    looks_.done(now);
    tell_changes();
}

void Watches::look_at_all() {
    const auto all = all_processes();
    table_.keep_only({all.begin(), all.end()});
    for (const auto pid : all)
        see(pid);
}

void Watches::see(pid_t pid) {
    const auto names = names_of(pid);
    if (!names)
        return table_.gone(pid);
    if (table_.see(pid, *names) && !looks_.confirmed())
        follow(pid);
}

void Watches::follow(pid_t pid) {
    if (followed_.contains(pid))
        return;
    os::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (pidfd && loop_.on_readable(pidfd.get(), [this, pid] { on_exit(pid); }))
        followed_.emplace(pid, std::move(pidfd));
}

void Watches::on_exit(pid_t pid) {
    const auto process = followed_.find(pid);
    loop_.forget(process->second.get());
    followed_.erase(process);
    table_.gone(pid);
    tell_changes();
}

void Watches::tell_changes() {
    for (const auto& [id, processes] : table_.take_changes())
        tell_({id, processes});
}

} // namespace xvrrp::runner
