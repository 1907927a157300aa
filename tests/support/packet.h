// SPDX-License-Identifier: GPL-2.0-or-later
// Packets as expressions: layers joined by "/", each with defaults that make a valid advert.
//
//   Bytes frame = Ethernet{} / Vlan{.id = 7} / Ipv4{.ttl = 254} / Vrrp{.vrid = 51, .priority = 200};
//
// Lengths, checksums, EtherTypes and counts are computed from the bytes that they cover, unless the layer
// overrides them. So every field can be made wrong, and then nothing else is wrong.
#pragma once

#include "core/vrrp/advert.h"

#include <optional>
#include <variant>
#include <vector>

namespace xvrrp::test {

using core::Bytes;
using core::IpAddress;

struct Ethernet {
    core::MacAddress source{{0x02, 0, 0, 0, 0, 1}};
    std::optional<core::MacAddress> destination{}; // that of the IP destination, if it is multicast
    std::optional<std::uint16_t> ether_type{};
    std::size_t pad_to = 0; // 60, as a NIC pads
};

struct Vlan {
    std::uint16_t id = 1;
    std::uint8_t priority = 0;
    std::uint16_t tpid = 0x8100;
    std::optional<std::uint16_t> ether_type{};
};

struct Ipv4 {
    IpAddress source = IpAddress::v4(192, 0, 2, 1);
    IpAddress destination = core::vrrp_group(core::Family::Ipv4);
    std::uint8_t ttl = VRRP_TTL;
    std::uint8_t protocol = VRRP_IP_PROTOCOL;
    std::uint8_t version = 4;
    std::uint16_t fragment = 0; // flags and offset, as on the wire
    Bytes options{};            // a multiple of four bytes
    std::optional<std::uint8_t> header_words{};
    std::optional<std::uint16_t> total_length{};
    std::optional<std::uint16_t> checksum{};
};

struct Ipv6 {
    IpAddress source = *IpAddress::from_text("fe80::1");
    IpAddress destination = core::vrrp_group(core::Family::Ipv6);
    std::uint8_t hop_limit = VRRP_TTL;
    std::uint8_t next_header = VRRP_IP_PROTOCOL;
    std::uint8_t version = 6;
    std::optional<std::uint16_t> payload_length{};
};

struct Vrrp {
    std::uint8_t version = 3;
    std::uint8_t type = VRRP_TYPE_ADVERTISEMENT;
    std::uint8_t vrid = 1;
    std::uint8_t priority = VRRP_PRIORITY_DEFAULT;
    std::optional<std::vector<IpAddress>> addresses{}; // one address of a documentation prefix
    std::optional<std::uint8_t> count{};
    core::Centiseconds interval{100};
    std::uint8_t reserved = 0; // version 3: the four bits before the interval
    core::Authentication authentication{};
    core::ChecksumStyle style = core::ChecksumStyle::PseudoHeader;
    Bytes trailing{};  // behind the message, within the IP length; the checksum covers it
    Bytes signature{}; // behind trailing; over IPv4 the checksum does not cover it
    std::optional<std::uint16_t> checksum{};
};

// The header of auth_type AH, between an Ipv4 with protocol 51 and the advert. Its SPI is the source.
struct Ah {
    std::uint8_t next_header = VRRP_IP_PROTOCOL;
    std::uint8_t words = VRRP_AH_WORDS;
    std::uint32_t sequence = 1;
    Bytes tag = Bytes(VRRP_AH_TAG_SIZE, 0x5a);
};

// A payload of any other protocol.
struct Payload {
    Bytes bytes{};
};

using Layer = std::variant<Ethernet, Vlan, Ipv4, Ipv6, Ah, Vrrp, Payload>;

template <class T>
concept AnyLayer = std::is_constructible_v<Layer, T> && !std::is_same_v<std::remove_cvref_t<T>, Layer>;

struct Packet {
    std::vector<Layer> layers;

    Bytes bytes() const;

    operator Bytes() const { return bytes(); }
};

template <AnyLayer A, AnyLayer B>
Packet operator/(A outer, B inner) {
    return {{std::move(outer), std::move(inner)}};
}

template <AnyLayer B>
Packet operator/(Packet outer, B inner) {
    outer.layers.push_back(std::move(inner));
    return outer;
}

// Returns count addresses of a documentation prefix: 192.0.2.100 and on, or 2001:db8::100 and on.
std::vector<IpAddress> documentation_addresses(core::Family family, std::size_t count);

// Returns the first bytes of the frame, as if the cable had been cut.
Bytes cut(Bytes frame, std::size_t length);

} // namespace xvrrp::test
