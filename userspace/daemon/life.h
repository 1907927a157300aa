// SPDX-License-Identifier: GPL-2.0-or-later
// The life of the daemon: it waits for startup_script, works, waits for before_backup while it goes on working, and then
// waits for what is left to run.
//
// At the end all scripts are told, then the readers of the pipes read all, then shutdown_script runs. Each of these waits
// has its bound.
#pragma once

#include "config/grammar/configuration.h"
#include "core/types.h"
#include "daemon/notices.h"
#include "daemon/scripts.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

namespace xvrrp::daemon {

class Life {
public:
    Life(Scripts& scripts, Notices& notices, core::TimePoint now)
        : scripts_(scripts), notices_(notices), since_(now) {}

    core::TimePoint since() const { return since_; }

    bool is_starting() const { return phase_ == Phase::Starting; }

    bool works() const { return phase_ == Phase::Working; }

    // before_backup is waited for, and the virtual routers lead as before.
    bool is_resigning() const { return phase_ == Phase::Resigning; }

    // The virtual routers take part in elections.
    bool takes_part() const { return works() || is_resigning(); }

    bool is_ending() const { return phase_ > Phase::Resigning; }

    // Runs startup_script, if there is one. ready is called when the daemon works.
    void start(const config::Notifying& notifying, std::function<void()> ready, core::TimePoint now);

    // startup_script has ended or takes too long.
    bool may_work(core::TimePoint now) const { return !awaited_ || now >= leave_by_; }

    void begin_work();

    void begin_resigning() { phase_ = Phase::Resigning; }

    void tell_ready() const { ready_(); }

    void begin_end(const config::Notifying& notifying, core::TimePoint now);
    // Does the next step of the end. Returns true when nothing is left to be waited for.
    bool is_over(const config::Notifying& notifying, core::TimePoint now);

    // Tells the ends of scripts to those that wait for them.
    void take_ended_scripts(core::TimePoint now);

    // The time at which a wait ends without its script.
    core::TimePoint deadline() const { return std::min({leave_by_, mail_by_, scripts_.deadline()}); }

private:
    enum class Phase : std::uint8_t { Starting, Working, Resigning, Telling, ClosingPipes, ShutdownScript };

    void await(const config::AwaitedScript& awaited, core::TimePoint now);
    bool is_phase_over(const config::Notifying& notifying, core::TimePoint now);

    Scripts& scripts_;
    Notices& notices_;
    core::TimePoint since_;
    std::function<void()> ready_;
    Phase phase_ = Phase::Starting;
    std::optional<runner::JobId> awaited_;    // startup_script or shutdown_script
    core::TimePoint leave_by_ = core::kNever; // the end of this phase
    core::TimePoint mail_by_ = core::kNever;  // no mail is waited for from then on
};

} // namespace xvrrp::daemon
