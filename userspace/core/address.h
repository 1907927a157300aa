// SPDX-License-Identifier: GPL-2.0-or-later
// IP and MAC addresses as values: bytes in network order, converted to and from text.
#pragma once

#include "core/bytes.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::core {

enum class Family : std::uint8_t { Ipv4 = 4, Ipv6 = 6 };

// The order is by family, then as an unsigned number in network order (RFC 9568 section 6.4.3: the
// tie-break).
struct IpAddress {
    Family family = Family::Ipv4;
    std::array<std::uint8_t, 16> octets{}; // the first 4, or all 16

    auto operator<=>(const IpAddress&) const = default;

    static IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);
    // bytes.size() must be 4 or 16.
    static IpAddress from_bytes(ByteView bytes);
    // RFC 4291 section 2.5.5.2: ::ffff:a.b.c.d becomes IPv4.
    static IpAddress from_mapped(const std::array<std::uint8_t, 16>& bytes);
    // Reads a dotted quad, in which a leading zero does not mean octal, or the text of RFC 4291 section 2.2.
    // There is no prefix length and no scope.
    static std::optional<IpAddress> from_text(std::string_view text);

    ByteView bytes() const { return ByteView(octets).first(family == Family::Ipv4 ? 4 : 16); }

    std::array<std::uint8_t, 16> mapped() const;
    std::string text() const; // RFC 5952 for IPv6
    // Returns its first length bits, and zeros for the others.
    IpAddress network(unsigned length) const;

    bool is_unspecified() const;
    bool is_multicast() const;
    bool is_loopback() const;
    bool is_link_local() const;
};

// An address as an interface carries it.
struct InterfaceAddress {
    IpAddress address;
    std::uint8_t prefix_length = 32;

    auto operator<=>(const InterfaceAddress&) const = default;
    std::string text() const; // "192.0.2.1/24"
    // Returns the directed broadcast address of an IPv4 prefix shorter than /31.
    std::optional<IpAddress> broadcast() const;
};

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    auto operator<=>(const MacAddress&) const = default;
    std::string text() const;
};

// RFC 1112 section 6.4, RFC 2464 section 7.
MacAddress multicast_mac(const IpAddress& group);

// RFC 8200 section 8.1, and its IPv4 counterpart: the sum over addresses, protocol and length, not yet
// folded.
std::uint32_t pseudo_header(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                            std::size_t length);

// RFC 9568 section 7.3: 00:00:5e:00:01 or, for IPv6, 02, then the VRID.
MacAddress virtual_mac(Family family, std::uint8_t vrid);

IpAddress vrrp_group(Family family); // 224.0.0.18, ff02::12

} // namespace xvrrp::core
