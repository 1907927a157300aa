// SPDX-License-Identifier: GPL-2.0-or-later
// The watchdog of the service manager, which ends a runner that stands still, with its scripts.
//
// It has a socket of its own, so that scripts get nothing of the environment that leads to it.
#pragma once

#include "core/types.h"
#include "os/fd.h"

namespace xvrrp::runner {

class Watchdog {
public:
    // There is none.
    Watchdog() = default;
    // The one that the service manager asks for, if it asks for one (sd_watchdog_enabled).
    static Watchdog from_environment();

    // Tells it that the runner runs, if it is time. This never waits.
    void feed(core::TimePoint now);

    // When feed() has something to do.
    core::TimePoint deadline() const { return socket_ ? at_ : core::kNever; }

private:
    os::Fd socket_;
    core::Duration pause_{0};
    core::TimePoint at_{};
};

} // namespace xvrrp::runner
