// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/event_loop.h"

#include "os/os_error.h"

#include <csignal>
#include <ctime>
#include <map>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <systemd/sd-event.h>

namespace xvrrp::os {

namespace {

using Handler = std::function<void()>;

struct FreeLoop {
    void operator()(sd_event* event) const { sd_event_unref(event); }
};

struct FreeSource {
    void operator()(sd_event_source* source) const { sd_event_source_disable_unref(source); }
};

using Source = std::unique_ptr<sd_event_source, FreeSource>;

// Ready descriptors come first, then the deadline, then idle work, and last the descriptors that can wait for
// all of these.
constexpr int kTimePriority = SD_EVENT_PRIORITY_NORMAL + 1;
constexpr int kLastPriority = SD_EVENT_PRIORITY_IDLE + 1;
constexpr std::uint64_t kAccuracyUs = 1;

// An exception must not pass through sd-event, which is C.
int call(void* handler) noexcept {
    (*static_cast<Handler*>(handler))();
    return 0;
}

void destroy(void* handler) {
    delete static_cast<Handler*>(handler);
}

// sd-event owns the handler: it destroys it with the source, and never while the handler runs.
Result<Source> adopt(int error, sd_event_source* raw, std::unique_ptr<Handler> handler, const char* doing) {
    if (error < 0)
        return failure(os_error(doing, -error));
    Source source(raw);
    sd_event_source_set_destroy_callback(raw, destroy);
    static_cast<void>(handler.release());
    return source;
}

std::uint64_t microseconds_rounded_up(core::TimePoint when) {
    const auto since_boot = std::chrono::ceil<std::chrono::microseconds>(when.time_since_epoch()).count();
    return since_boot < 0 ? 0 : static_cast<std::uint64_t>(since_boot);
}

// Each of them would be a turn of the loop. One who sends on and on must not hold the loop either.
void take_the_queued(int signal) {
    constexpr int kMost = 1000;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    constexpr timespec kAtOnce{};
    for (int i = 0; i < kMost && ::sigtimedwait(&one, nullptr, &kAtOnce) == signal; ++i)
        ;
}

} // namespace

struct EventLoop::State {
    std::unique_ptr<sd_event, FreeLoop> event; // destroyed last
    std::map<int, Source> descriptors;
    std::vector<Source> signals;
    Source timer;
    Source idle;
    core::TimePoint deadline = core::kNever;

    Result<> watch(int fd, std::uint32_t events, Turn turn, Handler handler, const char* doing);
};

Result<> EventLoop::State::watch(int fd, std::uint32_t events, Turn turn, Handler handler,
                                 const char* doing) {
    descriptors.erase(fd);
    auto owned = std::make_unique<Handler>(std::move(handler));
    sd_event_source* raw = nullptr;
    const int error = sd_event_add_io(
        event.get(), &raw, fd, events,
        [](sd_event_source*, int, std::uint32_t, void* data) { return call(data); }, owned.get());
    auto source = adopt(error, raw, std::move(owned), doing);
    if (!source)
        return failure(source.error());
    if (turn == Turn::Last)
        sd_event_source_set_priority(raw, kLastPriority);
    descriptors.emplace(fd, std::move(*source));
    return {};
}

Result<EventLoop> EventLoop::open() {
    sd_event* raw = nullptr;
    if (const int error = sd_event_new(&raw); error < 0)
        return failure(os_error("create the event loop", -error));
    auto state = std::make_unique<State>();
    state->event.reset(raw);
    return EventLoop(std::move(state));
}

EventLoop::EventLoop(std::unique_ptr<State> state) : state_(std::move(state)) {}

EventLoop::EventLoop(EventLoop&& other) noexcept = default;
EventLoop& EventLoop::operator=(EventLoop&& other) noexcept = default;
EventLoop::~EventLoop() = default;

core::TimePoint EventLoop::now() {
    return std::chrono::steady_clock::now();
}

core::Duration EventLoop::wall_clock_ahead() {
    return std::chrono::system_clock::now().time_since_epoch() - now().time_since_epoch();
}

core::TimePoint EventLoop::booted() {
    timespec since_boot{};
    ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return now() - std::chrono::seconds(since_boot.tv_sec) - std::chrono::nanoseconds(since_boot.tv_nsec);
}

Result<> EventLoop::on_readable(int fd, Handler handler, Turn turn) {
    return state_->watch(fd, EPOLLIN, turn, std::move(handler), "wait for input");
}

Result<> EventLoop::on_writable(int fd, Handler handler, Turn turn) {
    return state_->watch(fd, EPOLLOUT, turn, std::move(handler), "wait for room for output");
}

void EventLoop::forget(int fd) {
    state_->descriptors.erase(fd);
}

Result<> EventLoop::on_signal(int signal, Handler handler, Turn turn) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, signal);
    if (const int error = pthread_sigmask(SIG_BLOCK, &blocked, nullptr); error != 0)
        return failure(os_error("block a signal", error));
    auto owned = std::make_unique<Handler>([signal, handler = std::move(handler)] {
        take_the_queued(signal);
        handler();
    });
    sd_event_source* raw = nullptr;
    const int error = sd_event_add_signal(
        state_->event.get(), &raw, signal,
        [](sd_event_source*, const signalfd_siginfo*, void* data) { return call(data); }, owned.get());
    auto source = adopt(error, raw, std::move(owned), "wait for a signal");
    if (!source)
        return failure(source.error());
    if (turn == Turn::Last)
        sd_event_source_set_priority(raw, kLastPriority);
    state_->signals.push_back(std::move(*source));
    return {};
}

