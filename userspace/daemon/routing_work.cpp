// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/routing_work.h"

#include "os/event_loop.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kEntriesPerSlice = 256;

using Kind = core::RoutingOperation::Kind;

// If the preferred source of an IPv6 route goes, the kernel keeps the route without it. It would refuse the
// same route as a duplicate, so the route must be removed first.
bool has_to_be_replaced(const core::RoutingEntry& entry) {
    const auto* route = std::get_if<core::Route>(&entry);
    return route && route->family() == core::Family::Ipv6 && route->preferred_source;
}

// A route that expires is not put back.
bool is_tracked(const core::VirtualRoute& route) {
    return route.track && !route.route.expires;
}

} // namespace

RoutingWork::Holding RoutingWork::holding(const std::vector<core::VirtualRoute>& routes,
                                          const std::vector<core::VirtualRule>& rules, bool wanted,
                                          std::string name) {
    Holding all;
    all.wanted = wanted;
    all.name = std::move(name);
    for (const auto& each : routes) {
        all.entries.emplace_back(each.route);
        if (is_tracked(each))
            all.tracked.insert(each.route);
    }
    for (const auto& each : rules) {
        all.entries.emplace_back(each.rule);
        if (each.track)
            all.tracked.insert(each.rule);
    }
    return all;
}

void RoutingWork::hold(const core::Hold& held) {
    hold(held.router, holding(held.routes, held.rules, held.wanted, "(" + held.name + ")"));
}

void RoutingWork::forget(core::RouterId id) {
    if (!holdings_.contains(id))
        return;
    hold(id, {});
    holdings_.erase(id);
    due_.erase(id);
}

void RoutingWork::want_static(const std::vector<core::VirtualRoute>& routes,
                              const std::vector<core::VirtualRule>& rules) {
    hold(std::nullopt, holding(routes, rules, true, "static"));
}

// A route or rule that has not been wanted yet may be there all the same, left behind by a crash.
void RoutingWork::hold(const Holder& holder, Holding next) {
    const auto [known, is_new] = holdings_.try_emplace(holder);
    auto& held = known->second;
    if (held.wanted) {
        for (const auto& entry : held.entries)
            wanted_.erase(wanted_.find(entry));
    }
    auto& leaving = next.wanted ? outdated_ : leaving_;
    leaving.insert(leaving.end(), held.entries.begin(), held.entries.end());
    if (next.wanted) {
        wanted_.insert(next.entries.begin(), next.entries.end());
        due_.insert(holder);
    } else if (is_new) {
        ours_.insert(next.entries.begin(), next.entries.end());
        leaving_.insert(leaving_.end(), next.entries.begin(), next.entries.end());
    }
    held = std::move(next);
}

template <class Says>
void RoutingWork::lose(const Says& says) {
    if (std::erase_if(there_, says) > 0)
        look_again();
}

// A holder that lacks an entry has its turn.
void RoutingWork::look_again() {
    for (const auto& [holder, held] : holdings_) {
        const auto is_there = [this](const auto& entry) { return there_.contains(entry); };
        if (held.wanted && !std::ranges::all_of(held.entries, is_there))
            due_.insert(holder);
    }
}

void RoutingWork::disturbed(const std::string& interface) {
    std::erase_if(there_, [&](const auto& entry) { return core::depends_on(entry, interface); });
    look_again();
}

void RoutingWork::forget_observed() {
    there_.clear();
    look_again();
}

void RoutingWork::repair(core::TimePoint now) {
    if (!repairs_.due(now).empty())
        look_again();
}

Result<> RoutingWork::read_monitor() {
    return kernel_.read_monitor([this](const core::RoutingGone& gone) { removed(gone); },
                                [this] {
                                    news_.emplace_back(
                                        "netlink messages were lost, adding routes and rules anew");
                                    forget_observed();
                                });
}

void RoutingWork::removed(const core::RoutingGone& gone) {
    const auto now = os::EventLoop::now();
    for (const auto& [holder, held] : holdings_) {
        if (!held.wanted)
            continue;
        for (const auto& entry : held.tracked) {
            if (!core::is_gone(entry, gone) || there_.erase(entry) == 0 || !has_its_links(entry))
                continue;
            const auto turn = repairs_.removed(entry, now);
            const auto what = fmt::format("{} {}", held.name, core::name(entry));
            if (turn.at <= now)
                news_.push_back(what + " was removed by somebody else, putting it back");
            else if (turn.backs_off)
                news_.push_back(
                    what + " is removed again and again, putting it back after longer and longer pauses");
        }
    }
    look_again();
}

