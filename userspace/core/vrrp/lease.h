// SPDX-License-Identifier: GPL-2.0-or-later
// The adverts that the kernel sends for a MASTER whose daemon is late or gone, and for how long.
#pragma once

#include "core/bytes.h"
#include "core/types.h"

#include <vector>

namespace xvrrp::core {

// An advert as it leaves, from the Ethernet header on.
struct LeasedFrame {
    InterfaceIndex interface {};
    Bytes frame;
    std::size_t header = 0; // the offset of the VRRP header

    bool operator==(const LeasedFrame&) const = default;
};

struct Lease {
    std::uint8_t priority = 0; // an advert that beats this priority and source ends the lease
    IpAddress source;
    Duration interval{0};
    TimePoint due{};    // of the kernel's first advert, unless the daemon puts it off
    Duration length{0}; // from the last healthy turn of the loop
    std::vector<LeasedFrame> frames;
};

} // namespace xvrrp::core
