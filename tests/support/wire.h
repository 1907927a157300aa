// SPDX-License-Identifier: GPL-2.0-or-later
// Readers of recorded frames: adverts and gratuitous ARP.
#pragma once

#include "core/vrrp/advert.h"
#include "support/port.h"

#include <optional>
#include <vector>

namespace xvrrp::test {

struct SeenAdvert {
    core::IpAddress source;
    core::Advert advert;
    std::chrono::system_clock::time_point time;
};

std::optional<SeenAdvert> read_advert(const Frame& frame);
std::vector<SeenAdvert> adverts(const std::vector<Frame>& frames, const core::IpAddress& from);

FramePredicate advert_from(const core::IpAddress& source);
FramePredicate resignation_from(const core::IpAddress& source); // priority 0

// An ARP request for the address, from the address, to everyone: byte for byte.
FramePredicate gratuitous_arp(const core::MacAddress& mac, const core::IpAddress& address);

// RFC 826: who has this address?
core::Bytes arp_question(const core::MacAddress& mac, const core::IpAddress& from,
                         const core::IpAddress& about);
FramePredicate arp_answer_of(const core::MacAddress& mac);

} // namespace xvrrp::test
