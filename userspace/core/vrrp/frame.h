// SPDX-License-Identifier: GPL-2.0-or-later
// Packets and Ethernet frames as we send them: adverts in their IP envelope, gratuitous ARP, unsolicited NA.
#pragma once

#include "core/vrrp/advert.h"

namespace xvrrp::core {

// The number of the packet after this one. It is never 0: the kernel puts another one in its place, and AH covers it.
constexpr std::uint16_t next_identification(std::uint16_t last) {
    return static_cast<std::uint16_t>(last == 0xffff ? 1 : last + 1);
}

// An IP packet. RFC 9568 section 5.1; TOS 0xc0 (internetwork control) as peers send it. message is the VRRP message.
Bytes advert_packet(const IpAddress& source, const IpAddress& destination, std::uint8_t ttl,
                    std::uint16_t identification, ByteView message);

// The Ethernet frame around an IP packet to a group.
Bytes frame_to_group(const MacAddress& source_mac, const IpAddress& group, ByteView packet);

// The Ethernet frame around an IP packet to one host, or to the gateway on the way to it.
Bytes frame_to_host(const MacAddress& source_mac, const MacAddress& destination_mac, ByteView packet);

// An advert to a group, with TTL 255 and the Ethernet header.
Bytes advert_frame(const MacAddress& source_mac, const IpAddress& source, const IpAddress& destination,
                   std::uint16_t identification, ByteView message);

// RFC 5944 section 4.6: an ARP request for the address, from the address, to everyone.
Bytes gratuitous_arp(const MacAddress& mac, const IpAddress& address);

// RFC 4861 section 7.2.6, to all nodes. Override is set, and the router flag says whether the host forwards.
Bytes unsolicited_na(const MacAddress& mac, const IpAddress& address, bool router);

} // namespace xvrrp::core
