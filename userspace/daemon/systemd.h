// SPDX-License-Identifier: GPL-2.0-or-later
// What the service manager is told (sd_notify). Without one, nothing happens.
#pragma once

#include "core/types.h"

#include <string>

namespace xvrrp::daemon {

void notify_ready(const std::string& status);
void notify_reloading(core::TimePoint now);
void notify_status(const std::string& status);
void notify_stopping();

} // namespace xvrrp::daemon
