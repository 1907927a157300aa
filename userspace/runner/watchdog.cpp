// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/watchdog.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

namespace xvrrp::runner {

namespace {

// A turn that comes late on a busy host does not miss the watchdog then.
constexpr int kTimesInPeriod = 3;

// A path, or an abstract name behind '@', as sd_notify(3) has it.
os::Fd connect_to(std::string_view where) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (where.empty() || where.size() >= sizeof address.sun_path)
        return {};
    std::ranges::copy(where, address.sun_path);
    if (where.front() == '@')
        address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + where.size());
    os::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
        return {};
    return socket;
}

} // namespace

Watchdog Watchdog::from_environment() {
    std::uint64_t period_us = 0;
    const char* where = std::getenv("NOTIFY_SOCKET");
    Watchdog watchdog;
    if (where == nullptr || ::sd_watchdog_enabled(0, &period_us) <= 0)
        return watchdog;
    watchdog.socket_ = connect_to(where);
    watchdog.pause_ = std::chrono::microseconds(period_us) / kTimesInPeriod;
    return watchdog;
}

void Watchdog::feed(core::TimePoint now) {
    constexpr std::string_view kAlive = "WATCHDOG=1";
    if (!socket_ || now < at_)
        return;
    ::send(socket_.get(), kAlive.data(), kAlive.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    at_ = now + pause_;
}

} // namespace xvrrp::runner
