// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net_state.h"

namespace xvrrp::core {

std::vector<AddressOperation> plan(std::span<const PlacedAddress> scope, const WantedAddresses& wanted,
                                   const AddressSet& observed) {
    std::vector<AddressOperation> operations;
    for (const auto& address : scope) {
        const auto want = wanted.find(address);
        const auto there = observed.find(address);
        if (want != wanted.end() && there == observed.end())
            operations.push_back({AddressOperation::Kind::Add, *want});
        else if (want == wanted.end() && there != observed.end())
            operations.push_back({AddressOperation::Kind::Remove, *there});
    }
    return operations;
}

} // namespace xvrrp::core
