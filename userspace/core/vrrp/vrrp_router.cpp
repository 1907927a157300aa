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

void add_virtual(LocalAddresses& all, const VirtualRouterConfig& config) {
    for (const auto* addresses : {&config.addresses, &config.excluded}) {
        for (const auto& each : *addresses)
            add_addresses(all, {each.carried()}, VRRP_DROP_SOURCE_VIRTUAL);
    }
}

LinkObserved gone(const InterfaceKey& interface) {
    LinkObserved seen;
    seen.link.name = interface.name;
    seen.link.space = interface.space;
    return seen;
}

bool same_placement(const VirtualRouterConfig& a, const VirtualRouterConfig& b) {
    return a.addresses == b.addresses && a.excluded == b.excluded;
}

std::set<InterfaceKey> interfaces_of(const VirtualRouterConfig& config) {
    std::set<InterfaceKey> keys{config.key_of(config.interface)};
    if (config.vmac)
        keys.insert(config.key_of(config.vmac->interface));
    for (const auto* addresses : {&config.addresses, &config.excluded}) {
        for (const auto& each : *addresses) {
            if (!each.interface.empty())
                keys.insert(config.key_of(each.interface));
        }
    }
    for (const auto& name : config.routing_interfaces())
        keys.insert(config.key_of(name));
    return keys;
}

} // namespace

std::vector<RouterSnapshot> VrrpRouter::snapshots(RouterId from, std::size_t most) const {
    std::vector<RouterSnapshot> out;
    for (auto each = routers_.lower_bound(from); each != routers_.end() && out.size() < most; ++each)
        out.push_back(each->second.snapshot());
    return out;
}

std::array<std::size_t, 4> VrrpRouter::count_states() const {
    std::array<std::size_t, 4> count{};
    for (const auto& [id, router] : routers_)
        ++count.at(static_cast<std::size_t>(router.state()));
    return count;
}

std::vector<RouterId> VrrpRouter::waiting() const {
    std::vector<RouterId> ids;
    for (const auto& [id, router] : routers_) {
        if (router.state() == State::Init)
            ids.push_back(id);
    }
    return ids;
}

ReloadPlan VrrpRouter::plan_reload(std::vector<VirtualRouterConfig> next) const {
    return core::plan_reload(routers_, std::move(next));
}

Configs VrrpRouter::configs() const {
    Configs out;
    out.reserve(routers_.size());
    for (const auto& [id, router] : routers_)
        out.push_back(router.shared_config());
    return out;
}

VrrpRouter::VrrpRouter(std::vector<VirtualRouterConfig> configs) : deadlines_(configs.size()) {
    for (auto& config : configs)
        add(std::move(config));
    gather_addresses();
}

Outputs VrrpRouter::handle(const Input& input, TimePoint now) {
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
        tell_missing(id, now, out);
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
    const auto key = input.link.key();
    if (input.link.ifindex != 0)
        links_.insert_or_assign(key, input);
    else
        links_.erase(key);
    const auto& concerned = this->concerned(key);
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

// No event announces an interface that does not exist.
void VrrpRouter::tell_missing(RouterId id, TimePoint now, Outputs& out) {
    for (const auto& key : interfaces_of(routers_.at(id).config())) {
        if (!links_.contains(key))
            tell(id, gone(key), now, out);
    }
}

// Those that come, or have other interfaces now, are told what the others were told before.
void VrrpRouter::tell_known(const std::vector<RouterId>& news, TimePoint now, Outputs& out) {
    std::map<InterfaceKey, std::vector<RouterId>> listeners;
    for (const auto id : news) {
        for (const auto& key : interfaces_of(routers_.at(id).config()))
            listeners[key].push_back(id);
    }
    for (const auto& [key, ids] : listeners) {
        const auto known = links_.find(key);
        if (known == links_.end())
            continue;
        note_addresses(known->second);
        for (const auto id : ids)
            tell(id, known->second, now, out);
    }
    for (const auto id : news)
        tell_missing(id, now, out);
}

const std::set<RouterId>& VrrpRouter::concerned(const InterfaceKey& interface) const {
    static const std::set<RouterId> nobody;
    const auto found = concerned_.find(interface);
    return found == concerned_.end() ? nobody : found->second;
}

void VrrpRouter::enlist(RouterId id) {
    for (const auto& key : interfaces_of(routers_.at(id).config()))
        concerned_[key].insert(id);
}

void VrrpRouter::delist(RouterId id) {
    for (const auto& key : interfaces_of(routers_.at(id).config())) {
        auto& some = concerned_[key];
        some.erase(id);
        if (some.empty()) {
            concerned_.erase(key);
            own_.erase(key);
        }
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
    const auto& plan = input.plan;
    bool addresses_go = !plan.removed.empty();
    for (const auto id : plan.removed)
        remove(id, now, out);
    std::vector<RouterId> news;
    for (const auto& each : plan.changed) {
        const auto found = routers_.find(each.router);
        addresses_go =
            addresses_go || found == routers_.end() || !same_placement(found->second.config(), each.config);
        news.push_back(change(each, now, out));
    }
    for (const auto& config : plan.added) {
        news.push_back(add(config));
        add_virtual(virtual_, config);
        add_virtual(local_, config);
    }
    if (addresses_go)
        gather_addresses();
    tell_known(news, now, out);
}

void VrrpRouter::remove(RouterId id, TimePoint now, Outputs& out) {
    const auto found = routers_.find(id);
    if (found == routers_.end())
        return;
    found->second.shut_down(now, out);
    delist(id);
    deadlines_.set(id, kNever);
    routers_.erase(found);
    lowest_free_ = std::min(lowest_free_, id);
    out.push_back(StopReceiving{id});
    out.push_back(Gone{id});
}

// A plan may be older than the removal of what it changes: that one comes anew.
RouterId VrrpRouter::change(const ReloadPlan::Changed& change, TimePoint now, Outputs& out) {
    const auto id = change.router;
    const auto found = routers_.find(id);
    if (found == routers_.end())
        return add(change.config);
    delist(id);
    found->second.reconfigure(change.config, now, out);
    enlist(id);
    settle(id);
    return id;
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
        ++lowest_free_.value;
    const auto id = lowest_free_;
    routers_.emplace(std::piecewise_construct, std::forward_as_tuple(id),
                     std::forward_as_tuple(id, std::move(config)));
    routers_.at(id).observe_clock(clock_);
    deadlines_.grow(id.value + 1);
    enlist(id);
    return id;
}

// What is virtual is what is configured, whether or not it is there; those that go are not virtual any more.
void VrrpRouter::gather_addresses() {
    virtual_.clear();
    for (const auto& [id, router] : routers_) {
        add_virtual(virtual_, router.config());
    }
    local_ = virtual_;
    for (auto& [interface, addresses] : own_) {
        const auto seen = links_.find(interface);
        addresses = seen == links_.end() ? std::vector<InterfaceAddress>() : own_of(seen->second);
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
    auto& known = own_[seen.link.key()];
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
