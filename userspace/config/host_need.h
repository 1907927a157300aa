// SPDX-License-Identifier: GPL-2.0-or-later
// What a configuration relies on and only the host can tell of: whether there is such an interface.
#pragma once

#include "config/diagnostic.h"

#include <string>
#include <vector>

namespace xvrrp::config {

struct HostNeed {
    enum class Kind : std::uint8_t { Interface, NetNamespace } kind = Kind::Interface;
    std::string name;
    std::string by; // "(VI_1)", "static_ipaddress"
    Span where;

    bool operator==(const HostNeed&) const = default;
};

using HostNeeds = std::vector<HostNeed>;

} // namespace xvrrp::config
