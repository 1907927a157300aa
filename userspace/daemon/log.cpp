// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log.h"

#include "daemon/log_sink.h"

#include <cstdlib>
#include <memory>

#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr const char* kSyslog = "/dev/log"; // as in syslog(3)

std::string as_it_is(const spdlog::details::log_msg& /*message*/, std::string line) {
    return line;
}

std::shared_ptr<LogSink> console() {
    return std::make_shared<LogSink>(os::PromptOutput::to(STDERR_FILENO),
                                     ::isatty(STDERR_FILENO) == 1 ? coloured : as_it_is);
}

std::shared_ptr<LogSink> syslog_of(const std::string& name) {
    return std::make_shared<LogSink>(os::PromptOutput::to_socket(kSyslog), for_syslog(name));
}

// The journal and syslog add their own time stamps.
const char* pattern(LogTo where) {
    return where == LogTo::Syslog || std::getenv("JOURNAL_STREAM") ? "%v" : "%Y-%m-%d %H:%M:%S.%f %^%l%$: %v";
}

} // namespace

void start_log(LogTo where, bool detail, const std::string& name) {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("xvrrpd", where == LogTo::Syslog ? syslog_of(name) : console()));
    spdlog::set_pattern(pattern(where));
    spdlog::set_level(detail ? spdlog::level::debug : spdlog::level::info);
    spdlog::flush_on(spdlog::level::info);
}

void retry_log() {
    spdlog::default_logger()->flush();
}

} // namespace xvrrp::daemon