std::vector<std::string> RoutingWork::take_away() {
    const auto end =
        leaving_.begin() + static_cast<std::ptrdiff_t>(std::min(leaving_.size(), kEntriesPerSlice));
    const std::vector<core::RoutingEntry> scope(leaving_.begin(), end);
    leaving_.erase(leaving_.begin(), end);
    const auto gone = core::plan(scope, wanted_, ours_).remove;
    std::vector<core::RoutingOperation> operations;
    for (const auto& entry : gone) {
        const auto known = placed_on_.find(entry);
        const auto ifindexes = known == placed_on_.end() ? ifindexes_of(entry) : known->second;
        if (ifindexes)
            operations.push_back({Kind::Remove, entry, *ifindexes});
        ours_.erase(entry);
        there_.erase(entry);
        placed_on_.erase(entry);
        told_.erase(entry);
    }
    auto errors = apply(operations);
    lose([&](const auto& entry) {
        return std::ranges::any_of(gone, [&](const auto& other) { return core::are_alike(entry, other); });
    });
    return errors;
}

// Removals that are read here happened before the entries are noted as present, so none of them counts as a
// removal by somebody else.
std::vector<std::string> RoutingWork::put_in_place() {
    std::vector<core::RoutingOperation> operations;
    while (!due_.empty() && operations.size() < kEntriesPerSlice) {
        const auto& held = holdings_[due_.extract(due_.begin()).value()];
        for (const auto& entry : core::plan(held.entries, wanted_, there_).add) {
            const auto ifindexes = ifindexes_of(entry);
            if (!ifindexes || repairs_.waits(entry))
                continue;
            if (has_to_be_replaced(entry))
                operations.push_back({Kind::Remove, entry, *ifindexes});
            operations.push_back({Kind::Add, entry, *ifindexes});
            placed_on_[entry] = *ifindexes;
        }
    }
    auto errors = apply(operations);
    if (auto read = read_monitor(); !read)
        errors.push_back(read.error().text());
    for (const auto& each : operations) {
        if (!told_.contains(each.target))
            there_.insert(each.target);
        ours_.insert(each.target);
    }
    if (due_.empty())
        std::ranges::move(std::exchange(outdated_, {}), std::back_inserter(leaving_));
    return errors;
}

// An entry that cannot be added is reported once, and tried again when something changes.
std::vector<std::string> RoutingWork::apply(const std::vector<core::RoutingOperation>& operations) {
    std::vector<std::string> errors;
    core::RoutingSet failed;
    for (const auto& [operation, error] : kernel_.apply(operations)) {
        const bool adds = operation.kind == Kind::Add;
        if (adds)
            failed.insert(operation.target);
        if (!adds || told_.insert(operation.target).second)
            errors.push_back(error.text());
    }
    for (const auto& each : operations) {
        if (!failed.contains(each.target))
            told_.erase(each.target);
    }
    return errors;
}

// Returns the indices of the hops in their order, or nothing if one of the interfaces does not exist or is
// not up.
std::optional<std::vector<int>> RoutingWork::ifindexes_of(const core::RoutingEntry& entry) const {
    std::vector<int> ifindexes;
    const auto* route = std::get_if<core::Route>(&entry);
    if (!route)
        return ifindexes;
    for (const auto& hop : route->hops) {
        const auto* link = interfaces_.find(hop.interface);
        if (!hop.interface.empty() && (!link || !link->enabled))
            return std::nullopt;
        ifindexes.push_back(link ? link->ifindex : 0);
    }
    return ifindexes;
}

// If a link is missing or down, the kernel removed the entry itself.
bool RoutingWork::has_its_links(const core::RoutingEntry& entry) const {
    return std::ranges::all_of(core::interfaces_of(entry), [this](const auto& name) {
        const auto* link = interfaces_.find(name);
        return link && link->up;
    });
}

} // namespace xvrrp::daemon
