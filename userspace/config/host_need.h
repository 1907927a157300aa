// SPDX-License-Identifier: GPL-2.0-or-later
// What a configuration relies on and only the host can tell of: such an interface, such a user.
#pragma once

#include "config/diagnostic.h"

#include <string>
#include <vector>

namespace xvrrp::config {

struct HostNeed {
    enum class Kind : std::uint8_t { Interface, NetNamespace, Program, User, Group } kind = Kind::Interface;
    std::string name;
    std::string by; // "(VI_1)", "static_ipaddress", "notify_master"
    Span where;

    bool operator==(const HostNeed&) const = default;
};

using HostNeeds = std::vector<HostNeed>;

} // namespace xvrrp::config
