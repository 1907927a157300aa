// SPDX-License-Identifier: GPL-2.0-or-later
// The status judged in one line, with the levels and the form that Nagios and its relatives expect of a plugin. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// They are exit codes.
enum class Level : int { Ok = 0, Warning = 1, Critical = 2, Unknown = 3 };

struct Health {
    Level level = Level::Ok;
    std::string line; // "VRRP OK - 2 virtual routers: 1 MASTER, 1 BACKUP | master=1 ..."
};

// A FAULT, an interface that receives nothing and, if asked for, another MASTER are critical. A drain, INIT and a kernel that
// cannot stand in are warnings.
Health health_of(const nlohmann::json& status, bool split_brain);
// The daemon did not answer, for this reason.
Health health_without_daemon(const std::string& reason);

} // namespace xvrrp::tools
