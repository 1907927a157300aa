// SPDX-License-Identifier: GPL-2.0-or-later
// The identity of an accepted advert. The kernel compares every later advert with it, byte for byte.
#pragma once

#include "core/address.h"
#include "core/vrrp/advert.h"

#include <xvrrp/protocol.h>

#include <array>
#include <cstdint>

namespace xvrrp::core {

struct Memo {
    IpAddress source;
    // The beginning of the message, as much as there is room for. The checksum in its header covers the rest.
    std::array<std::uint8_t, VRRP_MEMO_SIZE> message{};
    std::uint16_t length = 0; // of the VRRP message
    ChecksumStyle style = ChecksumStyle::PseudoHeader;

    std::uint8_t priority() const { return message[2]; }

    bool operator==(const Memo&) const = default;
};

} // namespace xvrrp::core
