// SPDX-License-Identifier: GPL-2.0-or-later
// The things that a configuration may need from this host: files to include, the environment, the host name.
#pragma once

#include "config/text/surroundings.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

std::string host_name(); // empty if it is unknown

// Returns config_id, or the host name up to its first dot if config_id is empty.
config::Surroundings surroundings(const std::string& config_id);

// Reads the regular files of a directory, as keepalived does: it leaves out executable ones.
Result<std::string> read_config_file(const std::string& file);

// Returns the files that match the wildcards of the pattern, sorted.
std::vector<std::string> find_config_files(const std::string& pattern);

} // namespace xvrrp::daemon
