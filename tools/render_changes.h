// SPDX-License-Identifier: GPL-2.0-or-later
// The effects of a reload as text for people: the warnings about the file, a line for each change, a summary.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

std::string render_changes(const nlohmann::json& reply);

} // namespace xvrrp::tools
