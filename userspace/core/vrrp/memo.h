// SPDX-License-Identifier: GPL-2.0-or-later
// The identity of an accepted advert. The kernel compares every later advert with it, byte for byte.
#pragma once

#include "core/address.h"

#include <xvrrp/protocol.h>

#include <array>
#include <cstdint>

namespace xvrrp::core {

struct Memo {
    IpAddress source;
    std::array<std::uint8_t, VRRP_HEADER_SIZE> header{}; // its checksum covers the rest of the message
    std::uint16_t length = 0;                            // of the VRRP message

    bool operator==(const Memo&) const = default;
};

} // namespace xvrrp::core
