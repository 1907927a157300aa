// SPDX-License-Identifier: GPL-2.0-or-later
// What another program prints as JSON.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

// Without a result if the program is not there or fails.
std::optional<std::string> text_printed_by(const char* command);
std::optional<nlohmann::json> printed_by(const char* command);

} // namespace xvrrp::tools
