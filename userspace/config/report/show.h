// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration written back in keepalived's language: what is not the default, one statement on a line.
//
// With its secrets it parses back to the same. Also how two configurations of one virtual router are told apart.
#pragma once

#include "config/grammar/configuration.h"

#include <string>
#include <vector>

namespace xvrrp::config {

enum class Secrets : std::uint8_t { Hidden, Shown };

struct Statement {
    std::string keyword;
    std::string value;              // on the same line; may be empty
    std::vector<std::string> block; // or the lines between braces

    bool operator==(const Statement&) const = default;
};

std::vector<Statement> statements(const core::VirtualRouterConfig& router, Secrets secrets);

std::string show(const Config& config, Secrets secrets);

// "priority 100 -> 150", "virtual_ipaddress: + 192.0.2.2/24": a line for each statement that is not the same. A
// secret that changed is said to, and not what it is.
std::vector<std::string> differences(const core::VirtualRouterConfig& from,
                                     const core::VirtualRouterConfig& to);

} // namespace xvrrp::config
