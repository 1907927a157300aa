// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/event_loop.h"
#include "os/fd.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

namespace xvrrp::os {

namespace {

using Log = std::vector<std::string>;
using std::chrono::milliseconds;

struct Pipe {
    Fd here;
    Fd there;

    Pipe() {
        int ends[2];
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        here.reset(ends[0]);
        there.reset(ends[1]);
    }

    void write() const { EXPECT_EQ(::write(there.get(), "x", 1), 1); }

    void read() const {
        char byte;
        EXPECT_EQ(::read(here.get(), &byte, 1), 1);
    }
};

class Loop : public ::testing::Test {
protected:
    EventLoop loop = EventLoop::open().value();
    Log log;

    void on_deadline_stop() {
        ASSERT_TRUE(loop.on_deadline([this] {
            log.push_back("deadline");
            loop.stop(0);
        }));
    }
};

} // namespace

TEST_F(Loop, ends_with_the_code_it_is_stopped_with) {
    ASSERT_TRUE(loop.on_deadline([this] { loop.stop(7); }));
    loop.set_deadline(EventLoop::now());
    EXPECT_EQ(loop.run().value(), 7);
}

TEST_F(Loop, fires_a_deadline_in_the_past_at_once) {
    for (const core::TimePoint past :
         {core::TimePoint::min(), core::TimePoint{}, EventLoop::now() - std::chrono::hours(1)}) {
        EventLoop another = EventLoop::open().value();
        ASSERT_TRUE(another.on_deadline([&] { another.stop(0); }));
        another.set_deadline(past);
        const auto start = EventLoop::now();
        ASSERT_TRUE(another.run());
        EXPECT_LT(EventLoop::now() - start, milliseconds(500));
    }
}

TEST_F(Loop, never_fires_a_deadline_early) {
    for (int i = 1; i <= 20; ++i) {
        EventLoop another = EventLoop::open().value();
        core::TimePoint fired;
        ASSERT_TRUE(another.on_deadline([&] {
            fired = EventLoop::now();
            another.stop(0);
        }));
        const auto when = EventLoop::now() + std::chrono::nanoseconds(1'000'001L * i / 4);
        another.set_deadline(when);
        ASSERT_TRUE(another.run());
        EXPECT_GE(fired, when);
    }
}

TEST_F(Loop, fires_each_deadline_once_and_takes_the_next_from_its_handler) {
    std::vector<core::TimePoint> fired;
    ASSERT_TRUE(loop.on_deadline([&] {
        fired.push_back(EventLoop::now());
        if (fired.size() == 3)
            loop.stop(0);
        else
            loop.set_deadline(fired.front()); // the same past time, set again, is a new deadline
    }));
    loop.set_deadline(EventLoop::now());
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(fired.size(), 3U);
}

TEST_F(Loop, forgets_a_deadline_that_is_never) {
    Pipe pipe;
    ASSERT_TRUE(loop.on_deadline([this] { log.push_back("deadline"); }));
    ASSERT_TRUE(loop.on_idle([this] { loop.stop(0); }));
    loop.set_deadline(EventLoop::now() - milliseconds(1));
    loop.set_deadline(core::kNever);
    loop.ask_idle();
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, Log{});
}

TEST_F(Loop, handles_input_before_a_deadline_that_is_overdue_and_idles_last) {
    Pipe first;
    Pipe second;
    for (const Pipe* pipe : {&first, &second}) {
        ASSERT_TRUE(loop.on_readable(pipe->here.get(), [this, pipe] {
            pipe->read();
            log.push_back("input");
        }));
        pipe->write();
    }
    ASSERT_TRUE(loop.on_deadline([this] { log.push_back("deadline"); }));
    ASSERT_TRUE(loop.on_idle([this] {
        log.push_back("idle");
        loop.stop(0);
    }));
    loop.ask_idle();
    loop.set_deadline(EventLoop::now() - std::chrono::seconds(1));
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, (Log{"input", "input", "deadline", "idle"}));
}

