// SPDX-License-Identifier: GPL-2.0-or-later
// The functions of the configuration's tests: they turn a text into its findings as short lines and into its
// instance.
#pragma once

#include "config/config.h"

#include <filesystem>
#include <string>
#include <vector>

namespace xvrrp::config {

using Findings = std::vector<std::string>;

Parsed parse_text(const std::string& text);

// "warning 3:11 priority 300 is not in 1..255, using 100", without hints.
Findings findings(const Diagnostics& diagnostics);
Findings findings(const std::string& text);

// Returns vrrp_instance A with all that is required on lines 1 to 4, and the statements from line 5 on.
std::string instance(const std::string& statements);

// Returns global_defs with the statements from line 2 on.
std::string global_defs(const std::string& statements);

// Returns the only virtual router of a usable text.
core::VirtualRouterConfig only_router(const std::string& text);

std::string read_file(const std::filesystem::path& path);

} // namespace xvrrp::config
