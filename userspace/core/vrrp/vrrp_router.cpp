// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/vrrp_router.h"

#include "core/reload.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

// Two readings of the same clocks differ by less.
constexpr Duration kClockNoise = std::chrono::milliseconds(10);

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
    return core::plan_reload(running(), std::move(next));
}

std::optional<RouterId> VrrpRouter::named(const std::string& name) const {
    const auto found =
        std::ranges::find(routers_, name, [](const auto& each) { return each.second.config().name; });
    return found == routers_.end() ? std::nullopt : std::optional(found->first);
}

Configs VrrpRouter::configs() const {
    Configs out;
    out.reserve(routers_.size());
    for (const auto& [id, router] : routers_)
        out.push_back(router.shared_config());
    return out;
}

RunningConfigs VrrpRouter::running() const {
    RunningConfigs out;
    out.reserve(routers_.size());
    for (const auto& [id, router] : routers_)
        out.emplace_back(id, router.shared_config());
    return out;
}

VrrpRouter::VrrpRouter(std::vector<VirtualRouterConfig> configs,
                       const std::vector<std::optional<RouterId>>& ids)
    : deadlines_(configs.size()) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i])
            add(*ids[i], std::move(configs[i]));
    }
    for (std::size_t i = 0; i < configs.size(); ++i) {
        if (i >= ids.size() || !ids[i])
            add(std::move(configs[i]));
    }
}

Outputs VrrpRouter::handle(const Input& input, TimePoint now) {
    Outputs out;
    std::visit([&](const auto& each) { take(each, now, out); }, input);
    sync_groups(now, out);
    if (!farewells_.empty()) {
        see_off(now, out);
        sync_groups(now, out);
    }
    if (!to_drain_.empty()) {
        finish_drains(now, out);
        sync_groups(now, out);
    }
    return out;
}

bool VrrpRouter::hear_quietly(RouterId id, TimePoint keepalive, TimePoint last_seen) {
    if (id.value >= by_id_.size() || by_id_[id.value] == nullptr || keepalive != last_seen)
        return false;
    if (const auto deadline = listeners_.hear_again(id, keepalive)) {
        deadlines_.set(id, *deadline);
        return true;
    }
    auto& router = *find(id);
    if (!router.hear_quietly(keepalive))
        return false;
    review(id);
    listeners_.set_quiet(id, {keepalive, router.patience()});
    return true;
}

// Everything that touches a virtual router finds it here.
VirtualRouter* VrrpRouter::find(RouterId id) {
    auto* router = id.value < by_id_.size() ? by_id_[id.value] : nullptr;
    if (router == nullptr)
        return nullptr;
    if (const auto quiet = listeners_.take(id))
        router->hear_again_quietly(quiet->heard, quiet->deadline());
    return router;
}

// Every input but a quiet hearing ends here.
void VrrpRouter::review(RouterId id) {
    const auto& router = *by_id_[id.value];
    listeners_.set(id, router.state() == State::Backup ? router.config().interval : Duration::zero());
    deadlines_.set(id, router.deadline());
    groups_.set(id, router.config().sync_group, router.member());
    const auto keep = [id](std::set<RouterId>& ids, bool wanted) {
        if (wanted)
            ids.insert(id);
        else
            ids.erase(id);
    };
    // Whoever only waits for a successor has nothing to settle with its group.
    const auto* farewell = router.farewell();
    keep(farewells_, farewell != nullptr && (!farewell->hands_over() || farewell->leaves));
    keep(to_drain_, router.is_draining() && router.state() != State::Master);
    if (ordered_.contains(id) != router.ordered().has_value())
        ++orders_revision_;
    keep(ordered_, router.ordered().has_value());
    if (router.is_draining())
        draining_.insert(id);
    else if (draining_.erase(id) > 0)
        end_drain(router);
}

// No group is split when an input has been handled.
void VrrpRouter::sync_groups(TimePoint now, Outputs& out) {
    while (const auto decision = groups_.decide())
        carry_out(*decision, now, out);
    for (auto& change : groups_.take_changes())
        out.push_back(std::move(change));
}

void VrrpRouter::carry_out(const GroupDecision& decision, TimePoint now, Outputs& out) {
    using Kind = GroupDecision::Kind;
    const auto because = decision.because ? by_id_[decision.because->value]->config().name : std::string();
    constexpr std::array kTo{State::Master, State::Backup, State::Fault, State::Backup, State::Fault};
    const auto to = kTo.at(static_cast<std::size_t>(decision.kind));
    const auto changes = [&](RouterId id) { return by_id_[id.value]->state() != to; };
    if (decision.kind == Kind::Drain)
        ++orders_revision_;
    if (std::ranges::any_of(decision.members, changes)) // otherwise they learn of another faulty member
        out.push_back(GroupSynced{decision.group, to});
    for (const auto id : decision.members) {
        auto& router = *find(id);
        if (decision.kind == Kind::TakeOver)
            router.take_over_with_group(now, out);
        else if (decision.kind == Kind::Yield)
            router.yield_to_group(because, now, out);
        else if (decision.kind == Kind::Drain)
            router.drain_with_group(now, out);
        else
            router.observe_group_fault(because, now, out);
        review(id);
    }
}

