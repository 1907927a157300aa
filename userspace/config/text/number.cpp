// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/text/number.h"

#include <algorithm>
#include <string>

namespace xvrrp::config {
namespace {

// Far above every limit of the language; ten times as much still fits.
constexpr std::int64_t kMost = 100'000'000'000'000'000;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

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

} // namespace xvrrp::config
