// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/vrrp_router.h"

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

std::set<std::string> interfaces_of(const VirtualRouterConfig& config) {
    std::set<std::string> names{config.interface};
    if (config.vmac)
        names.insert(config.vmac->interface);
    for (const auto& each : config.placed())
        names.insert(each.interface.empty() ? config.interface : each.interface);
    for (const auto& name : config.routing_interfaces())
        names.insert(name);
    return names;
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

void VrrpRouter::take(const Start& start, TimePoint now, Outputs& out) {
    const auto one = [&](RouterId id, VirtualRouter& router) {
        router.start(now, out);
        settle(id);
    };
    if (!start.router) {
        for (auto& [id, router] : routers_)
            one(id, router);
    } else if (const auto found = routers_.find(*start.router); found != routers_.end()) {
        one(found->first, found->second);
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
    links_.insert_or_assign(input.link.name, input);
    const auto& concerned = this->concerned(input.link.name);
    if (!concerned.empty())
        note_addresses(input);
    for (const auto id : concerned)
        tell(id, input, now, out);
}

void VrrpRouter::tell(RouterId id, const LinkObserved& seen, TimePoint now, Outputs& out) {
    auto& router = routers_.at(id);
    const auto& config = router.config();
    if (config.interface == seen.link.name)
        router.observe(seen, local_, now, out);
    else if (config.vmac && config.vmac->interface == seen.link.name)
        router.observe_vmac(seen.link, now, out);
    if (config.places_on(seen.link.name))
        router.observe_address_link(seen.link, now, out);
    settle(id);
}

// What others have heard, to those that come or have other interfaces now.
void VrrpRouter::tell_known(const std::vector<RouterId>& news, TimePoint now, Outputs& out) {
    std::map<std::string, std::vector<RouterId>> listeners;
    for (const auto id : news) {
        for (const auto& name : interfaces_of(routers_.at(id).config()))
            listeners[name].push_back(id);
    }
    for (const auto& [name, ids] : listeners) {
        const auto known = links_.find(name);
        if (known == links_.end())
            continue;
        note_addresses(known->second);
        for (const auto id : ids)
            tell(id, known->second, now, out);
    }
}

const std::set<RouterId>& VrrpRouter::concerned(const std::string& interface) const {
    static const std::set<RouterId> nobody;
    const auto found = concerned_.find(interface);
    return found == concerned_.end() ? nobody : found->second;
}

void VrrpRouter::enlist(RouterId id) {
    for (const auto& name : interfaces_of(routers_.at(id).config()))
        concerned_[name].insert(id);
}

void VrrpRouter::delist(RouterId id) {
    for (const auto& name : interfaces_of(routers_.at(id).config()))
        concerned_[name].erase(id);
}

void VrrpRouter::take(const ReceptionObserved& input, TimePoint now, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.observe(input, now, out);
    settle(input.router);
}

void VrrpRouter::take(const Reconfigure& input, TimePoint now, Outputs& out) {
    const auto& plan = input.plan;
    for (const auto id : plan.removed) {
        if (!routers_.contains(id))
            continue; // planned before it was forgotten
        routers_.at(id).shut_down(now, out);
        settle(id);
        delist(id);
        removed_.insert(id);
        out.push_back(Forget{id});
    }
    bool addresses_go = !plan.removed.empty();
    std::vector<RouterId> news;
    for (const auto& [id, config] : plan.changed) {
        addresses_go = addresses_go || routers_.at(id).config().placed() != config.placed();
        delist(id);
        routers_.at(id).reconfigure(config, now, out);
        enlist(id);
        settle(id);
        news.push_back(id);
    }
    for (const auto& config : plan.added) {
        news.push_back(add(config));
        add_addresses(virtual_, carried(config.placed()), VRRP_DROP_SOURCE_VIRTUAL);
        add_addresses(local_, carried(config.placed()), VRRP_DROP_SOURCE_VIRTUAL);
    }
    if (addresses_go)
        gather_addresses();
    tell_known(news, now, out);
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

RouterId VrrpRouter::add(VirtualRouterConfig config) {
    while (routers_.contains(lowest_free_))
        ++lowest_free_;
    const auto id = lowest_free_;
    routers_.emplace(std::piecewise_construct, std::forward_as_tuple(id),
                     std::forward_as_tuple(id, std::move(config)));
    routers_.at(id).observe_clock(clock_);
    deadlines_.grow(id + 1);
    enlist(id);
    return id;
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
    for (auto& [interface, addresses] : own_) {
        addresses = own_of(links_.at(interface));
        add_addresses(local_, addresses, VRRP_DROP_SOURCE_OWN);
    }
}

std::vector<InterfaceAddress> VrrpRouter::own_of(const LinkObserved& seen) const {
    auto own = seen.addresses;
    std::erase_if(own, [&](const auto& each) {
        const auto known = virtual_.find(each.address);
        return known != virtual_.end() && known->second == VRRP_DROP_SOURCE_VIRTUAL;
    });
    return own;
}

// Virtual addresses come and go without a change here: a mass failover costs nothing.
void VrrpRouter::note_addresses(const LinkObserved& seen) {
    auto own = own_of(seen);
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
