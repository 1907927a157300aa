// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/systemd.h"

#include <systemd/sd-daemon.h>

namespace xvrrp::daemon {

void notify_ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

// sd_notify(3): the time tells the service manager this reload from another.
void notify_reloading(core::TimePoint now) {
    const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec)).c_str());
}

void notify_stopping() {
    sd_notify(0, "STOPPING=1");
}

} // namespace xvrrp::daemon
