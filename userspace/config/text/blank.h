// SPDX-License-Identifier: GPL-2.0-or-later
// Blanks, and text between them.
#pragma once

#include <string_view>
#include <vector>

namespace xvrrp::config {

constexpr std::string_view kBlanks = " \t\v\f\r";

constexpr bool is_blank(char c) {
    return kBlanks.find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view text);

// Views of text, none of them empty.
std::vector<std::string_view> split_at_blanks(std::string_view text);

} // namespace xvrrp::config
