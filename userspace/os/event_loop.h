// SPDX-License-Identifier: GPL-2.0-or-later
// The one loop of the daemon: file descriptors, one deadline, signals. A thin face of sd-event.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>

namespace xvrrp::os {

// When what a descriptor brings is handled: before a deadline that is due, or when nothing else is pending.
enum class Turn : std::uint8_t { BeforeDeadline, Last };

class EventLoop {
public:
    static Result<EventLoop> open();
    EventLoop(EventLoop&& other) noexcept;
    EventLoop& operator=(EventLoop&& other) noexcept;
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    static core::TimePoint now(); // CLOCK_MONOTONIC
    // How far CLOCK_REALTIME is ahead of it: constant until somebody sets that clock, but for the time between two readings.
    static core::Duration wall_clock_ahead();

    // What is ready is handled before the deadline, however late both are, unless its turn is the last. A handler
    // may forget() any descriptor, its own too; one that is to be closed has to be forgotten first.
    Result<> on_readable(int fd, std::function<void()> handler, Turn turn = Turn::BeforeDeadline);
    // One direction per fd at a time.
    Result<> on_writable(int fd, std::function<void()> handler, Turn turn = Turn::BeforeDeadline);
    void forget(int fd);
    Result<> on_signal(int signal, std::function<void()> handler); // blocks it for the process
    // The one timer: handler runs once at or after `when`; kNever disarms it. No system call if unchanged.
    // on_deadline() comes before the first set_deadline(), and on_idle() before ask_idle().
    Result<> on_deadline(std::function<void()> handler);
    void set_deadline(core::TimePoint when);
    // Runs when nothing else is pending, once per call of ask_idle().
    Result<> on_idle(std::function<void()> handler);
    void ask_idle();
    // Feed the systemd watchdog, if the service manager wants that.
    Result<> enable_watchdog();

    Result<int> run(); // until stop(code)
    void stop(int code);

private:
    struct State;
    explicit EventLoop(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::os
