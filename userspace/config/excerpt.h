// SPDX-License-Identifier: GPL-2.0-or-later
// One line of a configuration as it may be shown to a person, with the place of the caret under it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xvrrp::config {

struct Excerpt {
    std::string text;
    std::size_t caret = 0; // characters before the first ^
    std::size_t carets = 1;
};

// offset and length are bytes of line; both may lie outside of it. Nothing is shown from start_of_secret() on, nor from
// secret on where more is known of the line than it says itself.
Excerpt excerpt(std::string_view line, std::size_t offset, std::size_t length,
                std::size_t secret = std::string_view::npos);

// From where on a line is secret: behind the keyword of a password or key, or what looks like one, and from hex: on. line.size(): nothing is.
std::size_t start_of_secret(std::string_view line);

} // namespace xvrrp::config
