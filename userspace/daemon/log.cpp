// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log.h"

#include <cstdlib>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/syslog_sink.h>
#include <spdlog/spdlog.h>
#include <syslog.h>
#include <unistd.h>

namespace xvrrp::daemon {

void start_log(LogTo where, bool detail, const std::string& name) {
    if (where == LogTo::Syslog) {
        spdlog::set_default_logger(spdlog::syslog_logger_st("xvrrpd", name, LOG_PID, LOG_DAEMON));
        spdlog::set_pattern("%v");
    } else {
        spdlog::set_default_logger(spdlog::stderr_color_st("xvrrpd"));
        // The journal has its own time stamps.
        spdlog::set_pattern(std::getenv("JOURNAL_STREAM") ? "%v" : "%Y-%m-%d %H:%M:%S.%f %^%l%$: %v");
    }
    spdlog::set_level(detail ? spdlog::level::debug : spdlog::level::info);
    spdlog::flush_on(spdlog::level::info);
}

} // namespace xvrrp::daemon
