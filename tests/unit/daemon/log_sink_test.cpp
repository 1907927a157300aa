// SPDX-License-Identifier: GPL-2.0-or-later
// The text that a reader of the log finds after a stall.
#include "daemon/log_sink.h"

#include <array>
#include <memory>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

struct Logged {
    std::array<int, 2> ends{};
    os::Fd reader;
    os::Fd writer;
    std::shared_ptr<spdlog::logger> logger;

    explicit Logged(LogSink::Dress dress = [](const auto& /*message*/, std::string line) { return line; }) {
        EXPECT_EQ(::pipe(ends.data()), 0);
        reader.reset(ends[0]);
        writer.reset(ends[1]);
        ::fcntl(reader.get(), F_SETFL, O_NONBLOCK);
        logger = std::make_shared<spdlog::logger>(
            "test", std::make_shared<LogSink>(os::PromptOutput::to(writer.get()), std::move(dress)));
        logger->set_pattern("%^%l%$: %v");
    }

    std::string read() const {
        std::string text;
        std::array<char, 4096> some{};
        for (ssize_t got = 0; (got = ::read(reader.get(), some.data(), some.size())) > 0;)
            text.append(some.data(), static_cast<std::size_t>(got));
        return text;
    }
};

// Every line is there, or counted as missing.
std::size_t count_lines(const std::string& text) {
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = text.find("info: filler", at)) != std::string::npos; ++at)
        ++lines;
    return lines;
}

constexpr std::size_t kMany = 10'000;

std::string missing_of(const std::string& text) {
    return "warning: " + std::to_string(kMany - count_lines(text)) +
           " log lines were dropped, because nobody read them\n";
}

TEST(LogSink, counts_what_it_drops_and_says_so_before_the_next_line) {
    const Logged log;
    for (std::size_t i = 0; i < kMany; ++i)
        log.logger->info("filler {}", i);
    const auto text = log.read();
    log.logger->info("the next");
    EXPECT_EQ(log.read(), missing_of(text) + "info: the next\n");
    log.logger->info("and one more");
    EXPECT_EQ(log.read(), "info: and one more\n");
}

TEST(LogSink, says_so_without_a_next_line_when_it_is_flushed) {
    const Logged log;
    for (std::size_t i = 0; i < kMany; ++i)
        log.logger->info("filler {}", i);
    const auto text = log.read();
    log.logger->flush();
    EXPECT_EQ(log.read(), missing_of(text));
    log.logger->flush();
    EXPECT_EQ(log.read(), "");
}

TEST(LogSink, colours_the_level_on_a_terminal) {
    const Logged log(coloured);
    log.logger->error("no");
    EXPECT_EQ(log.read(), "\033[31m\033[1merror\033[m: no\n");
}

TEST(LogSink, writes_for_syslogd_the_priority_the_time_and_the_process) {
    const Logged log(for_syslog("xvrrpd_blue"));
    log.logger->warn("beware");
    const auto line = log.read();
    EXPECT_EQ(line.substr(0, 4), "<28>"); // LOG_DAEMON, LOG_WARNING
    EXPECT_EQ(line.substr(7, 1) + line.substr(10, 1) + line.substr(13, 1) + line.substr(16, 1), "  ::")
        << line;
    EXPECT_EQ(line.substr(19), " xvrrpd_blue[" + std::to_string(::getpid()) + "]: warning: beware");
}

} // namespace
} // namespace xvrrp::daemon
