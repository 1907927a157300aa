// SPDX-License-Identifier: GPL-2.0-or-later
// The watchdog of a service manager that is a socket of this test.
#include "runner/watchdog.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

using namespace std::chrono_literals;

class WatchdogTest : public testing::Test {
protected:
    WatchdogTest() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path_, address.sun_path);
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
        ::setenv("WATCHDOG_USEC", "3000000", 1);
        ::unsetenv("WATCHDOG_PID");
    }

    ~WatchdogTest() override {
        std::filesystem::remove(path_);
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_USEC");
    }

    std::string told() const {
        std::array<char, 100> text{};
        const auto size = ::recv(socket_.get(), text.data(), text.size(), 0);
        return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
    }

    static core::TimePoint at(core::Duration since) { return core::TimePoint(1h + since); }

    std::string path_ =
        std::filesystem::temp_directory_path() / ("xvrrp_watchdog_" + std::to_string(::getpid()));
    os::Fd socket_;
};

} // namespace

TEST_F(WatchdogTest, is_fed_three_times_in_its_period_whatever_the_environment_is_later) {
    auto watchdog = Watchdog::from_environment();
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_LE(watchdog.deadline(), at(0s));
    watchdog.feed(at(0s));
    EXPECT_EQ(told(), "WATCHDOG=1");
    EXPECT_EQ(watchdog.deadline(), at(1s));
    watchdog.feed(at(999ms));
    EXPECT_EQ(told(), "");
    watchdog.feed(at(1s));
    EXPECT_EQ(told(), "WATCHDOG=1");
}

TEST_F(WatchdogTest, that_nobody_asks_for_is_not_fed) {
    ::setenv("WATCHDOG_PID", "1", 1); // it is meant for another process
    auto of_another = Watchdog::from_environment();
    ::unsetenv("WATCHDOG_PID");
    ::unsetenv("WATCHDOG_USEC");
    auto unasked = Watchdog::from_environment();
    for (auto* each : {&of_another, &unasked}) {
        EXPECT_EQ(each->deadline(), core::kNever);
        each->feed(at(0s));
        EXPECT_EQ(told(), "");
    }
}

TEST_F(WatchdogTest, that_does_not_listen_holds_nobody_up) {
    auto watchdog = Watchdog::from_environment();
    for (int second = 0; second < 10'000; ++second)
        watchdog.feed(at(std::chrono::seconds(second)));
    EXPECT_EQ(told(), "WATCHDOG=1");
}

} // namespace xvrrp::runner
