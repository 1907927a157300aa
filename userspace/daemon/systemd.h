// SPDX-License-Identifier: GPL-2.0-or-later
// Messages to the service manager (sd_notify). Without a service manager nothing happens.
#pragma once

#include "core/types.h"

#include <string>

namespace xvrrp::daemon {

void notify_ready(const std::string& status);
void notify_reloading(core::TimePoint now);
// The process is about to become another program, which will be ready within this time.
void notify_restarting(core::TimePoint now, core::Duration patience);
void notify_stopping();

} // namespace xvrrp::daemon
