// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived.stats: the counters of all virtual routers.
#pragma once

#include "daemon/dumps/view.h"

#include <string>

namespace xvrrp::daemon {

std::string stats_text(const DumpView& view);

} // namespace xvrrp::daemon
