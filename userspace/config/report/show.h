// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration written back in keepalived's language: the settings that are not the default, one statement on a line.
//
// With its secrets it parses back to the same. The rows of the keyword table say how each statement is written.
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

// "priority 100 -> 150", "virtual_ipaddress: + 192.0.2.2/24": a line for each statement that is not the same. A line
// says that a secret changed, and does not show it.
std::vector<std::string> differences(const core::VirtualRouterConfig& from,
                                     const core::VirtualRouterConfig& to);

// The table of keywords as the page docs/configuration.md and as the man page xvrrpd.conf(5).
std::string manual_as_markdown();
std::string manual_as_mdoc();

} // namespace xvrrp::config
