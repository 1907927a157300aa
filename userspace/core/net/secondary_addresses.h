// SPDX-License-Identifier: GPL-2.0-or-later
// IPv4 addresses of one network on one interface: the first is primary, those that follow are secondary, and unless it
// is told otherwise (promote_secondaries) the kernel removes these with it.
#pragma once

#include "core/net/net_state.h"

namespace xvrrp::core {

// What may go with that which these operations remove, and is not to go. Which address is primary is not asked: the
// kernel knows it better than anybody who only hears of it.
std::vector<PlacedAddress> endangered(std::span<const AddressOperation> operations,
                                      const AddressSet& observed);

} // namespace xvrrp::core
