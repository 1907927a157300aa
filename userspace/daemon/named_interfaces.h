// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces that a configuration names and that must exist before it can be used.
#pragma once

#include "config/config.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

struct NamedInterface {
    std::string name;
    std::string by; // "(VI_1)", "static_ipaddress"

    bool operator==(const NamedInterface&) const = default;
};

// Returns each interface once, without those that the daemon makes itself.
std::vector<NamedInterface> named_interfaces(const config::Config& config);

} // namespace xvrrp::daemon
