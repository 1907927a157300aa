// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as a test writes them: "45 c0 00 28", white space for the reader only.
#pragma once

#include "core/address.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace xvrrp::core {

inline Bytes hex(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    Bytes out;
    bool high = true;
    for (const char each : text) {
        const auto digit = kDigits.find(each);
        if (digit == std::string_view::npos)
            continue;
        if (high)
            out.push_back(static_cast<std::uint8_t>(digit << 4));
        else
            out.back() = static_cast<std::uint8_t>(out.back() | digit);
        high = !high;
    }
    return out;
}

inline Bytes operator+(Bytes left, const Bytes& right) {
    put_bytes(left, right);
    return left;
}

// An address that the test knows to be well-formed.
inline IpAddress ip(std::string_view text) {
    return IpAddress::from_text(text).value();
}

} // namespace xvrrp::core
