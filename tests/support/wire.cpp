// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/wire.h"

#include "core/vrrp/frame.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

constexpr std::size_t kIp = 14;

// Offsets of fields of an IP header behind an Ethernet header.
struct Layout {
    std::uint16_t ether_type;
    std::size_t protocol;
    std::size_t source;
    std::size_t address_size;
    std::size_t end;
};

constexpr Layout kIpv4{0x0800, kIp + 9, kIp + 12, 4, kIp + 20};
constexpr Layout kIpv6{0x86dd, kIp + 6, kIp + 8, 16, kIp + 40};

} // namespace

std::optional<SeenAdvert> read_advert(const Frame& frame) {
    const core::ByteView bytes = frame.bytes;
    const bool is_ah = frame.ether_type() == kIpv4.ether_type && bytes.size() > kIpv4.end + VRRP_AH_SIZE &&
                       bytes[kIpv4.protocol] == VRRP_AH_IP_PROTOCOL;
    const auto& ip = frame.ether_type() == kIpv6.ether_type ? kIpv6 : kIpv4;
    if (bytes.size() < ip.end + VRRP_HEADER_SIZE || frame.ether_type() != ip.ether_type ||
        (bytes[ip.protocol] != VRRP_IP_PROTOCOL && !is_ah))
        return {};
    const auto source = core::IpAddress::from_bytes(bytes.subspan(ip.source, ip.address_size));
    const auto destination =
        core::IpAddress::from_bytes(bytes.subspan(ip.source + ip.address_size, ip.address_size));
    const auto message = bytes.subspan(is_ah ? ip.end + VRRP_AH_SIZE : ip.end);
    if (message.size() < VRRP_HEADER_SIZE)
        return {};
    const auto version = message[0] >> 4 == 2 ? core::Version::V2 : core::Version::V3;
    auto decoded = core::decode(message, version, source, destination);
    if (!decoded)
        return {};
    return SeenAdvert{source, std::move(decoded->advert), frame.time};
}

std::vector<SeenAdvert> adverts(const std::vector<Frame>& frames, const core::IpAddress& from) {
    std::vector<SeenAdvert> found;
    for (const auto& frame : frames) {
        if (auto seen = read_advert(frame); seen && seen->source == from)
            found.push_back(std::move(*seen));
    }
    return found;
}

FramePredicate advert_from(const core::IpAddress& source) {
    return [source](const Frame& frame) {
        const auto seen = read_advert(frame);
        return seen && seen->source == source;
    };
}

FramePredicate resignation_from(const core::IpAddress& source) {
    return [source](const Frame& frame) {
        const auto seen = read_advert(frame);
        return seen && seen->source == source && seen->advert.priority == VRRP_PRIORITY_RESIGN;
    };
}

FramePredicate gratuitous_arp(const core::MacAddress& mac, const core::IpAddress& address) {
    core::Bytes frame(6, 0xff);
    core::put_bytes(frame, mac.octets);
    core::put_bytes(frame, core::Bytes{0x08, 0x06, 0, 1, 0x08, 0x00, 6, 4, 0, 1});
    core::put_bytes(frame, mac.octets);
    core::put_bytes(frame, address.bytes());
    core::put_bytes(frame, core::Bytes(6, 0xff));
    core::put_bytes(frame, address.bytes());
    return [frame](const Frame& each) { return each.bytes == frame; };
}

core::Bytes arp_question(const core::MacAddress& mac, const core::IpAddress& from,
                         const core::IpAddress& about) {
    auto frame = core::gratuitous_arp(mac, about);
    const auto octets = from.mapped();
    std::copy(octets.begin() + 12, octets.end(), frame.begin() + 28); // the sender is the one that asks
    return frame;
}

FramePredicate arp_answer_of(const core::MacAddress& mac) {
    return [mac](const Frame& frame) {
        return frame.ether_type() == 0x0806 && core::get16(frame.bytes, 20) == 2 &&
               std::equal(mac.octets.begin(), mac.octets.end(), frame.bytes.begin() + 22);
    };
}

} // namespace xvrrp::test
