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
    PlacedAddress out{link.index, address.carried(), address.attributes};
    if (address.address.family == Family::Ipv4 && out.attributes.label.empty())
        out.attributes.label = link.name;
    return out;
}

bool same_attributes(const AddressAttributes& observed, const AddressAttributes& wanted) {
    return compared(observed) == compared(wanted);
}

} // namespace xvrrp::core
