// SPDX-License-Identifier: GPL-2.0-or-later
// The way to an xvrrp-runner that the service manager starts for each connection.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <string>

namespace xvrrp::daemon {

// It waits, but not for longer than a few seconds, and so does whoever sends or receives there.
Result<os::Fd> connect_to_runner(const std::string& socket);

} // namespace xvrrp::daemon
