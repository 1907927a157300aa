// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/systemd.h"

#include <systemd/sd-daemon.h>

namespace xvrrp::daemon {

void notify_ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void notify_status(const std::string& status) {
    sd_notify(0, ("STATUS=" + status).c_str());
}

void notify_stopping() {
    sd_notify(0, "STOPPING=1");
}

} // namespace xvrrp::daemon
