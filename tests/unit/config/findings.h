// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the configuration's tests: a text, the findings in it as short lines, the instance that it makes.
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

// vrrp_instance A with all that is required, on lines 1 to 4, and statements from line 5 on.
std::string instance(const std::string& statements);

// global_defs with statements from line 2 on.
std::string global_defs(const std::string& statements);

// The only virtual router of a text that is usable.
core::VirtualRouterConfig only_router(const std::string& text);

std::string read_file(const std::filesystem::path& path);

} // namespace xvrrp::config
