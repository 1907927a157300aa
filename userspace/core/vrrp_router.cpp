// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp_router.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// The stronger reason stays: virtual, own, broadcast.
void add(LocalAddresses& all, const IpAddress& address, vrrp_drop_reason reason) {
    auto& known = all[address];
    known = std::max(known, reason);
}

void add(LocalAddresses& all, const std::vector<InterfaceAddress>& addresses, vrrp_drop_reason reason) {
    for (const auto& each : addresses) {
        add(all, each.address, reason);
        if (const auto broadcast = each.broadcast())
            add(all, *broadcast, VRRP_DROP_SOURCE_INVALID);
    }
}

} // namespace

VrrpRouter::VrrpRouter(std::vector<VirtualRouterConfig> configs) : deadlines_(configs.size()) {
    routers_.reserve(configs.size());
    for (auto& config : configs) {
        add(virtual_, config.addresses, VRRP_DROP_SOURCE_VIRTUAL);
        routers_.emplace_back(routers_.size(), std::move(config));
    }
    local_ = virtual_;
}

Outputs VrrpRouter::handle(const Input& input, TimePoint now) {
    Outputs out;
    std::visit([&](const auto& each) { take(each, now, out); }, input);
    return out;
}

void VrrpRouter::take(const Start& /*start*/, TimePoint now, Outputs& out) {
    for (RouterId id = 0; id < routers_.size(); ++id) {
        routers_[id].start(now, out);
        settle(id);
    }
}

void VrrpRouter::take(const PacketReceived& input, TimePoint now, Outputs& out) {
    if (input.router >= routers_.size())
        return;
    routers_[input.router].receive(input, local_, now, out);
    settle(input.router);
}

void VrrpRouter::take(const PeerObserved& input, TimePoint /*now*/, Outputs& out) {
    if (input.router >= routers_.size())
        return;
    routers_[input.router].observe(input, out);
    settle(input.router);
}

void VrrpRouter::take(const LinkObserved& input, TimePoint now, Outputs& out) {
    note_addresses(input);
    for (RouterId id = 0; id < routers_.size(); ++id) {
        const auto& config = routers_[id].config();
        if (config.interface == input.link.name)
            routers_[id].observe(input, local_, now, out);
        else if (config.vmac && config.vmac->interface == input.link.name)
            routers_[id].observe_vmac(input.link, now, out);
        else
            continue;
        settle(id);
    }
}

void VrrpRouter::take(const Tick& /*tick*/, TimePoint now, Outputs& out) {
    while (deadlines_.earliest() <= now) {
        const auto id = deadlines_.first();
        routers_[id].tick(now, out);
        settle(id);
    }
}

void VrrpRouter::take(const Shutdown& /*shutdown*/, TimePoint now, Outputs& out) {
    for (RouterId id = 0; id < routers_.size(); ++id) {
        routers_[id].shut_down(now, out);
        settle(id);
    }
}

// Virtual addresses come and go without a change here: a mass failover costs nothing.
void VrrpRouter::note_addresses(const LinkObserved& seen) {
    auto own = seen.addresses;
    std::erase_if(own, [&](const auto& each) {
        const auto known = virtual_.find(each.address);
        return known != virtual_.end() && known->second == VRRP_DROP_SOURCE_VIRTUAL;
    });
    auto& known = own_[seen.link.name];
    if (own == known)
        return;
    const bool nothing_goes = known.empty();
    known = std::move(own);
    if (nothing_goes)
        return add(local_, known, VRRP_DROP_SOURCE_OWN);
    local_ = virtual_;
    for (const auto& [interface, addresses] : own_)
        add(local_, addresses, VRRP_DROP_SOURCE_OWN);
}

} // namespace xvrrp::core
