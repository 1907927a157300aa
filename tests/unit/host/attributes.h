// SPDX-License-Identifier: GPL-2.0-or-later
// The attributes of a netlink message as text, so that a whole message is compared at once.
#pragma once

#include "core/bytes.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace xvrrp::host {

// "0a000002", the bytes of a value.
inline std::string hex(core::ByteView bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

using Attributes = std::map<int, core::ByteView>; // by their types, each once

inline Attributes attributes_in(core::ByteView bytes) {
    Attributes all;
    while (bytes.size() >= sizeof(rtattr)) {
        rtattr header{};
        std::memcpy(&header, bytes.data(), sizeof header);
        if (header.rta_len < sizeof header || header.rta_len > bytes.size())
            break;
        all.emplace(header.rta_type, bytes.subspan(sizeof header, header.rta_len - sizeof header));
        bytes = bytes.subspan(std::min<std::size_t>(RTA_ALIGN(header.rta_len), bytes.size()));
    }
    return all;
}

// The attributes behind the netlink header and the fixed header of a message.
template <class Header>
Attributes attributes_of(const core::Bytes& message) {
    return attributes_in(core::ByteView(message).subspan(sizeof(nlmsghdr) + sizeof(Header)));
}

} // namespace xvrrp::host
