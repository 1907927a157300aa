// SPDX-License-Identifier: GPL-2.0-or-later
// IPv4 addresses of one network on one interface: the first is primary and the others are secondary. Unless
// promote_secondaries is set, the kernel removes these together with the primary one.
#pragma once

#include "core/net/net_state.h"

namespace xvrrp::core {

// Returns the addresses that may go together with the removed ones although they are to stay. It does not ask
// which address is primary, because only the kernel knows that for sure.
std::vector<PlacedAddress> endangered(std::span<const AddressOperation> operations,
                                      const AddressSet& observed);

} // namespace xvrrp::core
