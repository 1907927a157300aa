// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived 2.4's auth_hmac: a trailer behind the advert that proves who sent it, and when.
//
// HMAC-SHA256, cut to 128 bits, over family, version, VRID and source; the advert with its checksum read as 0; the
// trailer with its HMAC read as 0. The destination is no part of it.
#pragma once

#include "core/bytes.h"
#include "core/vrrp/sequence.h"

#include <xvrrp/drop_reason.h>
#include <xvrrp/protocol.h>

#include <array>
#include <vector>

namespace xvrrp::core {

struct HmacKey {
    std::uint8_t id = 0;
    Bytes secret;

    bool operator==(const HmacKey&) const = default;
};

enum class HmacMode : std::uint8_t {
    Enforce,     // an advert without the trailer is refused
    Permissive,  // such an advert is accepted, while not all routers have a key
    ReceiveOnly, // such an advert is accepted, and we send no trailer ourselves
};

struct HmacConfig {
    std::vector<HmacKey> keys;   // a received advert may be signed with any of them
    std::uint8_t active_key = 0; // our adverts are signed with this one
    HmacMode mode = HmacMode::Enforce;
    Window window = std::chrono::seconds(5); // none: anti_replay monotonic

    bool operator==(const HmacConfig&) const = default;
};

struct HmacTrailer {
    std::uint8_t type = VRRP_HMAC_TYPE_SHA256;
    std::uint8_t key = 0;
    std::uint16_t reserved = 0;
    Sequence sequence = 0;
};

// Returns the trailer of this advert.
Bytes sign(ByteView advert, const IpAddress& source, const HmacKey& key, Sequence sequence);

// signed_advert is the advert with its trailer. The caller has checked that it is long enough.
HmacTrailer read_trailer(ByteView signed_advert);
bool is_authentic(ByteView signed_advert, const IpAddress& source, const HmacKey& key);

// auth_hmac of one virtual router: it signs the adverts sent and judges the adverts heard.
class Authenticator {
public:
    explicit Authenticator(HmacConfig config) : config_(std::move(config)) {}

    // Takes other keys and keeps the memory, so that an advert that was heard cannot be played again.
    void reconfigure(HmacConfig config) { config_ = std::move(config); }

    // Returns an empty trailer if adverts are sent without one.
    Bytes sign(ByteView advert, const IpAddress& source, WallTime now);

    // Returns VRRP_DROP_NONE if the advert may be believed, and otherwise the reason. An advert without a trailer is
    // given as an empty one.
    vrrp_drop_reason judge(ByteView signed_advert, const IpAddress& source, WallTime arrival);

private:
    const HmacKey* find_key(std::uint8_t id) const;

    HmacConfig config_;
    SendSequence sent_;
    ReplayMarks heard_;
};

} // namespace xvrrp::core
