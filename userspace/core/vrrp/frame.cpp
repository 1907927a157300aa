// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/frame.h"

namespace xvrrp::core {

namespace {

constexpr std::uint16_t kEtherIpv4 = 0x0800;
constexpr std::uint16_t kEtherArp = 0x0806;
constexpr std::uint16_t kEtherIpv6 = 0x86dd;
constexpr std::uint8_t kIcmpv6 = 58;
constexpr std::uint8_t kInternetworkControl = 0xc0;
constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

void put_ethernet(Bytes& out, const MacAddress& destination, const MacAddress& source, std::uint16_t type) {
    put_bytes(out, destination.octets);
    put_bytes(out, source.octets);
    put16(out, type);
}

void put_ipv4(Bytes& out, const IpAddress& source, const IpAddress& destination, std::uint8_t ttl,
              std::uint16_t identification, std::size_t length) {
    const std::size_t start = out.size();
    out.push_back(0x45);
    out.push_back(kInternetworkControl);
    put16(out, static_cast<std::uint16_t>(20 + length));
    put16(out, identification);
    put16(out, 0);
    out.push_back(ttl);
    out.push_back(VRRP_IP_PROTOCOL);
    put16(out, 0);
    put_bytes(out, source.bytes());
    put_bytes(out, destination.bytes());
    const auto header = std::span(out).subspan(start);
    set16(header, 10, checksum_finish(checksum_add(0, header)));
}

void put_ipv6(Bytes& out, const IpAddress& source, const IpAddress& destination, std::uint8_t hop_limit,
              std::uint8_t next_header, std::size_t length) {
    put16(out, 0x6c00); // version 6, traffic class 0xc0
    put16(out, 0);
    put16(out, static_cast<std::uint16_t>(length));
    out.push_back(next_header);
    out.push_back(hop_limit);
    put_bytes(out, source.bytes());
    put_bytes(out, destination.bytes());
}

} // namespace

Bytes advert_packet(const IpAddress& source, const IpAddress& destination, std::uint8_t ttl,
                    std::uint16_t identification, ByteView message) {
    Bytes out;
    out.reserve(40 + message.size());
    if (source.family == Family::Ipv4)
        put_ipv4(out, source, destination, ttl, identification, message.size());
    else
        put_ipv6(out, source, destination, ttl, VRRP_IP_PROTOCOL, message.size());
    put_bytes(out, message);
    return out;
}

// The version of the packet tells the family.
Bytes frame_to_host(const MacAddress& source_mac, const MacAddress& destination_mac, ByteView packet) {
    Bytes out;
    put_ethernet(out, destination_mac, source_mac, packet[0] >> 4U == 4 ? kEtherIpv4 : kEtherIpv6);
    put_bytes(out, packet);
    return out;
}

Bytes frame_to_group(const MacAddress& source_mac, const IpAddress& group, ByteView packet) {
    return frame_to_host(source_mac, multicast_mac(group), packet);
}

Bytes advert_frame(const MacAddress& source_mac, const IpAddress& source, const IpAddress& destination,
                   std::uint16_t identification, ByteView message) {
    return frame_to_group(source_mac, destination,
                          advert_packet(source, destination, VRRP_TTL, identification, message));
}

Bytes gratuitous_arp(const MacAddress& mac, const IpAddress& address) {
    Bytes out;
    put_ethernet(out, kBroadcast, mac, kEtherArp);
    put16(out, 1); // Ethernet
    put16(out, kEtherIpv4);
    out.push_back(6);
    out.push_back(4);
    put16(out, 1); // request
    put_bytes(out, mac.octets);
    put_bytes(out, address.bytes());
    put_bytes(out, kBroadcast.octets); // as keepalived fills it; ignored in a request
    put_bytes(out, address.bytes());
    return out;
}

Bytes unsolicited_na(const MacAddress& mac, const IpAddress& address, bool router) {
    const IpAddress all_nodes{Family::Ipv6, {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    Bytes message{136, 0, 0, 0, static_cast<std::uint8_t>(router ? 0xa0 : 0x20), 0, 0, 0};
    put_bytes(message, address.bytes());
    message.push_back(2); // target link-layer address
    message.push_back(1); // in units of eight bytes
    put_bytes(message, mac.octets);
    const auto sum = pseudo_header(address, all_nodes, kIcmpv6, message.size());
    set16(message, 2, checksum_finish(checksum_add(sum, message)));

    Bytes out;
    put_ethernet(out, multicast_mac(all_nodes), mac, kEtherIpv6);
    put_ipv6(out, address, all_nodes, 255, kIcmpv6, message.size());
    put_bytes(out, message);
    return out;
}

} // namespace xvrrp::core
