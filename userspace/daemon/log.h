// SPDX-License-Identifier: GPL-2.0-or-later
// Where log lines go. The only part of the program that sets spdlog up; only daemon/ writes to it.
#pragma once

#include <string>

namespace xvrrp::daemon {

enum class LogTo { Console, Syslog };

// name: what syslog calls the program.
void start_log(LogTo where, bool detail, const std::string& name);

} // namespace xvrrp::daemon
