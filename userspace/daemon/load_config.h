// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a configuration from a file name, with all findings as text for a person.
#pragma once

#include "config/config.h"

#include <string>

namespace xvrrp::daemon {

struct LoadedConfig {
    config::Config config;
    std::string findings; // rendered, one block each; empty if there are none
    bool readable = false;
    bool usable = false;
};

// pattern is a file, or a pattern with wildcards. config_id is compared with @ID; if it is empty, the host
// name is.
Result<config::Parsed> parse_config(const std::string& pattern, const std::string& config_id);

// Returns the first findings, as many as a person reads.
std::string findings_text(const config::Parsed& parsed);

LoadedConfig load_config(const std::string& pattern, const std::string& config_id);

// Does the same while the file marker (reload_file) is there and empty. No marker is named by an empty name.
LoadedConfig load_marked(const std::string& pattern, const std::string& config_id, const std::string& marker);

} // namespace xvrrp::daemon
