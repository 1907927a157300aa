// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp_router.h"

#include "core/reload_plan.h"

#include <algorithm>
#include <optional>

namespace xvrrp::core {

namespace {

// The stronger reason stays: virtual, own, broadcast.
void add_address(LocalAddresses& all, const IpAddress& address, vrrp_drop_reason reason) {
    auto& known = all[address];
    known = std::max(known, reason);
}

void add_addresses(LocalAddresses& all, const std::vector<InterfaceAddress>& addresses,
                   vrrp_drop_reason reason) {
    for (const auto& each : addresses) {
        add_address(all, each.address, reason);
        if (const auto broadcast = each.broadcast())
            add_address(all, *broadcast, VRRP_DROP_SOURCE_INVALID);
    }
}

std::vector<InterfaceAddress> carried(const std::vector<VirtualAddress>& addresses) {
    std::vector<InterfaceAddress> out;
    for (const auto& each : addresses)
        out.push_back(each.carried());
    return out;
}

} // namespace

VrrpRouter::VrrpRouter(std::vector<VirtualRouterConfig> configs) : deadlines_(configs.size()) {
    for (auto& config : configs)
        add(std::move(config));
    gather_addresses();
}

Outputs VrrpRouter::handle(const Input& input, TimePoint now) {
    forget_removed();
    Outputs out;
    std::visit([&](const auto& each) { take(each, now, out); }, input);
    return out;
}

std::vector<RouterId> VrrpRouter::to_observe(TimePoint now) const {
    const auto is_backup = [this](RouterId id) { return routers_.at(id).state() == State::Backup; };
    std::optional<Duration> ahead;
    for (const auto id : deadlines_.due(now)) {
        if (is_backup(id))
            ahead = std::max<Duration>(ahead.value_or(Duration::zero()), routers_.at(id).config().interval);
    }
    if (!ahead)
        return {};
    auto ids = deadlines_.due(now + *ahead);
    std::erase_if(ids, [&](RouterId id) { return !is_backup(id); });
    return ids;
}

void VrrpRouter::take(const Start& /*start*/, TimePoint now, Outputs& out) {
    for (auto& [id, router] : routers_) {
        router.start(now, out);
        settle(id);
    }
}

void VrrpRouter::take(const PacketReceived& input, TimePoint now, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.receive(input, local_, now, out);
    settle(input.router);
}

void VrrpRouter::take(const PeerObserved& input, TimePoint /*now*/, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.observe(input, out);
    settle(input.router);
}

void VrrpRouter::take(const LinkObserved& input, TimePoint now, Outputs& out) {
    note_addresses(input);
    for (auto& [id, router] : routers_) {
        const auto& config = router.config();
        if (config.interface == input.link.name)
            router.observe(input, local_, now, out);
        else if (config.vmac && config.vmac->interface == input.link.name)
            router.observe_vmac(input.link, now, out);
        if (config.places_on(input.link.name))
            router.observe_address_link(input.link, now, out);
        settle(id);
    }
}

void VrrpRouter::take(const ReceptionObserved& input, TimePoint now, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.observe(input, now, out);
    settle(input.router);
}

void VrrpRouter::take(const Reconfigure& input, TimePoint now, Outputs& out) {
    auto plan = plan_reload(routers_, input.routers);
    for (const auto id : plan.removed) {
        routers_.at(id).shut_down(now, out);
        settle(id);
        out.push_back(Forget{id});
    }
    for (auto& [id, config] : plan.changed) {
        routers_.at(id).reconfigure(std::move(config), now, out);
        settle(id);
    }
    for (auto& config : plan.added)
        add(std::move(config));
    removed_.insert(plan.removed.begin(), plan.removed.end());
    gather_addresses();
}

void VrrpRouter::take(const ClockObserved& clock, TimePoint /*now*/, Outputs& /*out*/) {
    clock_ = clock;
    for (auto& [id, router] : routers_)
        router.observe_clock(clock);
}

void VrrpRouter::take(const Tick& /*tick*/, TimePoint now, Outputs& out) {
    while (deadlines_.earliest() <= now) {
        const auto id = deadlines_.first();
        routers_.at(id).tick(now, out);
        settle(id);
    }
}

void VrrpRouter::take(const Shutdown& /*shutdown*/, TimePoint now, Outputs& out) {
    for (auto& [id, router] : routers_) {
        router.shut_down(now, out);
        settle(id);
    }
}

void VrrpRouter::add(VirtualRouterConfig config) {
    while (routers_.contains(lowest_free_))
        ++lowest_free_;
    const auto id = lowest_free_;
    routers_.emplace(std::piecewise_construct, std::forward_as_tuple(id),
                     std::forward_as_tuple(id, std::move(config)));
    routers_.at(id).observe_clock(clock_);
    deadlines_.grow(id + 1);
}

void VrrpRouter::forget_removed() {
    for (const auto id : std::exchange(removed_, {})) {
        routers_.erase(id);
        lowest_free_ = std::min(lowest_free_, id);
    }
}

// What is virtual is what is configured, whether or not it is there; those that go are not virtual any more.
void VrrpRouter::gather_addresses() {
    virtual_.clear();
    for (const auto& [id, router] : routers_) {
        if (!removed_.contains(id))
            add_addresses(virtual_, carried(router.config().placed()), VRRP_DROP_SOURCE_VIRTUAL);
    }
    local_ = virtual_;
    for (const auto& [interface, addresses] : own_)
        add_addresses(local_, addresses, VRRP_DROP_SOURCE_OWN);
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
        add_addresses(local_, known, VRRP_DROP_SOURCE_OWN);
    else
        gather_addresses();
}

} // namespace xvrrp::core
