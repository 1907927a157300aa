// SPDX-License-Identifier: GPL-2.0-or-later
// Text from a file as it may go to a terminal: UTF-8 without control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xvrrp::config {

// Control characters and bytes that are no UTF-8 become '?', tabs become blanks.
std::string printable(std::string_view text);

// Characters, not bytes, of printable text.
std::size_t width(std::string_view text);

// The first byte of the character that the byte at offset belongs to.
std::size_t start_of_character(std::string_view text, std::size_t offset);

} // namespace xvrrp::config
