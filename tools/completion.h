// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts that complete a command line in a shell, made from the commands that there are. Pure.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct CommandWords {
    std::string name;
    std::string help;
    std::vector<std::string> words; // options and what may follow
    bool takes_names = false;       // of virtual routers
    bool takes_file = false;
};

// The names of a status document, one on each line. A shell would expand some characters, so names with them are left out.
std::string completable_names(const nlohmann::json& status);

// common: the options of every command. Names of virtual routers are asked for with "xvrrpctl completion names".
std::string bash_completion(const std::vector<CommandWords>& commands,
                            const std::vector<std::string>& common);
std::string zsh_completion(const std::vector<CommandWords>& commands, const std::vector<std::string>& common);

} // namespace xvrrp::tools
