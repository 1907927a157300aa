// SPDX-License-Identifier: GPL-2.0-or-later
// auth_type AH of version 2, as keepalived has it: a header between IPv4 and the advert (RFC 2402), which says who sent
// the packet by an HMAC-MD5 cut to 96 bits.
//
// The HMAC covers the whole packet. It reads as 0 itself, as do TOS, fragment, header checksum and, with unicast, TTL.
// The header's SPI is the source of the packet.
#pragma once

#include "core/bytes.h"
#include "core/vrrp/sequence.h"

#include <xvrrp/drop_reason.h>
#include <xvrrp/protocol.h>

#include <array>

namespace xvrrp::core {

using AhKey = std::array<std::uint8_t, VRRP_AUTH_SIZE>; // the password, filled up with zeros

struct AhConfig {
    AhKey key{};
    bool unicast = false; // the TTL may change on the way
};

// Puts the header into an IPv4 packet without options.
Bytes with_ah(ByteView packet, const AhConfig& config, std::uint32_t sequence);

// The caller has checked that these packets have an IPv4 header without options, the AH header and an advert.
std::uint32_t ah_sequence(ByteView packet);
bool is_authentic(ByteView packet, const AhConfig& config);

// AH of one virtual router: it signs the packets sent and judges the packets heard.
class AhAuthenticator {
public:
    explicit AhAuthenticator(const AhConfig& config) : config_(config) {}

    // Takes another key and keeps the memory, so that a packet that was heard cannot be played again.
    void reconfigure(const AhConfig& config) { config_ = config; }

    // The sequence number of the next advert: the seconds of the clock, so that a daemon that starts again goes on. It
    // exceeds every number that was sent or heard, because keepalived counts all routers together.
    std::uint32_t next(WallTime now);

    Bytes sign(ByteView packet, std::uint32_t sequence) const { return with_ah(packet, config_, sequence); }

    // Returns VRRP_DROP_NONE if the packet may be believed, and otherwise the reason.
    vrrp_drop_reason judge(ByteView packet, const IpAddress& source);

private:
    AhConfig config_;
    std::uint32_t last_ = 0;
    ReplayMarks heard_;
};

} // namespace xvrrp::core
