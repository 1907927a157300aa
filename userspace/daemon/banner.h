// SPDX-License-Identifier: GPL-2.0-or-later
// The first lines of the log: the version, the kernel and the configuration.
#pragma once

#include "config/config.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

std::vector<std::string> banner(const config::Config& config, const std::string& file);

// "2 virtual routers on 1 interface, 3 virtual addresses, 1 sync group". A count of zero is left out, except for that of
// the virtual routers.
std::string counts(const config::Config& config);

} // namespace xvrrp::daemon
