// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/life.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// The reader of a pipe comes to its end by itself. One that keeps the pipe open for writing never does.
constexpr auto kReadersTime = std::chrono::seconds(1);
// A mail server that does not answer must not keep the daemon.
constexpr auto kMailsTime = std::chrono::seconds(3);
// The runner ends a script that takes too long, so it tells the end of each. This is for a runner that does not.
constexpr auto kRunnersTime = std::chrono::seconds(5);

} // namespace

void Life::start(const config::Notifying& notifying, std::function<void()> ready, core::TimePoint now) {
    ready_ = std::move(ready);
    await(notifying.startup, now);
}

void Life::await(const config::AwaitedScript& awaited, core::TimePoint now) {
    if (!awaited.script)
        return;
    spdlog::info("the daemon waits for {}", awaited.script->arguments.front());
    awaited_ = scripts_.run(*awaited.script, awaited.timeout);
    leave_by_ = now + awaited.timeout + kRunnersTime;
}

void Life::begin_work() {
    awaited_.reset();
    phase_ = Phase::Working;
}

void Life::take_ended_scripts(core::TimePoint now) {
    for (const auto& each : scripts_.finished()) {
        if (awaited_ != each.id) {
            notices_.ended(each.id, each.outcome, now);
            continue;
        }
        awaited_.reset();
        if (!each.outcome.good())
            spdlog::warn("{} {}{}", is_starting() ? "startup_script" : "shutdown_script", each.outcome.text(),
                         each.outcome.line.empty() ? "" : ": " + each.outcome.line);
    }
}

void Life::begin_end(const config::Notifying& notifying, core::TimePoint now) {
    if (awaited_)
        scripts_.end(*std::exchange(awaited_, std::nullopt));
    notices_.end_long_runs(now);
    phase_ = Phase::Telling;
    leave_by_ = now + notifying.shutdown.timeout;
    mail_by_ = std::min<core::TimePoint>(leave_by_, now + kMailsTime);
}

bool Life::is_over(const config::Notifying& notifying, core::TimePoint now) {
    notices_.deliver(now, false);
    while (is_phase_over(notifying, now)) {
        switch (phase_) {
        case Phase::Telling:
            phase_ = Phase::ClosingPipes;
            mail_by_ = core::kNever;
            notices_.close_pipes();
            leave_by_ = now + kReadersTime;
            break;
        case Phase::ClosingPipes:
            phase_ = Phase::ShutdownScript;
            await(notifying.shutdown, now);
            break;
        default:
            return true;
        }
    }
    return false;
}

bool Life::is_phase_over(const config::Notifying& notifying, core::TimePoint now) {
    const bool is_late = now >= leave_by_;
    if (phase_ == Phase::Telling) {
        if (is_late && notices_.unfinished() > 0) {
            spdlog::warn("the daemon leaves although {} scripts have not ended within {} s",
                         notices_.unfinished(), notifying.shutdown.timeout.count());
            notices_.give_up();
        }
        if (now >= mail_by_) {
            mail_by_ = core::kNever;
            notices_.give_up_mails("the daemon ends");
        }
        return notices_.unfinished() == 0 && notices_.unsent() == 0;
    }
    if (phase_ == Phase::ClosingPipes) {
        if (is_late)
            notices_.end_readers();
        return !notices_.is_read();
    }
    return !awaited_ || is_late;
}

} // namespace xvrrp::daemon
