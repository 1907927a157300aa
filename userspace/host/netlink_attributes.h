// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of an rtnetlink message, the fixed header and the attributes behind it, read and written.
#pragma once

#include "core/address.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <sys/socket.h>

namespace xvrrp::host {

// Returns the fixed part behind the netlink header, or null if the message is too short for it.
template <class Header>
const Header* header_of(nlmsghdr& message) {
    if (!nlmsg_valid_hdr(&message, sizeof(Header)))
        return nullptr;
    return static_cast<const Header*>(nlmsg_data(&message));
}

template <class Header>
core::ByteView attribute(nlmsghdr& message, int type) {
    const nlattr* found = nlmsg_find_attr(&message, sizeof(Header), type);
    if (found == nullptr)
        return {};
    return {static_cast<const std::uint8_t*>(nla_data(found)), static_cast<std::size_t>(nla_len(found))};
}

inline std::string text(core::ByteView bytes) {
    return {bytes.begin(), std::find(bytes.begin(), bytes.end(), 0)};
}

template <class Header, class Value>
bool read_attribute(nlmsghdr& message, int type, Value& value) {
    const core::ByteView bytes = attribute<Header>(message, type);
    if (bytes.size() != sizeof value)
        return false;
    std::memcpy(&value, bytes.data(), sizeof value);
    return true;
}

template <class T>
void append(core::Bytes& out, const T& value) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), first, first + sizeof value);
}

inline void append_attribute(core::Bytes& out, std::uint16_t type, core::ByteView value) {
    append(out, rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + value.size()), type});
    out.insert(out.end(), value.begin(), value.end());
    out.resize(RTA_ALIGN(out.size()));
}

template <class T>
core::ByteView bytes_of(const T& value) {
    return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

inline int native(core::Family family) {
    return family == core::Family::Ipv4 ? AF_INET : AF_INET6;
}

inline void append_text(core::Bytes& out, std::uint16_t type,
                        const std::string& text) { // with its terminating zero
    append_attribute(out, type, {reinterpret_cast<const std::uint8_t*>(text.c_str()), text.size() + 1});
}

// Begins a request. end_request() fills in its length.
template <class Header>
std::size_t begin_request(core::Bytes& out, const nlmsghdr& header, const Header& info) {
    const std::size_t start = out.size();
    append(out, header);
    append(out, info);
    return start;
}

inline void end_request(core::Bytes& out, std::size_t start) {
    const auto length = static_cast<std::uint32_t>(out.size() - start);
    std::memcpy(&out[start], &length, sizeof length); // nlmsghdr begins with it
}

} // namespace xvrrp::host