// The virtual routers that are due, and with them those that were due before and wait for their sync group.
std::vector<RouterId> VrrpRouter::due_backups(TimePoint now) const {
    auto ids = deadlines_.due(now);
    std::erase_if(ids, [this](RouterId id) { return listeners_.interval(id) == Duration::zero(); });
    if (ids.empty())
        return ids;
    const auto ready = groups_.ready();
    ids.insert(ids.end(), ready.begin(), ready.end());
    return ids;
}

// The ids are sorted, because the kernel side's entries are read fastest in the order of their slots.
std::vector<RouterId> VrrpRouter::to_observe(TimePoint now) const {
    const auto due = due_backups(now);
    if (due.empty())
        return {};
    auto ahead = Duration::zero();
    for (const auto id : due)
        ahead = std::max(ahead, listeners_.interval(id));
    auto ids = due_backups(now + ahead);
    std::ranges::sort(ids);
    return ids;
}

std::set<InterfaceKey> VrrpRouter::takeovers(TimePoint now) const {
    std::set<InterfaceKey> interfaces;
    for (const auto id : due_backups(now)) {
        const auto& config = by_id_[id.value]->config();
        interfaces.insert(config.key_of(config.interface));
    }
    return interfaces;
}

void VrrpRouter::take(const Start& start, TimePoint now, Outputs& out) {
    const auto one = [&](RouterId id) {
        tell_missing(id, now, out);
        find(id)->start(start.booted, now, out);
        review(id);
    };
    if (!start.router) {
        forget_inherited_in_parts();
        for (const auto& [id, router] : routers_)
            one(id);
    } else if (find(*start.router) != nullptr) {
        one(*start.router);
    }
}

void VrrpRouter::take(const PacketReceived& input, TimePoint now, Outputs& out) {
    auto* router = find(input.router);
    if (router == nullptr)
        return;
    router->receive(input, local_addresses(), now, out);
    review(input.router);
}

void VrrpRouter::take(const PeerObserved& input, TimePoint /*now*/, Outputs& out) {
    auto* router = find(input.router);
    if (router == nullptr)
        return;
    router->observe(input, out);
    review(input.router);
}

template <class Observed>
void VrrpRouter::pass_on(const Observed& input, TimePoint now, Outputs& out) {
    auto* router = find(input.router);
    if (router == nullptr)
        return;
    router->observe(input, now, out);
    review(input.router);
}

void VrrpRouter::take(const ReceptionObserved& input, TimePoint now, Outputs& out) {
    pass_on(input, now, out);
}

void VrrpRouter::take(const StageEnded& input, TimePoint now, Outputs& out) {
    pass_on(input, now, out);
}

void VrrpRouter::take(const GateShut& input, TimePoint now, Outputs& out) {
    pass_on(input, now, out);
}

void VrrpRouter::take(const NeighboursObserved& input, TimePoint /*now*/, Outputs& out) {
    if (auto* router = find(input.router))
        router->observe(input, out);
}

void VrrpRouter::take(const Reconfigure& input, TimePoint now, Outputs& out) {
    const auto& plan = input.plan;
    ++orders_revision_; // names change
    std::erase_if(for_newcomers_.priorities, [now](const auto& each) { return each.second.until <= now; });
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
    auto* router = find(id);
    if (router == nullptr)
        return;
    router->shut_down(Reason::Removed, now, out);
    leave_orders(*router);
    delist(id);
    deadlines_.set(id, kNever);
    listeners_.set(id, Duration::zero());
    groups_.set(id, {}, Member::Idle);
    farewells_.erase(id);
    draining_.erase(id);
    to_drain_.erase(id);
    ordered_.erase(id);
    by_id_[id.value] = nullptr;
    routers_.erase(id);
    lowest_free_ = std::min(lowest_free_, id);
    out.push_back(StopReceiving{id});
    out.push_back(Gone{id});
}

// A plan may be older than the removal of a virtual router that it changes. That one is added again.
RouterId VrrpRouter::change(const ReloadPlan::Changed& change, TimePoint now, Outputs& out) {
    const auto id = change.router;
    auto* router = find(id);
    if (router == nullptr)
        return add(change.config);
    delist(id);
    router->reconfigure(change.config, named_by(change.config), now, out);
    enlist(id);
    review(id);
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
        find(id)->tick(now, out);
        review(id);
    }
}

RouterId VrrpRouter::add(VirtualRouterConfig config) {
    while (routers_.contains(lowest_free_))
        ++lowest_free_.value;
    return add(lowest_free_, std::move(config));
}

RouterId VrrpRouter::add(RouterId id, VirtualRouterConfig config) {
    const auto [added, fresh] = routers_.emplace(id, VirtualRouter(id, std::move(config)));
    added->second.observe_clock(clock_);
    Outputs nothing; // an INIT has lent nothing
    added->second.observe(stand_in_, nothing);
    order_newcomer(added->second);
    deadlines_.grow(id.value + 1);
    listeners_.grow(id.value + 1);
    by_id_.resize(std::max<std::size_t>(by_id_.size(), id.value + 1));
    by_id_[id.value] = &added->second;
    enlist(id);
    return id;
}

} // namespace xvrrp::core
