// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/log.h"

#include "daemon/journal_entry.h"
#include "daemon/log_sink.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <thread>

#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr const char* kSyslog = "/dev/log"; // as in syslog(3)
constexpr const char* kJournal = "/run/systemd/journal/socket";
// The kernel keeps few datagrams for a reader, 512 under systemd, and thousands of virtual routers may have news at once.
constexpr std::size_t kMostWaiting = 8UL * 1024 * 1024;
constexpr auto kRetry = std::chrono::milliseconds(20);
constexpr auto kLastRetries = 25;

const char* journal_stream() {
    return std::getenv("JOURNAL_STREAM");
}

bool is_to_journal() {
    struct stat error {};

    struct stat socket {};

    return journal_stream() != nullptr && ::fstat(STDERR_FILENO, &error) == 0 &&
           is_journal(journal_stream(), error.st_dev, error.st_ino) && ::stat(kJournal, &socket) == 0 &&
           S_ISSOCK(socket.st_mode);
}

std::shared_ptr<LogSink> console(const std::string& name) {
    if (is_to_journal())
        return std::make_shared<LogSink>(os::PromptOutput::to_socket(kJournal), for_journal(name),
                                         kMostWaiting);
    return std::make_shared<LogSink>(os::PromptOutput::to(STDERR_FILENO),
                                     ::isatty(STDERR_FILENO) == 1 ? coloured : as_it_is);
}

std::shared_ptr<LogSink> syslog_of(const std::string& name) {
    return std::make_shared<LogSink>(os::PromptOutput::to_socket(kSyslog), for_syslog(name), kMostWaiting);
}

// The journal and syslog add their own time stamps.
const char* pattern(LogTo where) {
    return where == LogTo::Syslog || journal_stream() != nullptr ? "%v" : "%Y-%m-%d %H:%M:%S.%f %^%l%$: %v";
}

// Null if the log is not ours, as in a test.
LogSink* sink_of(const spdlog::logger& logger) {
    return logger.sinks().empty() ? nullptr : dynamic_cast<LogSink*>(logger.sinks().front().get());
}

} // namespace

void start_log(LogTo where, bool detail, const std::string& name) {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("xvrrpd", where == LogTo::Syslog ? syslog_of(name) : console(name)));
    spdlog::set_pattern(pattern(where));
    spdlog::set_level(detail ? spdlog::level::debug : spdlog::level::info);
    spdlog::flush_on(spdlog::level::info);
}

void write_line(const LogLine& line) {
    const auto logger = spdlog::default_logger();
    auto* const sink = sink_of(*logger);
    if (sink != nullptr)
        sink->set_beside(line.beside);
    logger->log(line.level, line.text);
    if (sink != nullptr)
        sink->set_beside({});
}

core::TimePoint retry_log(core::TimePoint now) {
    const auto logger = spdlog::default_logger();
    logger->flush();
    const auto* const sink = sink_of(*logger);
    return sink != nullptr && sink->has_waiting() ? now + kRetry : core::kNever;
}

void finish_log() {
    for (auto left = kLastRetries; left > 0 && retry_log({}) != core::kNever; --left)
        std::this_thread::sleep_for(kRetry);
}

} // namespace xvrrp::daemon
