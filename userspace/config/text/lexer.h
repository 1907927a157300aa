// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's text as logical lines of words, and the lines as blocks. A newline or a brace ends a line; braces are
// lines of their own. The text knows no keyword.
//
// "..." is one word without the quotes and without escapes. ${...} belongs to the word it stands in.
#pragma once

#include "config/text/written.h"

namespace xvrrp::config {

struct Token {
    std::string text;
    Span where;
    bool secret = false; // on the line of a password, behind its keyword: not to be shown
    std::string raw{};   // as it was written: its quotes, and the blanks in front of it

    bool operator==(const Token&) const = default;
};

struct Line {
    enum class Kind : std::uint8_t { Words, Open, Close } kind = Kind::Words;
    Span where;
    std::vector<Token> words; // empty for a brace

    bool operator==(const Line&) const = default;
};

// The first logical line of text, which starts with no blank and has no comment; end is where the rest begins. From
// secret on, an offset in text, nothing may be shown. No words and no brace: only a quoted word without an end.
Line first_line(const Written& text, std::size_t secret, std::size_t& end, Diagnostics& out);

// The token as a message may hold it; a secret is ***.
std::string in_quotes(const Token& token);

// A block, or a line without one.
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
