// SPDX-License-Identifier: GPL-2.0-or-later
// The one loop of the daemon: file descriptors, one deadline, signals. It is a thin layer over sd-event.
#pragma once

#include "core/result.h"
#include "core/types.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>

namespace xvrrp::os {

// The time at which a ready descriptor or a signal is handled: before a due deadline, or when nothing else is pending.
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
    // The distance from CLOCK_MONOTONIC to CLOCK_REALTIME. It is constant until somebody sets the wall clock,
    // apart from the time between the two readings.
    static core::Duration wall_clock_ahead();
    // The boot of the host. It is before the clock's zero if the host was suspended since.
    static core::TimePoint booted();

    // A ready descriptor is handled before the deadline, however late both are, unless its turn is the last.
    // A handler may forget() any descriptor, also its own. A descriptor must be forgotten before it is
    // closed.
    Result<> on_readable(int fd, std::function<void()> handler, Turn turn = Turn::BeforeDeadline);
    // A descriptor is watched in one direction at a time.
    Result<> on_writable(int fd, std::function<void()> handler, Turn turn = Turn::BeforeDeadline);
    void forget(int fd);
    // Blocks the signal for the process. A real-time signal that is queued many times is told once.
    Result<> on_signal(int signal, std::function<void()> handler, Turn turn = Turn::BeforeDeadline);
    // There is one timer. The handler runs once at or after `when`; kNever disarms it. An unchanged deadline
    // costs no system call. on_deadline() must come before the first set_deadline(), and on_idle() before
    // ask_idle().
    Result<> on_deadline(std::function<void()> handler);
    void set_deadline(core::TimePoint when);
    // The handler runs when nothing else is pending, once for each call of ask_idle().
    Result<> on_idle(std::function<void()> handler);
    void ask_idle();
    // Feeds the systemd watchdog, if the service manager wants that.
    Result<> enable_watchdog();

    Result<int> run(); // until stop(code)
    void stop(int code);

private:
    struct State;
    explicit EventLoop(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace xvrrp::os
