// SPDX-License-Identifier: GPL-2.0-or-later
// The things beyond its text that a configuration may ask for: its config-id, other files, the environment, chance.
//
// Without anything set there are no other files and no environment.
#pragma once

#include "core/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace xvrrp::config {

struct Surroundings {
    std::string config_id; // what @ID is compared with
    std::string directory; // what relative file names are relative to; empty: unknown
    std::uint32_t seed = 0;

    // The files that a pattern of wildcards matches, sorted; for a pattern without any, the file if it is there.
    std::function<std::vector<std::string>(const std::string& pattern)> find = [](const auto&) {
        return std::vector<std::string>();
    };
    std::function<Result<std::string>(const std::string& file)> read = [](const auto& file) {
        return Result<std::string>(failure(Error{"read " + file, "there are no files", {}}));
    };
    std::function<std::optional<std::string>(const std::string& name)> environment = [](const auto&) {
        return std::optional<std::string>();
    };
};

} // namespace xvrrp::config
