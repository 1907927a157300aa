// SPDX-License-Identifier: GPL-2.0-or-later
// The destination of log lines. This is the only part of the program that sets up spdlog, and only daemon/
// logs.
//
// A log line never waits for its reader. A line that finds no room is written later or dropped, and the next line that
// finds room is preceded by the number of dropped lines.
#pragma once

#include "core/types.h"

#include <string>

namespace xvrrp::daemon {

// A console that is journald gets the fields of a line, too.
enum class LogTo { Console, Syslog };

// name is the name of the program in syslog and journald.
void start_log(LogTo where, bool detail, const std::string& name);

// Writes what waits, and reports dropped lines, if there is room by now. This is for quiet times, in which no line follows.
// Returns when to come again.
core::TimePoint retry_log(core::TimePoint now);

// The last lines of a program may wait for room a moment.
void finish_log();

} // namespace xvrrp::daemon
