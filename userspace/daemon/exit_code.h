// SPDX-License-Identifier: GPL-2.0-or-later
// The exit codes of xvrrpd. They are keepalived's, which supervisors know.
#pragma once

#include <array>

namespace xvrrp::daemon {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFatal = 1;
inline constexpr int kExitConfiguration = 2;
inline constexpr int kExitPermission = 4;
inline constexpr int kExitNoConfiguration = 6;

// A start that would end the same way. The systemd unit has them in RestartPreventExitStatus=.
inline constexpr std::array kNotRestarted{kExitConfiguration, kExitPermission, kExitNoConfiguration};

// No exit code: the program is to be run again, by the same process.
inline constexpr int kRunAgain = 256;

// The exit codes of -t.
inline constexpr int kCheckFine = 0;
inline constexpr int kCheckWouldNotStart = 1;
inline constexpr int kCheckWarnings = 2;

} // namespace xvrrp::daemon
