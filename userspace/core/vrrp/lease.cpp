// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/lease.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

constexpr std::size_t kPriority = 2; // offsets in the VRRP header
constexpr std::size_t kChecksum = 6;

} // namespace

Duration patience_with_daemon(Duration interval) {
    return std::max(interval / 4, kLeastPatience);
}

std::uint16_t resign_checksum(const LeasedFrame& advert) {
    const ByteView header = ByteView(advert.frame).subspan(advert.header);
    const std::uint8_t without_priority[] = {0, header[kPriority + 1]};
    const std::uint8_t inverted[] = {
        static_cast<std::uint8_t>(~header[kChecksum]), static_cast<std::uint8_t>(~header[kChecksum + 1]),
        static_cast<std::uint8_t>(~header[kPriority]), static_cast<std::uint8_t>(~header[kPriority + 1])};
    return checksum_finish(checksum_add(checksum_add(0, inverted), without_priority));
}

} // namespace xvrrp::core
