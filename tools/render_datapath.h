// SPDX-License-Identifier: GPL-2.0-or-later
// The part of a status document that says how adverts are received, with those who are on the same hooks.
#pragma once

#include "tools/doctor/hooks.h"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// As a document of its own. Without hooks the programs of each interface are null: they could not be looked at.
nlohmann::json datapath_of(const nlohmann::json& status,
                           const std::optional<std::map<std::string, HookPrograms>>& hooks);
std::string render_datapath(const nlohmann::json& datapath);

} // namespace xvrrp::tools
