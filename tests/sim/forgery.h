// SPDX-License-Identifier: GPL-2.0-or-later
// Frames that no router of the network sent: valid adverts from anywhere, and broken ones.
#pragma once

#include "core/vrrp/virtual_router.h"
#include "random.h"

namespace xvrrp::sim {

// The advert of a router with this configuration, except for the source and the priority.
core::Bytes forged_advert(const core::VirtualRouterConfig& as, const core::IpAddress& source,
                          std::uint8_t priority);

// The same advert with a trailer that is signed with that key.
core::Bytes forged_signed_advert(const core::VirtualRouterConfig& as, const core::IpAddress& source,
                                 std::uint8_t priority, const core::HmacKey& key, core::Sequence sequence);

// An advert with one random fault that a receiver must notice.
core::Bytes broken_advert(const core::VirtualRouterConfig& as, Random& random);

} // namespace xvrrp::sim
