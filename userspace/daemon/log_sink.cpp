// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log_sink.h"

#include <array>
#include <ctime>

#include <fmt/format.h>
#include <spdlog/details/log_msg.h>
#include <syslog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

// The index is spdlog's level: trace, debug, info, warn, err, critical, off.
constexpr std::array<int, spdlog::level::n_levels> kPriorities{LOG_DEBUG, LOG_DEBUG, LOG_INFO, LOG_WARNING,
                                                               LOG_ERR,   LOG_CRIT,  LOG_INFO};
constexpr std::array<const char*, spdlog::level::n_levels> kColours{
    "\033[37m", "\033[36m", "\033[32m", "\033[33m\033[1m", "\033[31m\033[1m", "\033[1m\033[41m", ""};

// syslogd expects the local time, with a blank before a day of one digit.
std::string local_time(spdlog::log_clock::time_point when) {
    const std::time_t seconds = spdlog::log_clock::to_time_t(when);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%h %e %T", &local)};
}

} // namespace

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
    if (!tell_dropped() || !put(message))
        ++dropped_;
}

void LogSink::flush_() {
    static_cast<void>(tell_dropped());
}

bool LogSink::put(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    return output_.put(dress_(message, fmt::to_string(line)));
}

bool LogSink::tell_dropped() {
    if (dropped_ == 0)
        return output_.put_rest();
    const auto text = fmt::format("{} log lines were dropped, because nobody read them", dropped_);
    if (!put({"xvrrpd", spdlog::level::warn, text}))
        return false;
    dropped_ = 0;
    return true;
}

std::string coloured(const spdlog::details::log_msg& message, std::string line) {
    if (message.color_range_end <= message.color_range_start)
        return line;
    line.insert(message.color_range_end, "\033[m");
    line.insert(message.color_range_start, kColours.at(static_cast<std::size_t>(message.level)));
    return line;
}

LogSink::Dress for_syslog(const std::string& name) {
    return [name](const spdlog::details::log_msg& message, std::string line) {
        if (line.ends_with('\n'))
            line.pop_back();
        return fmt::format("<{}>{} {}[{}]: {}",
                           LOG_DAEMON | kPriorities.at(static_cast<std::size_t>(message.level)),
                           local_time(message.time), name, ::getpid(), line);
    };
}

} // namespace xvrrp::daemon
