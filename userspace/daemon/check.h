// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd -t: reads the configuration, looks at what only this host can tell, writes what it found and leaves.
#pragma once

#include "daemon/options.h"

namespace xvrrp::daemon {

int check(const Options& options); // a CheckCode

} // namespace xvrrp::daemon
