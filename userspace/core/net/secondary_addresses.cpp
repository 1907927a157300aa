// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/secondary_addresses.h"

namespace xvrrp::core {

namespace {

// The interface, the network and its length.
using Network = std::tuple<InterfaceIndex, IpAddress, std::uint8_t>;

Network network_of(const PlacedAddress& placed) {
    const auto& [address, length] = placed.address;
    return {placed.interface, placed.attributes.peer.value_or(address).network(length), length};
}

} // namespace

std::vector<PlacedAddress> endangered(std::span<const AddressOperation> operations,
                                      const AddressSet& observed) {
    std::set<Network> networks;
    AddressSet removed;
    for (const auto& [kind, target] : operations) {
        if (kind != AddressOperation::Kind::Remove || target.address.address.family != Family::Ipv4)
            continue;
        networks.insert(network_of(target));
        removed.insert(target);
    }
    std::vector<PlacedAddress> others;
    if (networks.empty())
        return others;
    for (const auto& each : observed) {
        if (!removed.contains(each) && networks.contains(network_of(each)))
            others.push_back(each);
    }
    return others;
}

} // namespace xvrrp::core
