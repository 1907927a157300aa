// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's text as logical lines of words. A newline or a brace ends a line; braces are lines of their own.
//
// # and ! start a comment anywhere outside of "...", \# and \! are the characters themselves. "..." is one word
// without the quotes and without escapes. ${...} belongs to the word it stands in.
#pragma once

#include "config/diagnostic.h"

namespace xvrrp::config {

struct Token {
    std::string text;
    Span where;
    bool secret = false; // on the line of a password, behind its keyword: not to be shown

    bool operator==(const Token&) const = default;
};

struct Line {
    enum class Kind : std::uint8_t { Words, Open, Close } kind = Kind::Words;
    Span where;
    std::vector<Token> words; // empty for a brace

    bool operator==(const Line&) const = default;
};

std::vector<Line> lex(std::string_view text, std::uint32_t file, Diagnostics& out);

// As a message may hold it; *** for a secret.
std::string in_quotes(const Token& token);

} // namespace xvrrp::config
