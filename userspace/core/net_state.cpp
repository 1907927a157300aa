// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net_state.h"

namespace xvrrp::core {

std::vector<AddressOperation> plan(std::span<const PlacedAddress> scope, const WantedAddresses& wanted,
                                   const AddressSet& observed) {
    std::vector<AddressOperation> operations;
    for (const auto& address : scope) {
        const bool want = wanted.contains(address);
        if (want != observed.contains(address))
            operations.push_back(
                {want ? AddressOperation::Kind::Add : AddressOperation::Kind::Remove, address});
    }
    return operations;
}

} // namespace xvrrp::core
