// SPDX-License-Identifier: GPL-2.0-or-later
// How adverts reach the daemon on each interface, as a table for people. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// The part of the status document that is about it.
nlohmann::json datapath_of(const nlohmann::json& status);
std::string render_datapath(const nlohmann::json& datapath);

} // namespace xvrrp::tools
