// SPDX-License-Identifier: GPL-2.0-or-later
// Where log lines go. The only part of the program that sets spdlog up; only daemon/ writes to it.
#pragma once

namespace xvrrp::daemon {

enum class LogTo { Console, Syslog };

void start_log(LogTo where, bool detail);

} // namespace xvrrp::daemon
