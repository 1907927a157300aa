// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/hmac.h"

#include <algorithm>

#include <nettle/hmac.h>
#include <nettle/memops.h>

namespace xvrrp::core {

namespace {

constexpr std::size_t kChecksumOffset = 6;
constexpr std::size_t kSequenceOffset = 4;

using Tag = std::array<std::uint8_t, VRRP_HMAC_TAG_SIZE>;

ByteView without_tag(ByteView signed_advert) {
    return signed_advert.first(signed_advert.size() - VRRP_HMAC_TAG_SIZE);
}

// These values are signed together with the advert, although they are not in it.
Bytes pseudo_header(ByteView advert, const IpAddress& source) {
    Bytes out{static_cast<std::uint8_t>(source.family), static_cast<std::uint8_t>(advert[0] >> 4), advert[1],
              0};
    put_bytes(out, source.octets);
    return out;
}

// The message is the advert and the trailer up to its tag.
Tag tag_of(ByteView message, const IpAddress& source, const Bytes& secret) {
    Bytes input = pseudo_header(message, source);
    const auto checksum = input.size() + kChecksumOffset;
    put_bytes(input, message);
    set16(input, checksum, 0);
    input.resize(input.size() + VRRP_HMAC_TAG_SIZE);
    Tag tag{};
    hmac_sha256_ctx hmac{};
    hmac_sha256_set_key(&hmac, secret.size(), secret.data());
    hmac_sha256_update(&hmac, input.size(), input.data());
    hmac_sha256_digest(&hmac, tag.size(), tag.data());
    return tag;
}

} // namespace

Bytes sign(ByteView advert, const IpAddress& source, const HmacKey& key, Sequence sequence) {
    Bytes message(advert.begin(), advert.end());
    put_bytes(message, Bytes{VRRP_HMAC_TYPE_SHA256, key.id, 0, 0});
    for (int shift = 48; shift >= 0; shift -= 16)
        put16(message, static_cast<std::uint16_t>(sequence >> shift));
    put_bytes(message, tag_of(message, source, key.secret));
    return {message.end() - VRRP_HMAC_TRAILER_SIZE, message.end()};
}

HmacTrailer read_trailer(ByteView signed_advert) {
    const auto bytes = signed_advert.last(VRRP_HMAC_TRAILER_SIZE);
    HmacTrailer trailer{bytes[0], bytes[1], get16(bytes, 2), 0};
    for (std::size_t offset = kSequenceOffset; offset < kSequenceOffset + sizeof(Sequence); offset += 2)
        trailer.sequence = trailer.sequence << 16 | get16(bytes, offset);
    return trailer;
}

bool is_authentic(ByteView signed_advert, const IpAddress& source, const HmacKey& key) {
    const auto expected = tag_of(without_tag(signed_advert), source, key.secret);
    return memeql_sec(expected.data(), signed_advert.last(VRRP_HMAC_TAG_SIZE).data(), expected.size()) != 0;
}

const HmacKey* Authenticator::find_key(std::uint8_t id) const {
    const auto found = std::ranges::find(config_.keys, id, &HmacKey::id);
    return found == config_.keys.end() ? nullptr : &*found;
}

Bytes Authenticator::sign(ByteView advert, const IpAddress& source, WallTime now) {
    const auto* key = find_key(config_.active_key);
    if (config_.mode == HmacMode::ReceiveOnly || !key)
        return {};
    return core::sign(advert, source, *key, sent_.next(now, config_.window));
}

// The clock is compared before the HMAC, so that a stale replay costs no digest. The mark comes after it, so that no
// forged advert can raise it.
vrrp_drop_reason Authenticator::judge(ByteView signed_advert, const IpAddress& source, WallTime arrival) {
    if (signed_advert.empty())
        return config_.mode == HmacMode::Enforce ? VRRP_DROP_HMAC_MISSING : VRRP_DROP_NONE;
    const auto trailer = read_trailer(signed_advert);
    if (trailer.type != VRRP_HMAC_TYPE_SHA256 || trailer.reserved != 0)
        return VRRP_DROP_HMAC_MALFORMED;
    if (!is_within(config_.window, trailer.sequence, arrival))
        return VRRP_DROP_HMAC_STALE;
    const auto* key = find_key(trailer.key);
    if (!key)
        return VRRP_DROP_HMAC_KEY;
    if (!is_authentic(signed_advert, source, *key))
        return VRRP_DROP_HMAC_INVALID;
    return heard_.raise(source, trailer.sequence, arrival, config_.window) ? VRRP_DROP_NONE
                                                                           : VRRP_DROP_HMAC_REPLAY;
}

} // namespace xvrrp::core
