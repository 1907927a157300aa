// SPDX-License-Identifier: GPL-2.0-or-later
// Texts in the columns of a terminal. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::tools {

// Counts characters and not bytes: a UTF-8 continuation byte takes no column.
std::size_t width(std::string_view text);

// Returns the text if it has at most so many columns. Otherwise it is cut, and ends with three dots.
std::string cut(const std::string& text, std::size_t columns);

// One line for each row, with the columns below each other. Numbers stand to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

} // namespace xvrrp::tools
