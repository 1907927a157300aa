// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/systemd.h"

#include <chrono>
#include <cstdint>
#include <optional>

#include <systemd/sd-daemon.h>

namespace xvrrp::daemon {

namespace {

std::string microseconds(core::Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

// Nothing, where the service manager watches nobody: it would begin to.
std::string watchdog(std::optional<core::Duration> patience = {}) {
    std::uint64_t usual = 0;
    if (sd_watchdog_enabled(0, &usual) <= 0)
        return "";
    return "\nWATCHDOG_USEC=" + (patience ? microseconds(*patience) : std::to_string(usual));
}

// sd_notify(3): the time tells the service manager this reload from another.
std::string reloading(core::TimePoint now) {
    return "RELOADING=1\nMONOTONIC_USEC=" + microseconds(now.time_since_epoch());
}

} // namespace

// The program before this one may have asked for more patience.
void notify_ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status + watchdog()).c_str());
}

void notify_reloading(core::TimePoint now) {
    sd_notify(0, reloading(now).c_str());
}

// A service that says that it stops, and does not, is killed. The watchdog is not fed while the programs are loaded.
void notify_restarting(core::TimePoint now, core::Duration patience) {
    sd_notify(0, (reloading(now) + watchdog(patience)).c_str());
}

void notify_stopping() {
    sd_notify(0, "STOPPING=1");
}

} // namespace xvrrp::daemon
