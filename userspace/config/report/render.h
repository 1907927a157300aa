// SPDX-License-Identifier: GPL-2.0-or-later
// A finding as a person reads it: position, line, caret, and what to do.
#pragma once

#include "config/text/diagnostic.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace xvrrp::config {

// error: unknown keyword 'vrrp_versoin'
//   --> /etc/xvrrpd/xvrrpd.conf:3:3
//    |
//  3 |   vrrp_versoin 3
//    |   ^^^^^^^^^^^^ did you mean 'vrrp_version'?
//    = included at /etc/xvrrpd/main.conf:7:1
//
// Ends with a line feed. Passwords are masked, control characters replaced, long lines cut around the caret.
std::string render(const Diagnostic& diagnostic, const Sources& sources);

// One line of a configuration as it may be shown, with the position of the caret under it.
struct Excerpt {
    std::string text;
    std::size_t caret = 0; // characters before the first ^
    std::size_t carets = 1;
};

// offset and length are bytes of line; both may lie outside of it. Nothing is shown from start_of_secret() on, nor from
// secret on where more is known of the line than it says itself.
Excerpt excerpt(std::string_view line, std::size_t offset, std::size_t length,
                std::size_t secret = std::string_view::npos);

} // namespace xvrrp::config
