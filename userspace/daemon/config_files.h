// SPDX-License-Identifier: GPL-2.0-or-later
// The things that a configuration may ask for on this host: files to include, the environment, the name of the host.
#pragma once

#include "config/text/surroundings.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

std::string host_name(); // empty where nobody knows

// config_id: empty for the host name, up to its first dot.
config::Surroundings surroundings(const std::string& config_id);

// The regular files of a directory are read, as keepalived reads them: not one that is executable.
Result<std::string> read_config_file(const std::string& file);

// The files that the wildcards of the pattern match, sorted.
std::vector<std::string> find_config_files(const std::string& pattern);

} // namespace xvrrp::daemon
