// SPDX-License-Identifier: GPL-2.0-or-later
// The destination of log lines. This is the only part of the program that sets up spdlog, and only daemon/
// logs.
//
// A log line never waits for its reader. A line that finds no room is dropped, and the next line that finds
// room is preceded by the number of dropped lines.
#pragma once

#include <string>

namespace xvrrp::daemon {

enum class LogTo { Console, Syslog };

// name is the name of the program in syslog.
void start_log(LogTo where, bool detail, const std::string& name);

// Reports dropped lines if there is room by now. This is for quiet times, in which no line follows.
void retry_log();

} // namespace xvrrp::daemon
