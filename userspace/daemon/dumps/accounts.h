// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers of users and groups. A lookup may take long, so it is for work beside the loop.
#pragma once

#include "os/named_pipe.h"

#include <string>

namespace xvrrp::daemon {

// "65534:65534". An empty user stands for the one that scripts run as by default, and an empty group for that of the user.
// If the user does not exist, no script runs as it, and the account is `otherwise`.
std::string find_account(const std::string& user, const std::string& group, const os::Owner& otherwise);

} // namespace xvrrp::daemon
