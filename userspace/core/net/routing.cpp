// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/routing.h"

#include <algorithm>
#include <set>
#include <utility>

namespace xvrrp::core {

namespace {

using Kind = RoutingOperation::Kind;

// If the preferred source of an IPv6 route goes, the kernel keeps the route without it. It would refuse the
// same route as a duplicate, so the route must be removed first.
bool has_to_be_replaced(const RoutingEntry& entry) {
    const auto* route = std::get_if<Route>(&entry);
    return route != nullptr && route->family() == Family::Ipv6 && route->preferred_source;
}

const Link* find(const LinksByName& links, const std::string& name) {
    const auto found = links.find(name);
    return found == links.end() ? nullptr : &found->second;
}

// Returns nothing if one of the interfaces does not exist or is not up, or if the VRF is none.
std::optional<RoutingNumbers> numbers_of(const RoutingEntry& entry, const LinksByName& links) {
    RoutingNumbers numbers;
    const auto* route = std::get_if<Route>(&entry);
    if (route == nullptr)
        return numbers;
    for (const auto& hop : route->hops) {
        const auto* link = find(links, hop.interface);
        if (!hop.interface.empty() && (link == nullptr || !link->enabled))
            return std::nullopt;
        numbers.hops.push_back(link != nullptr ? link->index : InterfaceIndex{});
    }
    if (route->vrf.empty())
        return numbers;
    const auto* vrf = find(links, route->vrf);
    if (vrf == nullptr || vrf->table == 0)
        return std::nullopt;
    numbers.table = vrf->table;
    return numbers;
}

// If a link is missing or down, the kernel removed the entry itself.
bool has_its_links(const RoutingEntry& entry, const LinksByName& links) {
    return std::ranges::all_of(interfaces_of(entry), [&](const auto& name) {
        const auto* link = find(links, name);
        return link != nullptr && link->up;
    });
}

} // namespace

// A route that expires is not put back.
std::vector<Routing::Wish> Routing::wishes(const std::vector<VirtualRoute>& routes,
                                           const std::vector<VirtualRule>& rules) {
    std::vector<Wish> all;
    all.reserve(routes.size() + rules.size());
    for (const auto& each : routes)
        all.push_back({each.route, each.track && !each.route.expires});
    for (const auto& each : rules)
        all.push_back({each.rule, each.track});
    return all;
}

void Routing::hold(const Hold& held) {
    replace(held.router, wishes(held.routes, held.rules), held.wanted, "(" + held.name + ")");
}

void Routing::hold_static(const std::vector<VirtualRoute>& routes, const std::vector<VirtualRule>& rules) {
    replace(std::nullopt, wishes(routes, rules), !routes.empty() || !rules.empty(), "static");
}

// An entry that has not been wanted yet may be there all the same, left behind by a crash.
void Routing::replace(const Holder& holder, const std::vector<Wish>& wishes, bool wanted, std::string name) {
    const bool is_new = !holdings_.knows(holder);
    if (is_new && wishes.empty())
        return;
    if (is_new && !wanted) {
        for (const auto& each : wishes)
            ours_.try_emplace(each.entry);
        leave(wishes);
    }
    const auto before = holdings_.hold(holder, {wishes, wanted, std::move(name)});
    if (!wanted)
        return leave(before);
    for (const auto& each : before) {
        if (!is_wanted(each.entry))
            outdated_.push_back(each.entry);
    }
    for (const auto& each : wishes)
        coming_.push(each.entry);
}

void Routing::inherit(const RoutingSet& left) {
    // Rules go before the routes they lead to.
    std::for_each(left.rbegin(), left.rend(), [this](const auto& each) {
        ours_.try_emplace(each);
        leaving_.push(each);
    });
}

void Routing::forget(RouterId router) {
    leave(holdings_.drop(router));
}

// An entry may need an earlier one to reach its gateway, so the last one goes first.
void Routing::leave(const std::vector<Wish>& wishes) {
    std::for_each(wishes.rbegin(), wishes.rend(), [this](const Wish& each) { leaving_.push(each.entry); });
}

// ---- Observation --------------------------------------------------------------------------------------------

void Routing::disturbed(const std::string& interface) {
    holdings_.for_wanted_in_order([&](const Wish& wish) {
        if (!depends_on(wish.entry, interface))
            return;
        there_.erase(wish.entry);
        coming_.push(wish.entry);
    });
}

void Routing::lost_sight() {
    there_.clear();
    holdings_.for_wanted_in_order([&](const Wish& wish) { coming_.push(wish.entry); });
}

void Routing::observe(const RoutingGone& gone, const LinksByName& links, TimePoint now) {
    std::vector<RoutingEntry> tracked;
    holdings_.for_wanted_in_order([&](const Wish& wish) {
        if (wish.tracked && went(wish.entry, gone) && there_.erase(wish.entry) > 0)
            tracked.push_back(wish.entry);
    });
    for (const auto& each : tracked) {
        if (has_its_links(each, links))
            blame(each, now);
        else
            coming_.push(each);
    }
}

// The kernel reports the number of the table, and the entry may have the name of a VRF.
bool Routing::went(const RoutingEntry& entry, const RoutingGone& gone) const {
    const auto* route = std::get_if<Route>(&entry);
    const auto known = route && !route->vrf.empty() ? ours_.find(entry) : ours_.end();
    return known == ours_.end() ? is_gone(entry, gone) : is_gone(in_table(*route, known->second), gone);
}

void Routing::blame(const RoutingEntry& entry, TimePoint now) {
    const auto turn = repairs_.removed(entry, now);
    holdings_.for_holders({entry}, [&](const Holder&, const auto& held, const Wish& wish) {
        if (wish.tracked)
            news_.removed(held.name + ' ' + name(entry), turn.at <= now, turn.backs_off);
    });
    if (turn.at <= now)
        coming_.push(entry);
}

// ---- Comparison ---------------------------------------------------------------------------------------------

void Routing::compare(const RoutingEntry& entry) {
    (is_wanted(entry) ? coming_ : leaving_).push(entry);
}

// An entry that failed is tried again whenever it is compared. One that somebody keeps removing is not.
bool Routing::is_fought_over(const RoutingEntry& entry) const {
    return repairs_.waits(entry) && !told_.contains(entry);
}

std::vector<RoutingOperation> Routing::plan_leaving(std::size_t most, const LinksByName& links) {
    std::vector<RoutingOperation> operations;
    while (operations.size() < most && !leaving_.empty()) {
        const auto entry = leaving_.pop();
        const auto known = ours_.find(entry);
        if (is_wanted(entry) || known == ours_.end())
            continue;
        const auto numbers = known->second == RoutingNumbers{} ? numbers_of(entry, links) : known->second;
        if (numbers)
            operations.push_back({Kind::Remove, entry, *numbers});
        else
            lose(entry); // it went with its interface
    }
    return operations;
}

std::vector<RoutingOperation> Routing::plan_coming(std::size_t most, const LinksByName& links) {
    std::vector<RoutingOperation> operations;
    while (operations.size() < most && !coming_.empty()) {
        const auto entry = coming_.pop();
        if (!is_wanted(entry) || there_.contains(entry) || is_fought_over(entry))
            continue;
        const auto numbers = numbers_of(entry, links);
        if (!numbers) {
            tell_of_no_vrf(entry, links);
            continue;
        }
        if (has_to_be_replaced(entry))
            operations.push_back({Kind::Remove, entry, *numbers});
        operations.push_back({Kind::Add, entry, *numbers});
    }
    if (coming_.empty()) {
        for (const auto& each : std::exchange(outdated_, {}))
            leaving_.push(each);
    }
    return operations;
}

// An interface that is to come is nothing to tell of.
void Routing::tell_of_no_vrf(const RoutingEntry& entry, const LinksByName& links) {
    const auto* route = std::get_if<Route>(&entry);
    const auto* link = route ? find(links, route->vrf) : nullptr;
    if (link != nullptr && link->table == 0 && told_.insert(entry).second)
        news_.errors.push_back(
            Error{"add the " + name(entry), "interface " + route->vrf + " is no VRF", "", 0}.text());
}

void Routing::lose(const RoutingEntry& entry) {
    there_.erase(entry);
    told_.erase(entry);
    ours_.erase(entry);
}

// An entry whose addition failed counts as ours all the same: nobody knows how far the kernel got.
void Routing::applied(std::span<const RoutingOperation> operations, std::span<const FailedRouting> failed,
                      TimePoint now) {
    std::set<std::pair<Kind, RoutingEntry>> unchanged;
    for (const auto& [operation, error] : failed) {
        unchanged.emplace(operation.kind, operation.target);
        if (told_.insert(operation.target).second)
            news_.errors.push_back(error.text());
        repairs_.failed(operation.target, now);
    }
    std::vector<RoutingKey> gone;
    for (const auto& each : operations) {
        const bool is_done = !unchanged.contains({each.kind, each.target});
        if (each.kind == Kind::Add) {
            ours_[each.target] = each.numbers;
            if (is_done) {
                there_.insert(each.target);
                told_.erase(each.target);
            }
        } else if (is_done && !is_wanted(each.target)) {
            lose(each.target);
            gone.push_back(key_of(each.target));
        }
    }
    lose_alike(gone);
}

void Routing::lose_alike(const std::vector<RoutingKey>& keys) {
    if (keys.empty())
        return;
    const std::set<RoutingKey> gone(keys.begin(), keys.end());
    holdings_.for_wanted_in_order([&](const Wish& wish) {
        if (gone.contains(key_of(wish.entry)) && there_.erase(wish.entry) > 0)
            coming_.push(wish.entry);
    });
}

void Routing::tick(TimePoint now) {
    for (const auto& each : repairs_.due(now))
        compare(each);
}

} // namespace xvrrp::core
