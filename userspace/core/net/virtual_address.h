// SPDX-License-Identifier: GPL-2.0-or-later
// A configured address: its bytes, its interface, and its options for the kernel.
#pragma once

#include "core/address.h"

#include <cstdint>
#include <optional>
#include <string>

namespace xvrrp::core {

// The words are those of ip-address(8).
struct AddressAttributes {
    std::string label{};                  // IPv4; empty: the interface's name
    std::optional<IpAddress> broadcast{}; // IPv4
    std::optional<IpAddress> peer{}; // the other end of the link; the prefix length is that of its network
    std::uint8_t scope = 0;          // IPv4, rtnetlink's: 0 is global, 253 link, 254 host
    std::optional<std::uint32_t> preferred_lifetime{}; // IPv6, in seconds; 0: deprecated; none: for ever
    bool detects_duplicates = false;                   // IPv6
    bool home = false;                                 // IPv6
    bool mngtmpaddr = false;                           // IPv6
    bool noprefixroute = false;

    bool operator==(const AddressAttributes&) const = default;
};

struct VirtualAddress {
    IpAddress address{};
    std::uint8_t prefix_length = 32;
    std::string interface {}; // empty: the interface of the virtual router's addresses
    bool track = true;        // that interface is needed for mastership
    AddressAttributes attributes{};
    std::string track_group{}; // static: the group whose mastership needs that interface
    std::string
        vmac{}; // a macvlan on that interface with a virtual MAC, which the address is on; empty: none

    bool operator==(const VirtualAddress&) const = default;

    // The interface that the address is on; empty like interface.
    const std::string& carrier() const { return vmac.empty() ? interface : vmac; }

    InterfaceAddress carried() const { return {address, prefix_length}; }
};

} // namespace xvrrp::core
