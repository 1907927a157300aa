// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a configuration from a file name, with all findings as text for a person.
#pragma once

#include "config/config.h"

#include <string>

namespace xvrrp::daemon {

struct Options;

struct LoadedConfig {
    config::Config config;
    std::string findings; // rendered, one block each; empty if there are none
    bool readable = false;
    bool unanswered = false; // what root was to read for us; another time it may be readable
    bool usable = false;
};

// Where the configuration is, and how it is read.
struct ConfigPlace {
    std::string pattern;         // a file, or a pattern with wildcards
    std::string config_id{};     // what @ID is compared with; empty: the host name
    std::string runner_socket{}; // root reads by it what we may not; empty: nobody does
};

ConfigPlace place_of(const Options& options);

// A question to root that was not answered is an Error of the whole, with the code EAGAIN.
Result<config::Parsed> parse_config(const ConfigPlace& place);

// Returns the first findings, as many as a person reads.
std::string findings_text(const config::Parsed& parsed);

LoadedConfig load_config(const ConfigPlace& place);

// Does the same while the file marker (reload_file) is there and empty. No marker is named by an empty name.
LoadedConfig load_marked(const ConfigPlace& place, const std::string& marker);

} // namespace xvrrp::daemon
