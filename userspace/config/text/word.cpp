// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/word.h"

#include <fmt/format.h>

namespace xvrrp::config {

std::string word(std::string_view text) {
    if (text.empty() || text.find_first_of(" \t{}") != std::string_view::npos)
        return fmt::format("\"{}\"", text);
    std::string out;
    for (const char c : text) {
        if (c == '#' || c == '!')
            out += '\\';
        out += c;
    }
    return out;
}

} // namespace xvrrp::config
