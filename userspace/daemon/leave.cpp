// SPDX-License-Identifier: GPL-2.0-or-later
// The time before the daemon works and after it: startup_script, and everything that is still to be run at the end.
#include "daemon/daemon.h"
#include "daemon/exit_code.h"
#include "daemon/systemd.h"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// The reader of a pipe comes to its end by itself. One that keeps the pipe open for writing never does.
constexpr auto kReadersTime = std::chrono::seconds(1);
// The runner ends a script that takes too long, so it tells the end of each. This is for a runner that does not.
constexpr auto kRunnersTime = std::chrono::seconds(5);

bool has_scripts(const core::Notify& notify) {
    return notify.any || !notify.scripts.empty();
}

bool has_reader(const std::optional<config::NotifyFifo>& fifo) {
    return fifo && fifo->reader;
}

} // namespace

bool Daemon::runs_scripts() const {
    const auto& notifying = globals_.notifying;
    return notifying.startup.script || notifying.shutdown.script || has_reader(notifying.fifo) ||
           has_reader(notifying.vrrp_fifo) ||
           std::ranges::any_of(globals_.sync_groups, has_scripts, &config::SyncGroup::notify) ||
           std::ranges::any_of(core_.router.configs(), [](const auto& router) {
               return has_scripts(router->notify) || router->before_master;
           });
}

void Daemon::await(const config::AwaitedScript& awaited) {
    spdlog::info("waiting for {}", awaited.script->arguments.front());
    awaited_ = scripts_->run(*awaited.script, awaited.timeout);
    leave_by_ = os::EventLoop::now() + awaited.timeout + kRunnersTime;
}

void Daemon::take_ended_scripts(core::TimePoint now) {
    for (const auto& each : scripts_->finished()) {
        if (awaited_ != each.id) {
            notices_.ended(each.id, each.outcome, now);
            continue;
        }
        awaited_.reset();
        if (!each.outcome.good())
            spdlog::warn("{} {}{}", phase_ == Phase::Starting ? "startup_script" : "shutdown_script",
                         each.outcome.text(), each.outcome.line.empty() ? "" : ": " + each.outcome.line);
    }
}

// A turn before the daemon works, or after it: nothing but scripts is waited for.
void Daemon::turn_beside(core::TimePoint now) {
    scripts_->news(now);
    take_ended_scripts(now);
    if (phase_ != Phase::Starting)
        return leave(now);
    read_network(now);
    if (awaited_ && now < leave_by_)
        return edges_.loop.set_deadline(std::min(leave_by_, scripts_->deadline()));
    awaited_.reset();
    if (!start_up())
        edges_.loop.stop(kExitFatal);
}

void Daemon::on_shutdown() {
    if (phase_ > Phase::Working)
        return;
    notify_stopping();
    const auto now = os::EventLoop::now();
    feed(core::Shutdown{}, now);
    reception_.leave_groups(); // as long as IGMP is quiet, if it is
    take_down();
    auto left = edges_.datapath.pin_note().empty() ? edges_.datapath.deactivate() : edges_.datapath.detach();
    if (!left)
        spdlog::error("{}", left.error().text());
    for (const int fd :
         {edges_.datapath.events_fd(), reception_.reports_fd(), edges_.kernel.netlink().monitor_fd(),
          edges_.kernel.routing().monitor_fd(), edges_.files.fd()})
        edges_.loop.forget(fd);
    if (awaited_)
        scripts_->end(*std::exchange(awaited_, std::nullopt));
    phase_ = Phase::Telling;
    leave_by_ = os::EventLoop::now() + globals_.notifying.shutdown.timeout;
    leave(now);
}

void Daemon::leave(core::TimePoint now) {
    notices_.deliver(now, false);
    while (phase_is_over(now)) {
        if (phase_ == Phase::ShutdownScript) {
            keep_events();
            return edges_.loop.stop(kExitOk);
        }
        phase_ = static_cast<Phase>(static_cast<int>(phase_) + 1);
        if (phase_ == Phase::ClosingPipes) {
            notices_.close_pipes();
            leave_by_ = now + kReadersTime;
        } else if (globals_.notifying.shutdown.script) {
            await(globals_.notifying.shutdown);
        }
    }
    edges_.loop.set_deadline(std::min(leave_by_, scripts_->deadline()));
}

// True if nothing of this phase is waited for any more.
bool Daemon::phase_is_over(core::TimePoint now) {
    const bool is_late = now >= leave_by_;
    if (phase_ == Phase::Telling) {
        if (is_late && notices_.unfinished() > 0) {
            spdlog::warn("leaving without {} scripts that did not end in {} s", notices_.unfinished(),
                         globals_.notifying.shutdown.timeout.count());
            notices_.give_up();
        }
        return notices_.unfinished() == 0;
    }
    if (phase_ == Phase::ClosingPipes) {
        if (is_late)
            notices_.end_readers();
        return !notices_.is_read();
    }
    return !awaited_ || is_late;
}

} // namespace xvrrp::daemon
