// SPDX-License-Identifier: GPL-2.0-or-later
// Checks a received IP packet that should be an advert. The checks, their order and their reasons are those of
// bpf/parse.h. User space repeats them because an event is input like any other.
#pragma once

#include "core/vrrp/advert.h"
#include "core/vrrp/local_addresses.h"
#include "core/vrrp/memo.h"

namespace xvrrp::core {

// A router that may send unicast adverts to a virtual router, with the range of its TTL or hop limit.
struct UnicastPeer {
    IpAddress address;
    std::uint8_t min_ttl = 0;
    std::uint8_t max_ttl = VRRP_TTL;

    bool operator==(const UnicastPeer&) const = default;
};

// The adverts that one virtual router accepts (the configured half of vrrp_known in the kernel).
struct Expectation {
    Family family = Family::Ipv4;
    Version version = Version::V2;
    std::uint8_t vrid = 0;
    std::uint8_t min_ttl = VRRP_TTL; // 0 for unicast
    IpAddress destination;           // the group, or our own address for unicast
    Authentication authentication;   // version 2
    Centiseconds interval{100};      // version 2: must match
    std::vector<UnicastPeer> peers;  // the only sources; if empty, anybody may send
    vrrp_hmac hmac = VRRP_HMAC_NONE; // asks only whether the trailer or the AH header is there
    bool shares_vrid = false;        // others on the interface have the same VRID and other peers
    AddressScope scope{}; // of the interface: the part of the network whose addresses are local here
};

struct ReceivedAdvert {
    IpAddress source;
    Advert advert;
    ChecksumStyle style = ChecksumStyle::PseudoHeader;
    Memo memo;
    // The signed bytes as received: the advert with its trailer, or with AH the whole packet. Empty without either.
    Bytes signed_advert;
};

// packet starts at the IP header; bytes after the IP length are Ethernet padding.
Result<ReceivedAdvert, vrrp_drop_reason> receive(ByteView packet, const Expectation& expected,
                                                 const LocalAddresses& local);

} // namespace xvrrp::core
