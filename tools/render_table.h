// SPDX-License-Identifier: GPL-2.0-or-later
// The status document as a table for people: one line for each virtual router, then the number in each state.
//
// It takes any JSON: a value that is missing or has another type shows as "-". Control characters never reach
// the terminal.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct TableStyle {
    bool colour = false;
    bool all_addresses = false; // otherwise the first two, and the number of the others
    std::size_t columns =
        0; // of the terminal, which longer lines would wrap around; 0: lines may have any length
};

std::string render_table(const nlohmann::json& status, TableStyle style);

} // namespace xvrrp::tools
