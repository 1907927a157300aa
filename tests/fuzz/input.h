// SPDX-License-Identifier: GPL-2.0-or-later
// The input of a fuzzer: one byte of choices, then a VRRP message or an IP packet.
//
// Random bytes hardly ever have the right checksum. So a choice corrects the checksums, otherwise no code
// behind those checks would be reached.
#pragma once

#include "core/vrrp/packet.h"

#include <cstddef>
#include <cstdint>

namespace xvrrp::fuzz {

struct Choices {
    core::Version version = core::Version::V3;
    core::Family family = core::Family::Ipv4;
    core::ChecksumStyle style = core::ChecksumStyle::PseudoHeader;
    bool mend_ip = false;
    bool mend_vrrp = false;
    bool password = false;
    bool unicast = false;
    bool hmac = false;
};

struct Input {
    Choices choices;
    core::Bytes bytes;
};

inline Input read_input(const std::uint8_t* data, std::size_t size) {
    const std::uint8_t first = size ? data[0] : 0;
    const auto chosen = [first](int bit) { return (first >> bit & 1) != 0; };
    return {{.version = chosen(0) ? core::Version::V2 : core::Version::V3,
             .family = chosen(1) ? core::Family::Ipv6 : core::Family::Ipv4,
             .style = chosen(2) ? core::ChecksumStyle::MessageOnly : core::ChecksumStyle::PseudoHeader,
             .mend_ip = chosen(3),
             .mend_vrrp = chosen(4),
             .password = chosen(5),
             .unicast = chosen(6),
             .hmac = chosen(7)},
            size ? core::Bytes(data + 1, data + size) : core::Bytes{}};
}

// Returns the bytes that the checksum covers. Over IPv4 these leave out an expected trailer.
inline std::span<std::uint8_t> covered(std::span<std::uint8_t> message, const Choices& choices) {
    const bool ipv4 = choices.family == core::Family::Ipv4;
    const std::size_t size = VRRP_HEADER_SIZE + message[3] * (ipv4 ? 4U : 16U) +
                             (choices.version == core::Version::V2 ? VRRP_AUTH_SIZE : 0);
    const bool signed_over_ipv4 = choices.hmac && ipv4 && message.size() == size + VRRP_HMAC_TRAILER_SIZE;
    return signed_over_ipv4 ? message.first(size) : message;
}

inline void mend_vrrp(std::span<std::uint8_t> message, const Choices& choices, const core::IpAddress& source,
                      const core::IpAddress& destination) {
    if (!choices.mend_vrrp || message.size() < VRRP_HEADER_SIZE)
        return;
    message = covered(message, choices);
    const bool pseudo =
        choices.version == core::Version::V3 &&
        (choices.family == core::Family::Ipv6 || choices.style == core::ChecksumStyle::PseudoHeader);
    core::set16(message, 6, 0);
    const auto extra =
        pseudo ? core::pseudo_header(source, destination, VRRP_IP_PROTOCOL, message.size()) : 0;
    core::set16(message, 6, core::checksum_finish(core::checksum_add(extra, message)));
}

} // namespace xvrrp::fuzz
