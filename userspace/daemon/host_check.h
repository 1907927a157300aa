// SPDX-License-Identifier: GPL-2.0-or-later
// The findings of -t beyond the text: things that the configuration relies on, and that this host does not have.
#pragma once

#include "config/config.h"
#include "daemon/options.h"

namespace xvrrp::daemon {

// Enters the network namespace of the command line or of the configuration, and adds to the findings.
void look_at_host(const Options& options, config::Parsed& parsed);

} // namespace xvrrp::daemon
