// SPDX-License-Identifier: GPL-2.0-or-later
// The attributes of a message of rtnetlink, by their numbers.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace xvrrp::datapath {

// The kernel's own numbers are small; an attribute with a larger one than asked for is left out.
template <std::size_t kCount>
std::array<const rtattr*, kCount> attributes(const rtattr* first, std::size_t length) {
    std::array<const rtattr*, kCount> out{};
    auto left = static_cast<unsigned>(length);
    for (const auto* each = first; RTA_OK(each, left); each = RTA_NEXT(each, left)) {
        if (const std::size_t type = each->rta_type & NLA_TYPE_MASK; type < kCount)
            out[type] = each;
    }
    return out;
}

template <std::size_t kCount>
std::array<const rtattr*, kCount> nested(const rtattr* attribute) {
    if (!attribute)
        return {};
    return attributes<kCount>(static_cast<const rtattr*>(RTA_DATA(attribute)), RTA_PAYLOAD(attribute));
}

inline std::string text_of(const rtattr* attribute) {
    if (!attribute)
        return {};
    const auto* text = static_cast<const char*>(RTA_DATA(attribute));
    return {text, strnlen(text, RTA_PAYLOAD(attribute))};
}

inline std::uint32_t number_of(const rtattr* attribute) {
    std::uint32_t out = 0;
    if (attribute && RTA_PAYLOAD(attribute) >= sizeof out)
        std::memcpy(&out, RTA_DATA(attribute), sizeof out);
    return out;
}

} // namespace xvrrp::datapath