Result<> EventLoop::on_deadline(Handler handler) {
    State* state = state_.get();
    auto owned = std::make_unique<Handler>([state, handler = std::move(handler)] {
        state->deadline = core::kNever;
        handler();
    });
    sd_event_source* raw = nullptr;
    const int error = sd_event_add_time(
        state->event.get(), &raw, CLOCK_MONOTONIC, 0, kAccuracyUs,
        [](sd_event_source*, std::uint64_t, void* data) { return call(data); }, owned.get());
    auto source = adopt(error, raw, std::move(owned), "create the timer");
    if (!source)
        return failure(source.error());
    sd_event_source_set_enabled(raw, SD_EVENT_OFF);
    sd_event_source_set_priority(raw, kTimePriority);
    state->timer = std::move(*source);
    return {};
}

void EventLoop::set_deadline(core::TimePoint when) {
    if (when == state_->deadline)
        return;
    state_->deadline = when;
    sd_event_source* timer = state_->timer.get();
    if (when != core::kNever)
        sd_event_source_set_time(timer, microseconds_rounded_up(when));
    sd_event_source_set_enabled(timer, when == core::kNever ? SD_EVENT_OFF : SD_EVENT_ONESHOT);
}

Result<> EventLoop::on_idle(Handler handler) {
    auto owned = std::make_unique<Handler>(std::move(handler));
    sd_event_source* raw = nullptr;
    const int error = sd_event_add_defer(
        state_->event.get(), &raw, [](sd_event_source*, void* data) { return call(data); }, owned.get());
    auto source = adopt(error, raw, std::move(owned), "create the idle source");
    if (!source)
        return failure(source.error());
    sd_event_source_set_enabled(raw, SD_EVENT_OFF);
    sd_event_source_set_priority(raw, SD_EVENT_PRIORITY_IDLE);
    state_->idle = std::move(*source);
    return {};
}

void EventLoop::ask_idle() {
    sd_event_source_set_enabled(state_->idle.get(), SD_EVENT_ONESHOT);
}

Result<> EventLoop::enable_watchdog() {
    if (const int error = sd_event_set_watchdog(state_->event.get(), 1); error < 0)
        return failure(os_error("feed the watchdog of systemd", -error));
    return {};
}

Result<int> EventLoop::run() {
    const int code = sd_event_loop(state_->event.get());
    if (code < 0)
        return failure(os_error("run the event loop", -code));
    return code;
}

void EventLoop::stop(int code) {
    sd_event_exit(state_->event.get(), code);
}

} // namespace xvrrp::os
