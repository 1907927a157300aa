// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/reload.h"

#include "core/vrrp/vrrp_router.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace xvrrp::core {

namespace {

using Key = std::tuple<std::string, std::uint8_t, Family, std::string>;

Key key_of(const VirtualRouterConfig& config) {
    return {config.interface, config.vrid, config.family, config.vmac ? config.vmac->interface : ""};
}

// Of those that share a VRID, the one with the same peers, and otherwise the one with the same name.
template <class Known>
auto find_known(const Known& left, const VirtualRouters& now, const VirtualRouterConfig& config) {
    const auto first = left.lower_bound(key_of(config));
    const auto end = left.upper_bound(key_of(config));
    const auto alike = [&](auto member) {
        return std::find_if(first, end, [&](const auto& each) {
            return now.at(each.second).config().*member == config.*member;
        });
    };
    if (first == end || std::next(first) == end)
        return first == end ? left.end() : first;
    if (const auto found = alike(&VirtualRouterConfig::unicast_peers); found != end)
        return found;
    const auto found = alike(&VirtualRouterConfig::name);
    return found != end ? found : first;
}

// Those of one sync group are taken together, however many they are.
template <class Some, class GroupOf>
std::vector<Some> take_first(std::vector<Some>& from, std::size_t most, GroupOf group_of) {
    auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(most, from.size()));
    std::set<std::string> groups;
    std::ranges::transform(from.begin(), end, std::inserter(groups, groups.end()), group_of);
    groups.erase("");
    if (!groups.empty())
        end = std::stable_partition(end, from.end(),
                                    [&](const Some& each) { return groups.contains(group_of(each)); });
    std::vector<Some> first(std::move_iterator(from.begin()), std::move_iterator(end));
    from.erase(from.begin(), end);
    return first;
}

} // namespace

ReloadPlan plan_reload(const VirtualRouters& now, std::vector<VirtualRouterConfig> next) {
    std::multimap<Key, RouterId> left;
    for (const auto& [id, router] : now)
        left.emplace(key_of(router.config()), id);
    ReloadPlan plan;
    for (auto& config : next) {
        const auto known = find_known(left, now, config);
        if (known == left.end()) {
            plan.added.push_back(std::move(config));
            continue;
        }
        if (now.at(known->second).config() == config)
            ++plan.untouched;
        else
            plan.changed.push_back({known->second, std::move(config)});
        left.erase(known);
    }
    for (const auto& [key, id] : left)
        plan.removed.push_back(id);
    return plan;
}

std::optional<ReloadStep> Reload::next(const VrrpRouter& router) {
    const auto group_of = [&](RouterId id) {
        const auto found = router.routers().find(id);
        return found == router.routers().end() ? std::string() : found->second.config().sync_group;
    };
    ReloadPlan some;
    if (!left_.removed.empty())
        some.removed = take_first(left_.removed, most_, group_of);
    else if (!left_.changed.empty())
        some.changed =
            take_first(left_.changed, most_, [](const auto& each) { return each.config.sync_group; });
    else
        some.added = take_first(left_.added, most_, [](const auto& each) { return each.sync_group; });
    if (!some.empty())
        return Reconfigure{std::move(some)};
    if (!std::exchange(put_up_, true))
        return PutUp{};
    if (!waiting_)
        waiting_ = router.waiting();
    if (waiting_->empty())
        return std::nullopt;
    return Admit{take_first(*waiting_, most_, group_of)};
}

} // namespace xvrrp::core
