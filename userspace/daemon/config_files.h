// SPDX-License-Identifier: GPL-2.0-or-later
// The things that a configuration may need from this host: files to include, the environment, the host name.
#pragma once

#include "config/text/surroundings.h"
#include "daemon/by_root.h"

#include <string>
#include <vector>

namespace xvrrp::daemon {

std::string host_name(); // empty if it is unknown

struct ConfigFile {
    std::string text;
    bool is_private = false; // to its owner
};

// Reads the regular files of a directory, as keepalived does: it leaves out executable ones. Root reads what we may not.
Result<ConfigFile> read_config_file(const std::string& file, ByRoot& root);

// Returns the files that match the wildcards of the pattern, sorted. Root looks where we may not.
std::vector<std::string> find_config_files(const std::string& pattern, ByRoot& root);

// config_id is that, or the host name up to its first dot if config_id is empty. Nothing of it outlives root.
config::Surroundings surroundings(const std::string& config_id, ByRoot& root);

} // namespace xvrrp::daemon
