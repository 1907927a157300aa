// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/network.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace xvrrp::core {

namespace {

// With promote_secondaries, secondary addresses survive the removal of their network's primary address.
Setting promotion_on(const std::string& interface) {
    return {Setting::Kind::Borrowed, "ipv4/conf/" + interface + "/promote_secondaries", "1",
            "ipv4/conf/all/promote_secondaries"};
}

std::string promoter_of(const std::string& interface) {
    return "promote_secondaries " + interface;
}

template <class Operations>
void append(NetworkPlan& plan, Operations&& operations) {
    for (auto& each : operations)
        plan.operations.emplace_back(std::move(each));
}

template <class Operation>
std::vector<Operation> only(const std::vector<NetworkOperation>& all) {
    std::vector<Operation> out;
    for (const auto& each : all) {
        if (const auto* operation = std::get_if<Operation>(&each))
            out.push_back(*operation);
    }
    return out;
}

template <class Operation>
std::vector<Failed<Operation>> only(const std::vector<FailedOperation>& all) {
    std::vector<Failed<Operation>> out;
    for (const auto& each : all) {
        if (const auto* operation = std::get_if<Operation>(&each.operation))
            out.push_back({*operation, each.error});
    }
    return out;
}

template <class Operation, class Part>
void tell(Part& part, const NetworkPlan& plan, const std::vector<FailedOperation>& failed, TimePoint now) {
    part.applied(only<Operation>(plan.operations), only<Operation>(failed), now);
}

} // namespace

// ---- Wishes -------------------------------------------------------------------------------------------------

void Network::hold(const Hold& held) {
    addresses_.hold(held);
    routing_.hold(held);
}

void Network::forget(RouterId router) {
    addresses_.forget(router);
    routing_.forget(router);
}

void Network::hold_static(Standing standing) {
    const auto before = std::exchange(standing_, std::move(standing));
    place_static();
    if (before.routes != standing_.routes || before.rules != standing_.rules)
        routing_.hold_static(standing_.routes, standing_.rules);
    links_.want(standing_.links, settings_);
    firewall_.want(standing_.guarded);
    for (const auto& each : before.promoting) {
        if (!standing_.promoting.contains(each))
            settings_.forget(promoter_of(each));
    }
    for (const auto& each : standing_.promoting) {
        if (!before.promoting.contains(each))
            promote(each);
    }
}

void Network::quiet_igmp(bool wanted) {
    static const std::string holder = "disable_local_igmp";
    if (wanted)
        settings_.hold(holder, {{Setting::Kind::Borrowed, "ipv4/igmp_link_local_mcast_reports", "0"}});
    else
        settings_.forget(holder);
}

void Network::inherit(const Noted& left) {
    links_.inherit(left.links);
    routing_.inherit(left.routing);
    std::vector<PlacedAddress> addresses;
    for (const auto& [interface, address] : left.addresses) {
        if (const auto* link = links_.find(interface))
            addresses.push_back({link->index, address});
    }
    addresses_.inherit(addresses);
}

void Network::place_static() {
    std::vector<PlacedAddress> placed;
    for (const auto& each : standing_.addresses) {
        if (const auto* link = links_.find(each.interface))
            placed.push_back(place_on(*link, each));
    }
    addresses_.hold_static(std::move(placed));
}

void Network::promote(const std::string& interface) {
    if (links_.find(interface) != nullptr)
        settings_.hold(promoter_of(interface), {promotion_on(interface)});
    else
        settings_.forget(promoter_of(interface));
}

// ---- Observation --------------------------------------------------------------------------------------------

// The routes are disturbed before and after, because the interface may have another name now.
void Network::observe(const Link& link, bool gone, TimePoint now) {
    const auto* known = links_.find(link.index);
    const bool is_same = !gone && known != nullptr && known->name == link.name;
    if (known != nullptr) {
        routing_.disturbed(known->name);
        if (!is_same)
            settings_.forget(promoter_of(known->name));
    }
    links_.observe(link, gone, now);
    if (!gone)
        disturbed_.insert(link.index);
    if (is_same)
        return;
    place_static();
    if (!gone && standing_.promoting.contains(link.name))
        promote(link.name);
}

void Network::observe(const PlacedAddress& address, bool gone, TimePoint now) {
    disturbed_.insert(address.interface);
    addresses_.observe(address, gone, now);
}

void Network::observe(const RoutingGone& gone, TimePoint now) {
    take_in_disturbances();
    routing_.observe(gone, links_.there(), now);
}

