// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/reload_plan.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace xvrrp::core {

namespace {

using Key = std::tuple<std::string, std::uint8_t, Family, std::string>;

Key key_of(const VirtualRouterConfig& config) {
    return {config.interface, config.vrid, config.family, config.vmac ? config.vmac->interface : ""};
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

ReloadPlan take_steps(ReloadPlan& plan, std::size_t most) {
    ReloadPlan steps;
    const auto take = [most](auto& from, auto& to) {
        const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(most, from.size()));
        std::move(from.begin(), end, std::back_inserter(to));
        from.erase(from.begin(), end);
    };
    if (!plan.removed.empty())
        take(plan.removed, steps.removed);
    else if (!plan.changed.empty())
        take(plan.changed, steps.changed);
    else
        take(plan.added, steps.added);
    return steps;
}

} // namespace xvrrp::core
