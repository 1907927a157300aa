// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived.json: the configuration, the state and the counters of all virtual routers.
#pragma once

#include "daemon/dumps/view.h"

#include <string>

namespace xvrrp::daemon {

// In the layout of json_version.
std::string json_text(const DumpView& view);

} // namespace xvrrp::daemon
