// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/vrrp_router.h"

#include "core/reload_plan.h"

#include <algorithm>
#include <optional>

namespace xvrrp::core {

namespace {

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
    found->second.receive(input, local_addresses(), now, out);
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
    addresses_.see(input.link);
    const auto& concerned = this->concerned(input.link.name);
    if (!concerned.empty())
        addresses_.own(input.link.name, input.addresses);
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
        addresses_.own(name, known->second.addresses);
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
    const auto& config = routers_.at(id).config();
    for (const auto& name : interfaces_of(config))
        concerned_[name].insert(id);
    addresses_.add(config.interface, config.placed());
}

// Where nobody is left, nobody asks whose the addresses are.
void VrrpRouter::delist(RouterId id) {
    const auto& config = routers_.at(id).config();
    addresses_.remove(config.interface, config.placed());
    for (const auto& name : interfaces_of(config)) {
        const auto found = concerned_.find(name);
        found->second.erase(id);
        if (found->second.empty()) {
            concerned_.erase(found);
            addresses_.own(name, {});
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
    for (const auto id : plan.removed) {
        if (!routers_.contains(id))
            continue; // planned before it was forgotten
        routers_.at(id).shut_down(now, out);
        settle(id);
        delist(id);
        removed_.insert(id);
        out.push_back(Forget{id});
    }
    std::vector<RouterId> news;
    for (const auto& [id, config] : plan.changed) {
        delist(id);
        routers_.at(id).reconfigure(config, now, out);
        enlist(id);
        settle(id);
        news.push_back(id);
    }
    for (const auto& config : plan.added)
        news.push_back(add(config));
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

} // namespace xvrrp::core
