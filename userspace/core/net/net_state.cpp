// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/net_state.h"

namespace xvrrp::core {

namespace {

constexpr auto kDeprecated = std::optional<std::uint32_t>(0);

auto compared(const AddressAttributes& of) {
    return std::tuple(of.label, of.broadcast, of.peer, of.scope, of.home, of.mngtmpaddr, of.noprefixroute,
                      of.preferred_lifetime == kDeprecated);
}

} // namespace

PlacedAddress place_on(const Link& link, const VirtualAddress& address) {
    PlacedAddress out{link.ifindex, address.carried(), address.attributes, false, link.space};
    if (address.address.family == Family::Ipv4 && out.attributes.label.empty())
        out.attributes.label = link.name;
    return out;
}

bool same_attributes(const AddressAttributes& observed, const AddressAttributes& wanted) {
    return compared(observed) == compared(wanted);
}

std::vector<AddressOperation> plan(std::span<const PlacedAddress> scope, const WantedAddresses& wanted,
                                   const AddressSet& observed) {
    std::vector<AddressOperation> operations;
    for (const auto& address : scope) {
        const auto want = wanted.find(address);
        const auto there = observed.find(address);
        const bool as_wanted = want != wanted.end() && there != observed.end() &&
                               same_attributes(there->attributes, want->attributes);
        if (there != observed.end() && !as_wanted)
            operations.push_back({AddressOperation::Kind::Remove, *there});
        if (want != wanted.end() && !as_wanted)
            operations.push_back({AddressOperation::Kind::Add, *want});
    }
    return operations;
}

std::vector<PlacedAddress> misfits(std::span<const PlacedAddress> scope, const WantedAddresses& wanted,
                                   const AddressSet& observed) {
    const AddressSet looked_at(scope.begin(), scope.end());
    AddressSet out;
    for (const auto& address : scope) {
        auto each =
            observed.lower_bound({address.ifindex, {address.address.address, 0}, {}, false, address.space});
        for (; each != observed.end() && each->interface() == address.interface() &&
               each->address.address == address.address.address;
             ++each) {
            if (!looked_at.contains(*each) && !wanted.contains(*each))
                out.insert(*each);
        }
    }
    return {out.begin(), out.end()};
}

} // namespace xvrrp::core
