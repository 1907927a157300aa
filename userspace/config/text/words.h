// SPDX-License-Identifier: GPL-2.0-or-later
// The words of a line: the blanks between them, quotes, numbers and secrets, and how a word has to be written to be read
// as one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

struct Number {
    std::int64_t value = 0; // in units of 10^-decimals; saturates
    bool rounded = false;   // there were more decimals than that

    bool operator==(const Number&) const = default;
};

// keepalived's decimal number: a sign if any, digits, and a fraction where decimals is not 0. "010" is ten. The result is
// nothing where text is not a number.
std::optional<Number> parse_number(std::string_view text, unsigned decimals);

// The word as it has to be written: in quotes, or with its # and ! escaped, where it would not be read back otherwise.
std::string word(std::string_view text);

struct QuotedWords {
    std::vector<std::string> words;
    char open_quote = 0; // the quote that is never closed; the words are not to be used then

    bool operator==(const QuotedWords&) const = default;
};

// keepalived's second splitter, for scripts. '...' and "..." keep blanks, what touches is one word, and \ escapes
// anywhere: \a \b \E \f \n \r \t \v, \NNN octal, \xXX hexadecimal, \cC control. Any other \C is C.
QuotedWords split_quoted(std::string_view text);

// The keywords behind which a secret stands. The text knows no keyword, so its reader is given them.
using SecretKeywords = std::vector<std::string_view>;

// The offset from which on the line is a password or a key and never shown: behind one of the keywords, or a word that
// looks like one, and from "hex:" on. It is line.size() if the line holds no secret.
std::size_t start_of_secret(std::string_view line, const SecretKeywords& keywords);

} // namespace xvrrp::config
