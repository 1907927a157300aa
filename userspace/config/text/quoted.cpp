// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/words.h"

#include <algorithm>
#include <cstdint>

namespace xvrrp::config {
namespace {

constexpr std::string_view kSeparators = " \t\f\n\r\v";
constexpr std::string_view kLetters = "abEefnrtv";
constexpr std::string_view kMeanings = "\a\b\x1b\x1b\f\n\r\t\v"; // one for each letter
constexpr std::size_t kMostOctalDigits = 3;

int digit_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

// Reads digits from at on; of a number that is too large its last byte counts, as in keepalived.
char read_digits(std::string_view text, std::size_t& at, int base, std::size_t most) {
    unsigned value = 0;
    const std::size_t end = std::min(text.size(), at + most);
    for (; at < end && digit_value(text[at]) < base; ++at)
        value = (value * static_cast<unsigned>(base) + static_cast<unsigned>(digit_value(text[at]))) & 0xFF;
    return static_cast<char>(value);
}

// Reads the escape behind a backslash, which has at least one character.
char read_escape(std::string_view text, std::size_t& at) {
    const char c = text[at];
    if (digit_value(c) < 8)
        return read_digits(text, at, 8, kMostOctalDigits);
    ++at;
    if (c == 'x' && at < text.size() && digit_value(text[at]) < 16)
        return read_digits(text, at, 16, text.size());
    if (c == 'c' && at < text.size())
        return static_cast<char>(text[at++] & 0x1F);
    const std::size_t letter = kLetters.find(c);
    return letter == std::string_view::npos ? c : kMeanings[letter];
}

// One word, which begins at.
std::string read_word(std::string_view text, std::size_t& at, char& quote) {
    std::string word;
    while (at < text.size() && (quote != 0 || kSeparators.find(text[at]) == std::string_view::npos)) {
        const char c = text[at++];
        if (c == '\\' && at < text.size())
            word += read_escape(text, at);
        else if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (quote != 0 && c == quote)
            quote = 0;
        else
            word += c;
    }
    return word;
}

} // namespace

QuotedWords split_quoted(std::string_view text) {
    QuotedWords out;
    std::size_t at = 0;
    while (out.open_quote == 0) {
        at = std::min(text.find_first_not_of(kSeparators, at), text.size());
        if (at == text.size())
            break;
        out.words.push_back(read_word(text, at, out.open_quote));
    }
    return out;
}

} // namespace xvrrp::config
