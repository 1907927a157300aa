// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// Far above every limit of the language; ten times as much still fits.
constexpr std::int64_t kMost = 100'000'000'000'000'000;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
    return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

std::vector<std::string_view> split_at_blanks(std::string_view text) {
    std::vector<std::string_view> words;
    while (!(text = trimmed(text)).empty()) {
        const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::optional<Number> parse_number(std::string_view text, unsigned decimals) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const bool has_point = point != std::string_view::npos;
    std::string digits(text.substr(0, point));
    std::string fraction(has_point ? text.substr(point + 1) : std::string_view());
    if ((has_point && decimals == 0) || digits.size() + fraction.size() == 0 || !all_digits(digits) ||
        !all_digits(fraction))
        return std::nullopt;

    Number number;
    number.rounded = fraction.size() > decimals;
    const bool round_up = number.rounded && fraction[decimals] >= '5';
    fraction.resize(decimals, '0');
    for (char c : digits + fraction)
        number.value = std::min<std::int64_t>(number.value * 10 + (c - '0'), kMost);
    number.value += round_up ? 1 : 0;
    number.value *= negative ? -1 : 1;
    return number;
}

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
