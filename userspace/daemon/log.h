// SPDX-License-Identifier: GPL-2.0-or-later
// Where log lines go. The only part of the program that sets spdlog up; only daemon/ writes to it.
//
// A log line never waits for its reader: where there is no room it is dropped, and the next line that finds room is
// preceded by the number of those that are missing.
#pragma once

#include <string>

namespace xvrrp::daemon {

enum class LogTo { Console, Syslog };

// name: what syslog calls the program.
void start_log(LogTo where, bool detail, const std::string& name);

// Says what was dropped if there is room by now. For quiet times, in which no line follows.
void retry_log();

} // namespace xvrrp::daemon
