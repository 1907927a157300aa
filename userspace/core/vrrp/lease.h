// SPDX-License-Identifier: GPL-2.0-or-later
// The adverts that the kernel sends for a MASTER whose daemon is late or gone, and for how long.
#pragma once

#include "core/address.h"
#include "core/bytes.h"
#include "core/types.h"
#include "core/vrrp/neighbour.h"

#include <chrono>
#include <vector>

namespace xvrrp::core {

// An advert as it leaves, from the Ethernet header on.
struct LeasedFrame {
    InterfaceIndex interface {};
    Bytes frame;
    std::size_t header = 0; // the offset of the VRRP header

    bool operator==(const LeasedFrame&) const = default;
};

// The checksum that the advert has with priority 0 (RFC 1624).
std::uint16_t resign_checksum(const LeasedFrame& advert);

// A daemon that is less late than this is never taken for one that is away.
inline constexpr Duration kLeastPatience = std::chrono::milliseconds(2);

// How late the daemon may be before the kernel sends. A quarter of an interval is no failover, and the kernel is so much
// earlier than the master-down interval.
Duration patience_with_daemon(Duration interval);

// What a MASTER's advert depends on while it stays lent.
struct LentAdvert {
    std::uint8_t priority = 0;
    IpAddress source;
    InterfaceIndex interface {};
    MacAddress mac;
    std::vector<Neighbour> neighbours{}; // of those unicast peers that are served

    bool operator==(const LentAdvert&) const = default;
};

// An address that this host must not answer for after it has lost it, and the interface where others ask for it.
struct FencedAddress {
    InterfaceIndex interface {};
    IpAddress address;

    bool operator==(const FencedAddress&) const = default;
};

struct Lease {
    std::uint8_t priority = 0; // an advert that beats this priority and source ends the lease
    IpAddress source;
    Duration interval{0};
    TimePoint due{};    // of the kernel's first advert, unless the daemon puts it off
    Duration length{0}; // from the last healthy turn of the loop
    std::vector<LeasedFrame> frames;
    std::vector<FencedAddress> fenced; // if it ends while the daemon is away
};

} // namespace xvrrp::core
