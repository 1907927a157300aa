// SPDX-License-Identifier: GPL-2.0-or-later
// The findings of -t about this host: things that the configuration relies on and that are missing here.
#pragma once

#include "config/config.h"
#include "daemon/options.h"

namespace xvrrp::daemon {

// Enters the network namespace of the command line or of the configuration, and adds its findings to the
// others.
void look_at_host(const Options& options, config::Parsed& parsed);

} // namespace xvrrp::daemon
