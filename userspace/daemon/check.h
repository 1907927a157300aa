// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd -t reads the configuration, checks it against this host, writes the findings and exits.
#pragma once

#include "daemon/options.h"

namespace xvrrp::daemon {

int check(const Options& options); // returns one of kCheck...

} // namespace xvrrp::daemon
