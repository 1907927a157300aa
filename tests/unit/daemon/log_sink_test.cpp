// SPDX-License-Identifier: GPL-2.0-or-later
// The text that a reader of the log finds after a stall.
#include "daemon/log_sink.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

struct Logged {
    std::array<int, 2> ends{};
    os::Fd reader;
    os::Fd writer;
    std::shared_ptr<spdlog::logger> logger;

    explicit Logged(LogSink::Dress dress = as_it_is) {
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

// A journald that reads only when a test says so.
class LazyJournal {
public:
    LazyJournal() {
        EXPECT_NE(::mkdtemp(directory_.data()), nullptr);
        listen();
    }

    LazyJournal(const LazyJournal&) = delete;
    LazyJournal& operator=(const LazyJournal&) = delete;

    ~LazyJournal() { std::filesystem::remove_all(directory_); }

    void listen() {
        std::filesystem::remove(path());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    std::vector<std::string> read() const {
        std::vector<std::string> entries;
        std::vector<char> some(256UL * 1024);
        for (ssize_t got = 0; (got = ::recv(socket_.get(), some.data(), some.size(), 0)) > 0;)
            entries.emplace_back(some.data(), static_cast<std::size_t>(got));
        return entries;
    }

    std::string path() const { return directory_ + "/socket"; }

private:
    std::string directory_ = "/tmp/xvrrp_journal_XXXXXX";
    os::Fd socket_;
};

struct Journalled {
    LazyJournal journal;
    std::shared_ptr<LogSink> sink;
    std::shared_ptr<spdlog::logger> logger;

    explicit Journalled(std::size_t most_waiting)
        : sink(std::make_shared<LogSink>(os::PromptOutput::to_socket(journal.path()), for_journal("xvrrpd"),
                                         most_waiting)),
          logger(std::make_shared<spdlog::logger>("test", sink)) {
        logger->set_pattern("%v");
    }

    void write_many() const {
        for (std::size_t i = 0; i < kMany; ++i)
            logger->info("filler {}", i);
    }

    std::vector<std::string> read_all() const {
        std::vector<std::string> all;
        for (auto some = journal.read(); !some.empty(); some = journal.read()) {
            all.insert(all.end(), some.begin(), some.end());
            logger->flush();
        }
        return all;
    }
};

std::string message_in(const std::string& entry) {
    return entry.substr(0, entry.find('\n'));
}

TEST(LogSink, keeps_the_lines_that_a_full_journal_does_not_take_and_writes_them_in_their_order) {
    const Journalled log(8UL * 1024 * 1024);
    log.write_many();
    EXPECT_TRUE(log.sink->has_waiting());
    const auto entries = log.read_all();
    ASSERT_EQ(entries.size(), kMany);
    for (std::size_t i = 0; i < kMany; ++i)
        ASSERT_EQ(message_in(entries[i]), "MESSAGE=filler " + std::to_string(i));
    EXPECT_FALSE(log.sink->has_waiting());
}

TEST(LogSink, says_how_many_lines_it_could_not_keep_after_those_that_it_kept) {
    const Journalled log(10'000);
    log.write_many();
    auto entries = log.read_all();
    ASSERT_GT(entries.size(), 100U);
    const auto last = entries.back();
    entries.pop_back();
    EXPECT_EQ(message_in(last), "MESSAGE=" + std::to_string(kMany - entries.size()) +
                                    " log lines were dropped, because nobody read them");
    EXPECT_NE(last.find("\nVRRP_EVENT=lines_dropped\n"), std::string::npos) << last;
    log.logger->info("the next");
    EXPECT_EQ(log.journal.read().size(), 1U);
}

// It would wait for ever, and all others behind it.
TEST(LogSink, cuts_a_line_that_no_datagram_holds) {
    for (const auto& dress : {for_journal("xvrrpd"), for_syslog("xvrrpd")}) {
        const LazyJournal journal;
        const auto sink =
            std::make_shared<LogSink>(os::PromptOutput::to_socket(journal.path()), dress, 10'000);
        spdlog::logger logger("test", sink);
        logger.info(std::string(1'000'000, 'x'));
        logger.info("the next");
        EXPECT_EQ(journal.read().size(), 2U);
        EXPECT_FALSE(sink->has_waiting());
    }
}

TEST(LogSink, writes_to_a_journal_that_was_started_again) {
    Journalled log(10'000);
    log.logger->info("one");
    log.journal.listen();
    log.logger->info("two");
    const auto entries = log.journal.read();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(message_in(entries.front()), "MESSAGE=two");
}

TEST(LogSink, writes_the_fields_of_a_line_beside_that_line_alone) {
    const Journalled log(10'000);
    log.sink->set_beside({message("master"), {{"VRRP_INSTANCE", "VI_1"}}});
    log.logger->warn("with");
    log.sink->set_beside({});
    log.logger->info("without");
    const auto entries = log.journal.read();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0],
              "MESSAGE=with\nPRIORITY=4\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=xvrrpd\n"
              "MESSAGE_ID=9d9811ee49d452f4a1659070fa523de8\nVRRP_EVENT=master\nVRRP_INSTANCE=VI_1\n");
    EXPECT_EQ(entries[1], "MESSAGE=without\nPRIORITY=6\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=xvrrpd\n");
}

} // namespace
} // namespace xvrrp::daemon
