// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/ah.h"

#include <algorithm>
#include <limits>

#include <nettle/hmac.h>
#include <nettle/memops.h>

namespace xvrrp::core {

namespace {

// Offsets in a packet.
constexpr std::size_t kTos = 1;
constexpr std::size_t kTotalLength = 2;
constexpr std::size_t kFragment = 6;
constexpr std::size_t kTtl = 8;
constexpr std::size_t kProtocol = 9;
constexpr std::size_t kHeaderChecksum = 10;
constexpr std::size_t kSource = 12;
constexpr std::size_t kHeader = 20; // the AH header
constexpr std::size_t kSpi = kHeader + 4;
constexpr std::size_t kAhSequence = kHeader + 8;
constexpr std::size_t kTag = kHeader + 12;

using AhTag = std::array<std::uint8_t, VRRP_AH_TAG_SIZE>;

AhTag ah_tag_of(ByteView packet, const AhConfig& config) {
    Bytes input(packet.begin(), packet.end());
    input[kTos] = 0;
    set16(input, kFragment, 0);
    set16(input, kHeaderChecksum, 0);
    if (config.unicast)
        input[kTtl] = 0;
    std::fill_n(input.begin() + kTag, VRRP_AH_TAG_SIZE, std::uint8_t{0});
    AhTag tag{};
    hmac_md5_ctx hmac{};
    hmac_md5_set_key(&hmac, config.key.size(), config.key.data());
    hmac_md5_update(&hmac, input.size(), input.data());
    hmac_md5_digest(&hmac, tag.size(), tag.data());
    return tag;
}

} // namespace

Bytes with_ah(ByteView packet, const AhConfig& config, std::uint32_t sequence) {
    Bytes out(packet.begin(), packet.begin() + kHeader);
    out[kProtocol] = VRRP_AH_IP_PROTOCOL;
    set16(out, kTotalLength, static_cast<std::uint16_t>(packet.size() + VRRP_AH_SIZE));
    set16(out, kHeaderChecksum, 0);
    set16(out, kHeaderChecksum, checksum_finish(checksum_add(0, out)));
    put_bytes(out, Bytes{VRRP_IP_PROTOCOL, VRRP_AH_WORDS, 0, 0});
    put_bytes(out, packet.subspan(kSource, 4));
    put16(out, static_cast<std::uint16_t>(sequence >> 16));
    put16(out, static_cast<std::uint16_t>(sequence));
    out.resize(out.size() + VRRP_AH_TAG_SIZE);
    put_bytes(out, packet.subspan(kHeader));
    std::ranges::copy(ah_tag_of(out, config), out.begin() + kTag);
    return out;
}

std::uint32_t ah_sequence(ByteView packet) {
    return static_cast<std::uint32_t>(get16(packet, kAhSequence)) << 16 | get16(packet, kAhSequence + 2);
}

bool is_authentic(ByteView packet, const AhConfig& config) {
    const auto expected = ah_tag_of(packet, config);
    return memeql_sec(expected.data(), packet.subspan(kTag).data(), expected.size()) != 0;
}

std::uint32_t AhAuthenticator::next(WallTime now) {
    const auto clock = static_cast<std::uint32_t>(sequence_at(now) >> 32);
    if (last_ != std::numeric_limits<std::uint32_t>::max())
        last_ = std::max(clock, last_ + 1);
    return last_;
}

// The mark comes after the HMAC, so that no forged packet can raise it.
vrrp_drop_reason AhAuthenticator::judge(ByteView packet, const IpAddress& source) {
    if (!is_authentic(packet, config_) || IpAddress::from_bytes(packet.subspan(kSpi, 4)) != source)
        return VRRP_DROP_HMAC_INVALID;
    const auto sequence = ah_sequence(packet);
    if (!heard_.raise(source, sequence, {}, {}))
        return VRRP_DROP_HMAC_REPLAY;
    last_ = std::max(last_, sequence);
    return VRRP_DROP_NONE;
}

} // namespace xvrrp::core
