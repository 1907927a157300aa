// SPDX-License-Identifier: GPL-2.0-or-later
// Which processes are counted, and when all of them are looked at.
#include "runner/watches.h"

#include <array>
#include <csignal>

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

using namespace std::chrono_literals;

// A process under a name that nobody else on this host has.
class Child {
public:
    Child() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_NAME, name_.c_str());
            [[maybe_unused]] const auto told = ::write(ends[1], "x", 1);
            ::pause();
            ::_exit(0);
        }
        char named = 0;
        EXPECT_EQ(::read(ends[0], &named, 1), 1);
        ::close(ends[0]);
        ::close(ends[1]);
    }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    ~Child() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    // It ends, and nobody takes its status.
    void end() const {
        ::kill(pid_, SIGKILL);
        siginfo_t ended{};
        EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT), 0);
    }

    const std::string& name() const { return name_; }

private:
    std::string name_ = "xv" + std::to_string(::getpid()) + ") Z";
    pid_t pid_ = 0;
};

// What a watch that comes now is told first.
std::size_t counted(const std::string& program) {
    auto loop = os::EventLoop::open();
    std::vector<std::size_t> told;
    Watches watches(
        *loop, [&](const auto& each) { told.push_back(each.processes); }, [] {});
    watches.add({1, {program}});
    watches.turn(os::EventLoop::now());
    EXPECT_EQ(told.size(), 1u);
    return told.empty() ? 99 : told.front();
}

core::TimePoint at(core::Duration since_start) {
    return core::TimePoint(1h + since_start);
}

ProcessEvents::News news_until(std::initializer_list<int> errors) {
    ProcessEvents::News news;
    for (const int error : errors) {
        if (!news.take_error(error))
            break;
    }
    return news;
}

Looks confirmed_at(core::TimePoint now) {
    Looks looks;
    looks.take({.confirmed = true});
    looks.done(now);
    return looks;
}

} // namespace

TEST(Watches, count_no_process_that_has_ended_and_waits_for_its_parent) {
    const Child child;
    EXPECT_EQ(counted(child.name()), 1u);
    child.end();
    EXPECT_EQ(counted(child.name()), 0u);
}

TEST(ProcessEvents, that_were_lost_stay_lost_whatever_else_is_read) {
    const auto lost = news_until({ENOBUFS, EINTR, EAGAIN});
    EXPECT_TRUE(lost.lost);
    EXPECT_TRUE(lost.drained);
    EXPECT_FALSE(lost.dead);
    EXPECT_FALSE(news_until({EAGAIN}).lost);
    EXPECT_TRUE(news_until({ENOBUFS, EBADF}).dead);
    EXPECT_FALSE(news_until({ENOBUFS, EBADF}).drained);
}

TEST(Looks, come_once_in_a_second_without_news_and_once_in_a_minute_with_them) {
    Looks looks;
    EXPECT_LE(looks.deadline(), at(0s));
    looks.done(at(0s));
    EXPECT_EQ(looks.deadline(), at(1s));
    looks.take({.confirmed = true, .drained = true});
    EXPECT_TRUE(looks.confirmed());
    looks.done(at(1s));
    EXPECT_EQ(looks.deadline(), at(61s));
    looks.ask();
    EXPECT_LE(looks.deadline(), at(1s));
}

TEST(Looks, come_after_lost_news_only_when_all_that_waited_is_read) {
    auto looks = confirmed_at(at(0s));
    looks.take({.lost = true});
    EXPECT_EQ(looks.deadline(), at(60s));
    looks.take({});
    EXPECT_EQ(looks.deadline(), at(60s));
    looks.take({.drained = true});
    EXPECT_LE(looks.deadline(), at(0s));
    looks.done(at(1s));
    looks.take({.drained = true});
    EXPECT_EQ(looks.deadline(), at(61s)) << "nothing was lost since";
}

TEST(Looks, come_at_once_and_then_every_second_when_no_more_news_will_come) {
    auto looks = confirmed_at(at(0s));
    looks.take({.dead = true});
    EXPECT_FALSE(looks.confirmed());
    EXPECT_LE(looks.deadline(), at(0s));
    looks.done(at(1s));
    EXPECT_EQ(looks.deadline(), at(2s));
}

} // namespace xvrrp::runner
