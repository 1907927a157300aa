// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/advert.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

constexpr std::size_t kChecksumOffset = 6;
constexpr std::uint16_t kIntervalMask = 0x0fff; // the four bits above are reserved: sent as 0, ignored

bool has_pseudo_header(Version version, Family family, ChecksumStyle style) {
    return version == Version::V3 && (family == Family::Ipv6 || style == ChecksumStyle::PseudoHeader);
}

std::size_t address_size(Family family) {
    return family == Family::Ipv4 ? 4 : 16;
}

std::size_t message_size(Version version, Family family, std::size_t count) {
    return VRRP_HEADER_SIZE + count * address_size(family) + (version == Version::V2 ? VRRP_AUTH_SIZE : 0);
}

// Returns the bytes that the checksum covers, in a message whose advert has this size.
ByteView covered(ByteView message, std::size_t size, Family family, vrrp_hmac hmac) {
    const bool has_trailer = may_have_trailer(hmac) && message.size() == size + VRRP_HMAC_TRAILER_SIZE;
    return has_trailer && family == Family::Ipv4 ? message.first(size) : message;
}

// Returns the style of the checksum that verifies, or nothing if none does.
std::optional<ChecksumStyle> verify(ByteView message, Version version, const IpAddress& source,
                                    const IpAddress& destination) {
    const auto sum = checksum_add(0, message);
    const auto pseudo = pseudo_header(source, destination, VRRP_IP_PROTOCOL, message.size());
    for (const auto style : {ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly}) {
        const auto extra = has_pseudo_header(version, source.family, style) ? pseudo : 0;
        if (checksum_finish(sum + extra) == 0)
            return style;
    }
    return {};
}

Advert read(ByteView message, Version version, Family family) {
    Advert advert;
    advert.version = version;
    advert.vrid = message[1];
    advert.priority = message[2];
    const auto size = address_size(family);
    for (std::size_t i = 0; i < message[3]; ++i)
        advert.addresses.push_back(IpAddress::from_bytes(message.subspan(VRRP_HEADER_SIZE + i * size, size)));
    if (version == Version::V3) {
        advert.interval = Centiseconds(get16(message, 4) & kIntervalMask);
        return advert;
    }
    advert.interval = std::chrono::seconds(message[5]);
    advert.authentication.type = message[4];
    std::ranges::copy(
        message.subspan(message_size(version, family, message[3]) - VRRP_AUTH_SIZE, VRRP_AUTH_SIZE),
        advert.authentication.data.begin());
    return advert;
}

} // namespace

Bytes encode(const Advert& advert, const IpAddress& source, const IpAddress& destination, ChecksumStyle style,
             ByteView trailer) {
    const bool v2 = advert.version == Version::V2;
    Bytes out;
    out.reserve(message_size(advert.version, source.family, advert.addresses.size()) + trailer.size());
    out.push_back(
        static_cast<std::uint8_t>(static_cast<unsigned>(advert.version) << 4 | VRRP_TYPE_ADVERTISEMENT));
    out.push_back(advert.vrid);
    out.push_back(advert.priority);
    out.push_back(static_cast<std::uint8_t>(advert.addresses.size()));
    if (v2) {
        out.push_back(advert.authentication.type);
        out.push_back(static_cast<std::uint8_t>(advert.interval / std::chrono::seconds(1)));
    } else {
        put16(out, static_cast<std::uint16_t>(advert.interval.count() & kIntervalMask));
    }
    put16(out, 0);
    for (const auto& address : advert.addresses)
        put_bytes(out, address.bytes());
    if (v2)
        put_bytes(out, advert.authentication.data);
    if (source.family == Family::Ipv6)
        put_bytes(out, trailer);
    const auto extra = has_pseudo_header(advert.version, source.family, style)
                           ? pseudo_header(source, destination, VRRP_IP_PROTOCOL, out.size())
                           : 0;
    set16(out, kChecksumOffset, checksum_finish(checksum_add(extra, out)));
    if (source.family == Family::Ipv4)
        put_bytes(out, trailer);
    return out;
}

Result<DecodedAdvert, vrrp_drop_reason> decode(ByteView message, Version expected, const IpAddress& source,
                                               const IpAddress& destination, vrrp_hmac hmac) {
    if (message.size() < VRRP_HEADER_SIZE)
        return failure(VRRP_DROP_TOO_SHORT);
    const bool version_2_over_ipv6 = expected == Version::V2 && source.family == Family::Ipv6;
    if (message[0] >> 4 != static_cast<unsigned>(expected) || version_2_over_ipv6)
        return failure(VRRP_DROP_VERSION);
    if ((message[0] & 0xf) != VRRP_TYPE_ADVERTISEMENT)
        return failure(VRRP_DROP_TYPE);
    if (message[3] == 0)
        return failure(VRRP_DROP_COUNT_ZERO);
    const auto size = message_size(expected, source.family, message[3]);
    if (message.size() < size)
        return failure(VRRP_DROP_LENGTH);
    const auto style = verify(covered(message, size, source.family, hmac), expected, source, destination);
    if (!style)
        return failure(VRRP_DROP_CHECKSUM);
    DecodedAdvert decoded{read(message, expected, source.family), *style, size};
    if (expected == Version::V3 && decoded.advert.interval == Centiseconds(0))
        return failure(VRRP_DROP_INTERVAL_ZERO);
    return decoded;
}

} // namespace xvrrp::core
