// SPDX-License-Identifier: GPL-2.0-or-later
// Removes what a dead daemon left in the kernel: xvrrpd --clean-up.
#pragma once

#include "core/clean_up.h"
#include "daemon/options.h"
#include "runner/message.h"

#include <string>

namespace xvrrp::daemon {

// The end of the main process as systemd tells it to ExecStopPost=: $EXIT_CODE and $EXIT_STATUS.
struct ServiceEnd {
    std::string code;
    std::string status;
};

core::CleanUpWhen when_after(const ServiceEnd& end);

// Returns the exit code: 0 unless something could not be removed, or a daemon runs and a person asked.
int clean_up(Options options);

// What the runner starts when this daemon has died.
runner::CleanUp clean_up_after(const Options& options);

} // namespace xvrrp::daemon
