// SPDX-License-Identifier: GPL-2.0-or-later
// The findings about a configuration as JSON for editors: xvrrpd -t --json.
#pragma once

#include "config/text/diagnostic.h"

#include <string>

namespace xvrrp::daemon {

// Returns an array of {"file", "line", "column", "end", "severity", "message", "hint", "trail": [{"what",
// "file", "line", "column"}]}. Lines and columns count from 1, columns are bytes, and end is the column
// behind the last one. A finding without a position has null for the position.
std::string findings_json(const config::Diagnostics& findings, const config::Sources& sources);

} // namespace xvrrp::daemon
