// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a configuration from a file name, with all findings as text for a person.
#pragma once

#include "config/config.h"

#include <string>

namespace xvrrp::daemon {

struct LoadedConfig {
    config::Config config;
    std::string findings; // rendered, one block each; empty where there are none
    bool readable = false;
    bool usable = false;
};

// pattern: a file, or what wildcards match. config_id: what @ID is compared with; empty: the host name.
Result<config::Parsed> parse_config(const std::string& pattern, const std::string& config_id);

// The first findings, as many as a person reads.
std::string findings_text(const config::Parsed& parsed);

LoadedConfig load_config(const std::string& pattern, const std::string& config_id);

} // namespace xvrrp::daemon
