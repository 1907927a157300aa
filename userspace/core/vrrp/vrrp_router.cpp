// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/vrrp_router.h"

#include "core/reload.h"

#include <algorithm>
#include <optional>

namespace xvrrp::core {

namespace {

// Two readings of the same clocks differ by less.
constexpr Duration kClockNoise = std::chrono::milliseconds(10);

LinkObserved gone(const InterfaceKey& interface) {
    LinkObserved seen;
    seen.link.name = interface.name;
    seen.link.space = interface.space;
    return seen;
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
}

Outputs VrrpRouter::handle(const Input& input, TimePoint now) {
    Outputs out;
    std::visit([&](const auto& each) { take(each, now, out); }, input);
    return out;
}

bool VrrpRouter::hear_quietly(RouterId id, TimePoint keepalive, TimePoint last_seen) {
    auto* router = id.value < by_id_.size() ? by_id_[id.value] : nullptr;
    if (router == nullptr || keepalive != last_seen)
        return false;
    auto& patience = patience_[id.value];
    if (patience != Duration::zero() && router->hear_again_quietly(keepalive, patience)) {
        deadlines_.set(id, keepalive + patience);
        return true;
    }
    if (!router->hear_quietly(keepalive))
        return false;
    deadlines_.set(id, router->deadline());
    patience = router->patience();
    return true;
}

// Every input but a quiet hearing ends here.
void VrrpRouter::set_deadline(RouterId id) {
    patience_[id.value] = Duration::zero();
    deadlines_.set(id, routers_.at(id).deadline());
}

std::vector<RouterId> VrrpRouter::to_observe(TimePoint now) const {
    const auto is_backup = [this](RouterId id) { return by_id_[id.value]->state() == State::Backup; };
    std::optional<Duration> ahead;
    for (const auto id : deadlines_.due(now)) {
        if (is_backup(id))
            ahead = std::max<Duration>(ahead.value_or(Duration::zero()), by_id_[id.value]->config().interval);
    }
    if (!ahead)
        return {};
    auto ids = deadlines_.due(now + *ahead);
    std::erase_if(ids, [&](RouterId id) { return !is_backup(id); });
    return ids;
}

std::set<InterfaceKey> VrrpRouter::takeovers(TimePoint now) const {
    std::set<InterfaceKey> interfaces;
    for (const auto id : deadlines_.due(now)) {
        const auto& router = *by_id_[id.value];
        if (router.state() == State::Backup)
            interfaces.insert(router.config().key_of(router.config().interface));
    }
    return interfaces;
}

void VrrpRouter::take(const Start& start, TimePoint now, Outputs& out) {
    const auto one = [&](RouterId id, VirtualRouter& router) {
        tell_missing(id, now, out);
        router.start(now, out);
        set_deadline(id);
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
    found->second.receive(input, local_addresses(), now, out);
    set_deadline(input.router);
}

void VrrpRouter::take(const PeerObserved& input, TimePoint /*now*/, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.observe(input, out);
    set_deadline(input.router);
}

void VrrpRouter::take(const LinkObserved& input, TimePoint now, Outputs& out) {
    const auto key = input.link.key();
    if (input.link.ifindex != 0)
        links_.insert_or_assign(key, input);
    else
        links_.erase(key);
    addresses_.see(input.link);
    const auto& concerned = this->concerned(key);
    if (!concerned.empty())
        addresses_.own(key, input.addresses);
    for (const auto id : concerned)
        tell(id, input, now, out);
}

void VrrpRouter::tell(RouterId id, const LinkObserved& seen, TimePoint now, Outputs& out) {
    auto& router = routers_.at(id);
    const auto& config = router.config();
    if (config.interface == seen.link.name)
        router.observe(seen, local_addresses(), now, out);
    else if (config.vmac && config.vmac->interface == seen.link.name)
        router.observe_vmac(seen.link, now, out);
    if (config.places_on(seen.link.name))
        router.observe_address_link(seen.link, now, out);
    set_deadline(id);
}

// No event announces an interface that does not exist.
void VrrpRouter::tell_missing(RouterId id, TimePoint now, Outputs& out) {
    for (const auto& key : interfaces_of(routers_.at(id).config())) {
        if (!links_.contains(key))
            tell(id, gone(key), now, out);
    }
}

// New virtual routers, and those with other interfaces now, are told of the links that are known.
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
        addresses_.own(key, known->second.addresses);
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
    const auto& config = routers_.at(id).config();
    for (const auto& key : interfaces_of(config))
        concerned_[key].insert(id);
    addresses_.add(config.key_of(config.interface), config.placed());
}

// The addresses of an interface do not count if no virtual router is left on it.
void VrrpRouter::delist(RouterId id) {
    const auto& config = routers_.at(id).config();
    addresses_.remove(config.key_of(config.interface), config.placed());
    for (const auto& key : interfaces_of(config)) {
        const auto found = concerned_.find(key);
        found->second.erase(id);
        if (found->second.empty()) {
            concerned_.erase(found);
            addresses_.own(key, {});
        }
    }
}

void VrrpRouter::take(const ReceptionObserved& input, TimePoint now, Outputs& out) {
    const auto found = routers_.find(input.router);
    if (found == routers_.end())
        return;
    found->second.observe(input, now, out);
    set_deadline(input.router);
}

void VrrpRouter::take(const Reconfigure& input, TimePoint now, Outputs& out) {
    const auto& plan = input.plan;
    for (const auto id : plan.removed)
        remove(id, now, out);
    std::vector<RouterId> news;
    for (const auto& each : plan.changed)
        news.push_back(change(each, now, out));
    for (const auto& config : plan.added)
        news.push_back(add(config));
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
    by_id_[id.value] = nullptr;
    lowest_free_ = std::min(lowest_free_, id);
    out.push_back(StopReceiving{id});
    out.push_back(Gone{id});
}

// A plan may be older than the removal of a virtual router that it changes. That one is added again.
RouterId VrrpRouter::change(const ReloadPlan::Changed& change, TimePoint now, Outputs& out) {
    const auto id = change.router;
    const auto found = routers_.find(id);
    if (found == routers_.end())
        return add(change.config);
    delist(id);
    found->second.reconfigure(change.config, now, out);
    enlist(id);
    set_deadline(id);
    return id;
}

void VrrpRouter::take(const ClockObserved& clock, TimePoint /*now*/, Outputs& /*out*/) {
    if (std::chrono::abs(clock.ahead - clock_.ahead) < kClockNoise)
        return;
    clock_ = clock;
    for (auto& [id, router] : routers_)
        router.observe_clock(clock);
}

void VrrpRouter::take(const Tick& /*tick*/, TimePoint now, Outputs& out) {
    while (deadlines_.earliest() <= now) {
        const auto id = deadlines_.first();
        routers_.at(id).tick(now, out);
        set_deadline(id);
    }
}

void VrrpRouter::take(const Shutdown& /*shutdown*/, TimePoint now, Outputs& out) {
    for (auto& [id, router] : routers_) {
        router.shut_down(now, out);
        set_deadline(id);
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
    by_id_.resize(std::max<std::size_t>(by_id_.size(), id.value + 1));
    by_id_[id.value] = &routers_.at(id);
    patience_.resize(by_id_.size());
    patience_[id.value] = Duration::zero();
    enlist(id);
    return id;
}

} // namespace xvrrp::core
