// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of a configuration: keyword, arguments, children. Knows braces, and no keyword.
#pragma once

#include "config/text/lexer.h"

namespace xvrrp::config {

struct Node {
    std::vector<Token> words; // the keyword and its arguments; never empty
    bool has_block = false;   // { } was written, even if nothing is in it
    std::vector<Node> children;

    const Token& keyword() const { return words.front(); }

    bool operator==(const Node&) const = default;
};

// A file with a missing or an extra } is read to its end, as in keepalived.
std::vector<Node> grow(const std::vector<Line>& lines, Diagnostics& out);

} // namespace xvrrp::config
