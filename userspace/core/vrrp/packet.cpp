// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/packet.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

using Refused = Result<void, vrrp_drop_reason>;

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::uint16_t kFragmentMask = 0x3fff; // MF and the offset; DF is fine

struct Envelope {
    IpAddress source;
    IpAddress destination;
    std::uint8_t ttl = 0;
    ByteView message;
};

// auth_type AH. The kernel side does not look for AH behind IPv4 options.
bool has_ah(ByteView packet, Family family) {
    return family == Family::Ipv4 && packet.size() >= kIpv4Header && packet[0] == 0x45 &&
           packet[9] == VRRP_AH_IP_PROTOCOL;
}

// The message follows the options. A packet with options is refused, but its virtual router is known.
std::size_t header_size(ByteView packet, Family family) {
    if (family == Family::Ipv6)
        return kIpv6Header;
    if (has_ah(packet, family))
        return kIpv4Header + VRRP_AH_SIZE;
    return packet.empty() ? kIpv4Header
                          : std::max<std::size_t>(kIpv4Header, std::size_t{4} * (packet[0] & 0xf));
}

// header is the size of everything in front of the message.
Result<Envelope, vrrp_drop_reason> open_ipv4(ByteView packet, std::size_t header) {
    if (packet[0] != 0x45)
        return failure(VRRP_DROP_IP_OPTIONS);
    if (checksum_finish(checksum_add(0, packet.first(kIpv4Header))) != 0)
        return failure(VRRP_DROP_IP_CHECKSUM);
    const std::size_t total = get16(packet, 2);
    if (total < header + VRRP_HEADER_SIZE || total > packet.size())
        return failure(VRRP_DROP_IP_LENGTH);
    if (get16(packet, 6) & kFragmentMask)
        return failure(VRRP_DROP_FRAGMENT);
    return Envelope{IpAddress::from_bytes(packet.subspan(12, 4)),
                    IpAddress::from_bytes(packet.subspan(16, 4)), packet[8],
                    packet.first(total).subspan(header)};
}

Result<Envelope, vrrp_drop_reason> open_ipv6(ByteView packet) {
    const std::size_t length = get16(packet, 4);
    if (length < VRRP_HEADER_SIZE || kIpv6Header + length > packet.size())
        return failure(VRRP_DROP_IP_LENGTH);
    return Envelope{IpAddress::from_bytes(packet.subspan(8, 16)),
                    IpAddress::from_bytes(packet.subspan(24, 16)), packet[7],
                    packet.subspan(kIpv6Header, length)};
}

// Unicast. The TTL is compared here, because each peer has its own range.
vrrp_drop_reason check_peer(const Envelope& envelope, const std::vector<UnicastPeer>& peers) {
    if (peers.empty())
        return VRRP_DROP_NONE;
    const auto peer = std::ranges::find(peers, envelope.source, &UnicastPeer::address);
    if (peer == peers.end())
        return VRRP_DROP_SOURCE_NOT_PEER;
    return envelope.ttl < peer->min_ttl || envelope.ttl > peer->max_ttl ? VRRP_DROP_TTL : VRRP_DROP_NONE;
}

vrrp_drop_reason check_envelope(const Envelope& envelope, const Expectation& expected,
                                const LocalAddresses& local) {
    const auto& source = envelope.source;
    if (envelope.ttl < expected.min_ttl)
        return VRRP_DROP_TTL;
    const bool limited_broadcast =
        source.family == Family::Ipv4 && source == IpAddress::v4(255, 255, 255, 255);
    if (source.is_unspecified() || source.is_multicast() || source.is_loopback() || limited_broadcast)
        return VRRP_DROP_SOURCE_INVALID;
    if (const auto reason = find_local(local, expected.scope, source, envelope.message[2]);
        reason != VRRP_DROP_NONE)
        return reason;
    if (const auto reason = check_peer(envelope, expected.peers); reason != VRRP_DROP_NONE)
        return reason;
    if (envelope.destination != expected.destination)
        return VRRP_DROP_DESTINATION;
    return VRRP_DROP_NONE;
}

// RFC 3768 section 7.1: authentication and interval, version 2 only.
vrrp_drop_reason check_version_2(const Advert& advert, const Expectation& expected) {
    if (advert.authentication.type != expected.authentication.type)
        return VRRP_DROP_AUTH_TYPE;
    if (expected.authentication.type == VRRP_AUTH_PASS &&
        advert.authentication.data != expected.authentication.data)
        return VRRP_DROP_AUTH_DATA;
    if (advert.interval != expected.interval)
        return VRRP_DROP_INTERVAL_MISMATCH;
    return VRRP_DROP_NONE;
}

// Only user space knows the keys and the time; see hmac.h.
vrrp_drop_reason check_trailer(std::size_t size, vrrp_hmac expected) {
    if (!may_have_trailer(expected) || size == VRRP_HMAC_TRAILER_SIZE)
        return VRRP_DROP_NONE;
    if (size != 0)
        return VRRP_DROP_HMAC_MALFORMED;
    return expected == VRRP_HMAC_REQUIRED ? VRRP_DROP_HMAC_MISSING : VRRP_DROP_NONE;
}

Memo memo_of(const Envelope& envelope, ChecksumStyle style) {
    const auto message = envelope.message;
    Memo memo{envelope.source, {}, static_cast<std::uint16_t>(message.size()), style};
    std::ranges::copy(message.first(std::min<std::size_t>(message.size(), VRRP_MEMO_SIZE)),
                      memo.message.begin());
    return memo;
}

} // namespace

Result<ReceivedAdvert, vrrp_drop_reason> receive(ByteView packet, const Expectation& expected,
                                                 const LocalAddresses& local) {
    const auto header = header_size(packet, expected.family);
    if (packet.size() < header + VRRP_HEADER_SIZE)
        return failure(VRRP_DROP_TOO_SHORT);
    if (packet[header + 1] != expected.vrid)
        return failure(VRRP_DROP_VRID_UNKNOWN);
    if (has_ah(packet, expected.family) != (expected.hmac == VRRP_HMAC_AH))
        return failure(VRRP_DROP_AUTH_TYPE);
    const auto envelope = expected.family == Family::Ipv4 ? open_ipv4(packet, header) : open_ipv6(packet);
    if (!envelope)
        return failure(envelope.error());
    if (const auto reason = check_envelope(*envelope, expected, local); reason != VRRP_DROP_NONE)
        return failure(reason);
    const auto message = envelope->message;
    auto decoded = decode(message, expected.version, envelope->source, envelope->destination, expected.hmac);
    if (!decoded)
        return failure(decoded.error());
    if (expected.version == Version::V2) {
        if (const auto reason = check_version_2(decoded->advert, expected); reason != VRRP_DROP_NONE)
            return failure(reason);
    }
    if (const auto reason = check_trailer(message.size() - decoded->size, expected.hmac);
        reason != VRRP_DROP_NONE)
        return failure(reason);
    ReceivedAdvert received{
        envelope->source, std::move(decoded->advert), decoded->style, memo_of(*envelope, decoded->style), {}};
    if (expected.hmac == VRRP_HMAC_AH)
        received.signed_advert.assign(packet.begin(),
                                      packet.begin() + static_cast<std::ptrdiff_t>(header + message.size()));
    else if (may_have_trailer(expected.hmac) && message.size() > decoded->size)
        received.signed_advert.assign(message.begin(), message.end());
    return received;
}

} // namespace xvrrp::core
