// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's second splitter, for scripts: '...' and "..." keep blanks, what touches is one word, \ escapes anywhere.
//
// \a \b \E \f \n \r \t \v, \NNN octal, \xXX hexadecimal, \cC control; any other \C is C.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

struct QuotedWords {
    std::vector<std::string> words;
    char open_quote = 0; // the quote that is never closed; nothing is to be used then

    bool operator==(const QuotedWords&) const = default;
};

QuotedWords split_quoted(std::string_view text);

} // namespace xvrrp::config
