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
    std::map<Key, RouterId> left;
    for (const auto& [id, router] : now)
        left.emplace(key_of(router.config()), id);
    ReloadPlan plan;
    for (auto& config : next) {
        const auto node = left.extract(key_of(config));
        if (node.empty())
            plan.added.push_back(std::move(config));
        else if (now.at(node.mapped()).config() == config)
            ++plan.untouched;
        else
            plan.changed.push_back({node.mapped(), std::move(config)});
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
