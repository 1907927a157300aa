// SPDX-License-Identifier: GPL-2.0-or-later
// The status document as a table for people: one line per virtual router, then how many are in which state.
//
// Takes any JSON: what is missing or of another type shows as "-". Control characters never reach the terminal.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct TableStyle {
    bool colour = false;
    bool all_addresses = false; // else the first two, and how many more
};

std::string render_table(const nlohmann::json& status, TableStyle style);

} // namespace xvrrp::tools
