// SPDX-License-Identifier: GPL-2.0-or-later
// The findings about a configuration for editors: xvrrpd -t --json.
#pragma once

#include "config/text/diagnostic.h"

#include <string>

namespace xvrrp::daemon {

// An array of {"file", "line", "column", "end", "severity", "message", "hint", "trail": [{"what", "file", "line",
// "column"}]}. Lines and columns count from 1, columns are bytes, end is the column behind the last one. What has no
// place has null for it.
std::string findings_json(const config::Diagnostics& findings, const config::Sources& sources);

} // namespace xvrrp::daemon
