// SPDX-License-Identifier: GPL-2.0-or-later
// One VRRP advertisement and its codec (RFC 3768 section 5, RFC 9568 section 5). packet.h has the IP header.
#pragma once

#include "core/bytes.h"
#include "core/result.h"
#include "core/types.h"

#include <xvrrp/drop_reason.h>
#include <xvrrp/protocol.h>

#include <array>
#include <vector>

namespace xvrrp::core {

// Version 2 has it. The data is on the wire for every type.
struct Authentication {
    std::uint8_t type = VRRP_AUTH_NONE; // enum vrrp_auth_type, or an unknown type that was received
    std::array<std::uint8_t, VRRP_AUTH_SIZE> data{};

    bool operator==(const Authentication&) const = default;
};

struct Advert {
    Version version = Version::V2;
    std::uint8_t vrid = 0;
    std::uint8_t priority = 0;
    Centiseconds interval{100}; // version 2 carries whole seconds
    Authentication authentication;
    std::vector<IpAddress> addresses;

    bool operator==(const Advert&) const = default;
};

// The fork between RFC 5798 and RFC 9568 section 5.2.8, for version 3 over IPv4.
enum class ChecksumStyle : std::uint8_t { PseudoHeader, MessageOnly };

// trailer follows the advert (hmac.h). As with keepalived, whose IPv6 checksums the kernel makes, the checksum covers
// it over IPv6 and not over IPv4.
Bytes encode(const Advert& advert, const IpAddress& source, const IpAddress& destination,
             ChecksumStyle style = ChecksumStyle::PseudoHeader, ByteView trailer = {});

struct DecodedAdvert {
    Advert advert;
    ChecksumStyle style = ChecksumStyle::PseudoHeader;
    std::size_t size = 0; // on the wire, without what comes after it
};

// A trailer of auth_hmac may stand behind the advert.
constexpr bool may_have_trailer(vrrp_hmac hmac) {
    return hmac == VRRP_HMAC_OPTIONAL || hmac == VRRP_HMAC_REQUIRED;
}

// Checks what needs no knowledge of a virtual router: version, type, count, length, checksum, interval 0.
// Bytes after the message are ignored: RFC 9568 section 7.1 asks for a complete packet, not an exact one. The
// checksum covers them, but for the trailer of auth_hmac.
Result<DecodedAdvert, vrrp_drop_reason> decode(ByteView message, Version expected, const IpAddress& source,
                                               const IpAddress& destination, vrrp_hmac hmac = VRRP_HMAC_NONE);

} // namespace xvrrp::core
