// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/packet.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using core::checksum_add;
using core::checksum_finish;
using core::Family;
using core::put16;
using core::put_bytes;
using core::set16;

constexpr std::uint16_t kIpv4Type = 0x0800;
constexpr std::uint16_t kIpv6Type = 0x86dd;
constexpr core::MacAddress kSomebody{{0x02, 0, 0, 0, 0, 2}};

struct Ends {
    IpAddress source;
    IpAddress destination;
};

// The facts about the inner and outer layers that a layer needs.
struct Surroundings {
    Ends ends;
    std::uint16_t inner_type = 0; // the EtherType of the next layer
};

Ends ends_of(const std::vector<Layer>& layers) {
    for (const auto& layer : layers) {
        if (const auto* ipv4 = std::get_if<Ipv4>(&layer))
            return {ipv4->source, ipv4->destination};
        if (const auto* ipv6 = std::get_if<Ipv6>(&layer))
            return {ipv6->source, ipv6->destination};
    }
    return {};
}

std::uint16_t ether_type_of(const Layer& layer) {
    if (const auto* vlan = std::get_if<Vlan>(&layer))
        return vlan->tpid;
    if (std::holds_alternative<Ipv4>(layer))
        return kIpv4Type;
    return std::holds_alternative<Ipv6>(layer) ? kIpv6Type : 0;
}

Bytes join(Bytes header, const Bytes& inner) {
    put_bytes(header, inner);
    return header;
}

Bytes wrap(const Ethernet& ethernet, const Bytes& inner, const Surroundings& around) {
    const bool multicast = around.ends.destination.is_multicast();
    const auto destination =
        ethernet.destination.value_or(multicast ? core::multicast_mac(around.ends.destination) : kSomebody);
    Bytes out;
    put_bytes(out, destination.octets);
    put_bytes(out, ethernet.source.octets);
    put16(out, ethernet.ether_type.value_or(around.inner_type));
    put_bytes(out, inner);
    out.resize(std::max(out.size(), ethernet.pad_to));
    return out;
}

Bytes wrap(const Vlan& vlan, const Bytes& inner, const Surroundings& around) {
    Bytes out;
    put16(out, static_cast<std::uint16_t>(vlan.priority << 13 | vlan.id));
    put16(out, vlan.ether_type.value_or(around.inner_type));
    return join(std::move(out), inner);
}

Bytes wrap(const Ipv4& ip, const Bytes& inner, const Surroundings&) {
    const auto size = 20 + ip.options.size();
    const auto words = ip.header_words.value_or(static_cast<std::uint8_t>(size / 4));
    Bytes out{static_cast<std::uint8_t>(ip.version << 4 | words), 0xc0};
    put16(out, ip.total_length.value_or(static_cast<std::uint16_t>(size + inner.size())));
    put16(out, 0);
    put16(out, ip.fragment);
    out.push_back(ip.ttl);
    out.push_back(ip.protocol);
    put16(out, 0);
    put_bytes(out, ip.source.bytes());
    put_bytes(out, ip.destination.bytes());
    put_bytes(out, ip.options);
    set16(out, 10, ip.checksum.value_or(checksum_finish(checksum_add(0, out))));
    return join(std::move(out), inner);
}

Bytes wrap(const Ipv6& ip, const Bytes& inner, const Surroundings&) {
    Bytes out{static_cast<std::uint8_t>(ip.version << 4), 0, 0, 0};
    put16(out, ip.payload_length.value_or(static_cast<std::uint16_t>(inner.size())));
    out.push_back(ip.next_header);
    out.push_back(ip.hop_limit);
    put_bytes(out, ip.source.bytes());
    put_bytes(out, ip.destination.bytes());
    return join(std::move(out), inner);
}

// The pseudo-header of RFC 8200 section 8.1 and of RFC 768, with the message as the upper layer.
std::uint32_t pseudo_header(const Ends& ends, std::size_t length) {
    const auto sum = checksum_add(checksum_add(0, ends.source.bytes()), ends.destination.bytes());
    return sum + static_cast<std::uint32_t>(length) + VRRP_IP_PROTOCOL;
}

Bytes wrap(const Vrrp& vrrp, const Bytes& inner, const Surroundings& around) {
    const auto family = around.ends.source.family;
    const auto addresses = vrrp.addresses.value_or(documentation_addresses(family, 1));
    Bytes out{static_cast<std::uint8_t>(vrrp.version << 4 | vrrp.type), vrrp.vrid, vrrp.priority,
              vrrp.count.value_or(static_cast<std::uint8_t>(addresses.size()))};
    if (vrrp.version == 2) {
        out.push_back(static_cast<std::uint8_t>(vrrp.authentication.type));
        out.push_back(static_cast<std::uint8_t>(vrrp.interval / std::chrono::seconds(1)));
    } else {
        put16(out, static_cast<std::uint16_t>(vrrp.reserved << 12 | vrrp.interval.count()));
    }
    put16(out, 0);
    for (const auto& address : addresses)
        put_bytes(out, address.bytes());
    if (vrrp.version == 2)
        put_bytes(out, vrrp.authentication.data);
    put_bytes(out, vrrp.trailing);
    if (family == Family::Ipv6)
        put_bytes(out, vrrp.signature);
    const bool pseudo = vrrp.version != 2 && vrrp.style == core::ChecksumStyle::PseudoHeader;
    const auto extra = pseudo ? pseudo_header(around.ends, out.size()) : 0;
    set16(out, 6, vrrp.checksum.value_or(checksum_finish(checksum_add(extra, out))));
    if (family == Family::Ipv4)
        put_bytes(out, vrrp.signature);
    return join(std::move(out), inner);
}

Bytes wrap(const Ah& ah, const Bytes& inner, const Surroundings& around) {
    Bytes out{ah.next_header, ah.words, 0, 0};
    put_bytes(out, around.ends.source.bytes());
    put16(out, static_cast<std::uint16_t>(ah.sequence >> 16));
    put16(out, static_cast<std::uint16_t>(ah.sequence));
    put_bytes(out, ah.tag);
    return join(std::move(out), inner);
}

Bytes wrap(const Payload& payload, const Bytes& inner, const Surroundings&) {
    return join(payload.bytes, inner);
}

} // namespace

Bytes Packet::bytes() const {
    Bytes out;
    Surroundings around{ends_of(layers), 0};
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        out = std::visit([&](const auto& each) { return wrap(each, out, around); }, *layer);
        around.inner_type = ether_type_of(*layer);
    }
    return out;
}

std::vector<IpAddress> documentation_addresses(Family family, std::size_t count) {
    const auto first =
        family == Family::Ipv4 ? IpAddress::v4(192, 0, 2, 100) : *IpAddress::from_text("2001:db8::100");
    std::vector<IpAddress> out;
    for (std::size_t i = 0; i < count; ++i) {
        auto address = first;
        const auto last = address.bytes().size() - 1;
        const auto number = address.octets[last] + i;
        address.octets[last] = static_cast<std::uint8_t>(number);
        address.octets[last - 1] = static_cast<std::uint8_t>(address.octets[last - 1] + (number >> 8));
        out.push_back(address);
    }
    return out;
}

Bytes cut(Bytes frame, std::size_t length) {
    frame.resize(std::min(frame.size(), length));
    return frame;
}

} // namespace xvrrp::test