TEST_F(Loop, idles_once_per_question) {
    int questions = 3;
    on_deadline_stop();
    ASSERT_TRUE(loop.on_idle([&] {
        log.push_back("idle");
        if (--questions > 0)
            loop.ask_idle();
        else
            loop.set_deadline(EventLoop::now());
    }));
    loop.ask_idle();
    loop.ask_idle();
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, (Log{"idle", "idle", "idle", "deadline"}));
}

TEST_F(Loop, lets_a_handler_forget_its_own_descriptor) {
    Pipe pipe;
    on_deadline_stop();
    const std::string captured(100, 'x'); // lives in the handler that forget() lets go of
    ASSERT_TRUE(loop.on_readable(pipe.here.get(), [this, &pipe, captured] {
        loop.forget(pipe.here.get());
        pipe.here.reset();
        log.push_back(captured);
        loop.set_deadline(EventLoop::now());
    }));
    pipe.write();
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, (Log{captured, "deadline"}));
}

TEST_F(Loop, does_not_call_for_a_descriptor_that_another_handler_forgot) {
    Pipe first;
    Pipe second;
    on_deadline_stop();
    const auto forget_both = [&] {
        log.push_back("input");
        loop.forget(first.here.get());
        loop.forget(second.here.get());
        loop.set_deadline(EventLoop::now());
    };
    ASSERT_TRUE(loop.on_readable(first.here.get(), forget_both));
    ASSERT_TRUE(loop.on_readable(second.here.get(), forget_both));
    first.write();
    second.write();
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, (Log{"input", "deadline"}));
}

TEST_F(Loop, changes_the_direction_of_a_descriptor_from_its_handler) {
    Pipe pipe;
    ASSERT_TRUE(loop.on_readable(pipe.here.get(), [&] {
        log.push_back("input");
        ASSERT_TRUE(loop.on_writable(pipe.here.get(), [&] {
            log.push_back("output");
            loop.stop(0);
        }));
    }));
    pipe.write();
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, (Log{"input", "output"}));
}

// A signal that is always there again must not hold up adverts.
TEST_F(Loop, lets_a_deadline_come_before_signals_that_may_wait) {
    int calls = 0;
    ASSERT_TRUE(loop.on_signal(
        SIGUSR1,
        [&] {
            raise(SIGUSR1);
            if (++calls == 100)
                loop.stop(1);
        },
        Turn::Last));
    on_deadline_stop();
    raise(SIGUSR1);
    loop.set_deadline(EventLoop::now());
    EXPECT_EQ(loop.run().value(), 0);
    EXPECT_EQ(calls, 0);
}

TEST_F(Loop, tells_once_of_a_real_time_signal_that_is_queued_many_times) {
    int calls = 0;
    ASSERT_TRUE(loop.on_signal(SIGRTMIN + 2, [&calls] { ++calls; }));
    on_deadline_stop();
    for (int i = 0; i < 500; ++i)
        raise(SIGRTMIN + 2);
    loop.set_deadline(EventLoop::now() + milliseconds(50));
    EXPECT_EQ(loop.run().value(), 0);
    EXPECT_EQ(calls, 1);
}

TEST_F(Loop, calls_the_handler_of_a_signal_instead_of_dying_of_it) {
    ASSERT_TRUE(loop.on_signal(SIGTERM, [this] {
        log.push_back("TERM");
        loop.stop(0);
    }));
    ASSERT_EQ(kill(getpid(), SIGTERM), 0);
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, Log{"TERM"});
}

TEST_F(Loop, refuses_a_descriptor_that_is_not_open) {
    const auto refused = loop.on_readable(1 << 20, [] {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, EBADF);
}

TEST_F(Loop, keeps_its_handlers_when_it_is_moved) {
    on_deadline_stop();
    loop.set_deadline(EventLoop::now());
    EventLoop moved = std::move(loop);
    loop = std::move(moved);
    ASSERT_TRUE(loop.run());
    EXPECT_EQ(log, Log{"deadline"});
}

} // namespace xvrrp::os
