// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log_sink.h"

#include "daemon/journal_entry.h"

#include <algorithm>
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

int priority(const spdlog::details::log_msg& message) {
    return kPriorities.at(static_cast<std::size_t>(message.level));
}

// A datagram that is larger than the socket would never leave.
std::string_view text_of(std::string_view line) {
    return line.substr(0, std::min(line.size() - (line.ends_with('\n') ? 1 : 0), kLongestText));
}

} // namespace

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
    const bool is_free = catch_up();
    auto line = dressed(message, beside_);
    if (is_free && output_.put(line))
        return;
    if (dropped_ == 0 && waiting_bytes_ + line.size() <= most_waiting_) {
        waiting_bytes_ += line.size();
        waiting_.push_back(std::move(line));
        return;
    }
    ++dropped_;
}

void LogSink::flush_() {
    static_cast<void>(catch_up());
}

std::string LogSink::dressed(const spdlog::details::log_msg& message, const Beside& beside) {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    return dress_(message, fmt::to_string(line), beside);
}

bool LogSink::write_waiting() {
    while (!waiting_.empty() && output_.put(waiting_.front())) {
        waiting_bytes_ -= waiting_.front().size();
        waiting_.pop_front();
    }
    return waiting_.empty() && output_.put_rest();
}

// No line is written after a dropped one before the number of those is.
bool LogSink::catch_up() {
    if (!write_waiting())
        return false;
    if (dropped_ == 0)
        return true;
    const auto text = fmt::format("{} log lines were dropped, because nobody read them", dropped_);
    if (!output_.put(dressed({"xvrrpd", spdlog::level::warn, text}, {message("lines_dropped")})))
        return false;
    dropped_ = 0;
    return true;
}

std::string as_it_is(const spdlog::details::log_msg& /*message*/, std::string line,
                     const Beside& /*beside*/) {
    return line;
}

std::string coloured(const spdlog::details::log_msg& message, std::string line, const Beside& /*beside*/) {
    if (message.color_range_end <= message.color_range_start)
        return line;
    line.insert(message.color_range_end, "\033[m");
    line.insert(message.color_range_start, kColours.at(static_cast<std::size_t>(message.level)));
    return line;
}

LogSink::Dress for_syslog(const std::string& name) {
    return
        [name](const spdlog::details::log_msg& message, const std::string& line, const Beside& /*beside*/) {
            return fmt::format("<{}>{} {}[{}]: {}", LOG_DAEMON | priority(message), local_time(message.time),
                               name, ::getpid(), text_of(line));
        };
}

LogSink::Dress for_journal(const std::string& name) {
    return [name](const spdlog::details::log_msg& message, const std::string& line, const Beside& beside) {
        return journal_entry(priority(message), name, text_of(line), beside);
    };
}

} // namespace xvrrp::daemon