void Network::observe_all(const ObservedNetwork& there) {
    links_.observe_all(there.links);
    addresses_.observe_all(there.addresses);
    routing_.lost_sight();
    place_static();
    for (const auto& each : standing_.promoting)
        promote(each);
}

// Many messages about one interface are one disturbance.
void Network::take_in_disturbances() {
    for (const auto interface : std::exchange(disturbed_, {})) {
        if (const auto* link = links_.find(interface))
            routing_.disturbed(link->name);
    }
}

// ---- Comparison ---------------------------------------------------------------------------------------------

bool Network::is_preparing() const {
    return links_.coming() || settings_.coming() || (firewall_.pending() && !firewall_.stands());
}

std::set<IpAddress> Network::present() const {
    std::set<IpAddress> out;
    for (const auto& each : addresses_.observed())
        out.insert(each.address.address);
    return out;
}

bool Network::pending() const {
    return firewall_.pending() || links_.pending() || settings_.pending() || addresses_.pending() ||
           routing_.pending() || !disturbed_.empty();
}

NetworkPlan Network::plan(std::size_t most) {
    take_in_disturbances();
    NetworkPlan plan;
    if (auto guard = firewall_.plan(addresses_.pending() || routing_.leaving()))
        plan.operations.emplace_back(std::move(*guard));
    append(plan, links_.plan(most, settings_));
    append(plan, settings_.plan(most));
    append(plan, routing_.plan_leaving(most, links_.there()));
    if (routing_.leaving())
        return plan;
    plan_addresses(most, plan);
    if (addresses_.pending())
        return plan;
    append(plan, routing_.plan_coming(most, links_.there()));
    append(plan, links_.plan_leaving(most));
    append(plan, settings_.plan_leaving());
    return plan;
}

void Network::plan_addresses(std::size_t most, NetworkPlan& plan) {
    auto addresses = addresses_.plan(most);
    const auto promoted = promotions(addresses.endangered);
    for (const auto& each : promoted)
        plan.operations.emplace_back(SettingOperation{SettingOperation::Kind::Set, each});
    append(plan, std::move(addresses.operations));
    for (const auto& each : promoted) {
        if (!settings_.wants(each))
            plan.operations.emplace_back(SettingOperation{SettingOperation::Kind::GiveBack, each});
    }
    plan.endangered = std::move(addresses.endangered);
}

// An interface that is gone took its addresses along.
std::vector<Setting> Network::promotions(const std::vector<PlacedAddress>& endangered) const {
    std::set<InterfaceIndex> interfaces;
    for (const auto& each : endangered)
        interfaces.insert(each.interface);
    std::vector<Setting> out;
    for (const auto interface : interfaces) {
        const auto* link = links_.find(interface);
        if (link == nullptr)
            continue;
        if (!settings_.are_in_place(promoter_of(link->name)))
            out.push_back(promotion_on(link->name));
    }
    return out;
}

// If the endangered addresses could not be protected, they are added again, whoever they belong to.
void Network::applied(const NetworkPlan& plan, const std::vector<FailedOperation>& failed, TimePoint now) {
    tell<FirewallOperation>(firewall_, plan, failed, now);
    tell<LinkOperation>(links_, plan, failed, now);
    tell<SettingOperation>(settings_, plan, failed, now);
    tell<RoutingOperation>(routing_, plan, failed, now);
    tell<AddressOperation>(addresses_, plan, failed, now);
    for (const auto& each : settings_.take_ready())
        links_.compare(each);
    const auto promoted = promotions(plan.endangered);
    const bool is_unprotected = std::ranges::any_of(only<SettingOperation>(failed), [&](const auto& each) {
        return std::ranges::count(promoted, each.operation.target) != 0;
    });
    if (is_unprotected)
        addresses_.put_back(plan.endangered);
}

// ---- Time ---------------------------------------------------------------------------------------------------

void Network::tick(TimePoint now) {
    firewall_.tick(now);
    links_.tick(now);
    settings_.tick(now);
    routing_.tick(now);
    addresses_.tick(now);
}

TimePoint Network::deadline() const {
    return std::min({firewall_.deadline(), links_.deadline(), settings_.deadline(), routing_.deadline(),
                     addresses_.deadline()});
}

NetworkNews Network::take_news() {
    NetworkNews news = addresses_.take_news();
    news.append(routing_.take_news());
    news.append(links_.take_news());
    news.append(settings_.take_news());
    news.append(firewall_.take_news());
    return news;
}

} // namespace xvrrp::core
