// SPDX-License-Identifier: GPL-2.0-or-later
// The exit codes of xvrrpd. They are keepalived's, which supervisors know.
#pragma once

namespace xvrrp::daemon {

enum ExitCode : int {
    kExitOk = 0,
    kExitFatal = 1,
    kExitConfiguration = 2,
    kExitPermission = 4,
    kExitNoConfiguration = 6,
};

// The exit codes of -t.
enum CheckCode : int {
    kCheckFine = 0,
    kCheckWouldNotStart = 1,
    kCheckWarnings = 2,
};

} // namespace xvrrp::daemon
