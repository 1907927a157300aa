// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's decimal numbers: an optional sign, digits, and where it is allowed a fraction.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace xvrrp::config {

struct Number {
    std::int64_t value = 0; // in units of 10^-decimals; saturates
    bool rounded = false;   // there were more decimals than that

    bool operator==(const Number&) const = default;
};

// Nothing where text is not a number. decimals 0: a whole number, a point is none of it. "010" is ten.
std::optional<Number> parse_number(std::string_view text, unsigned decimals);

} // namespace xvrrp::config
