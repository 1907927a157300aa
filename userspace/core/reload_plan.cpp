// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/reload_plan.h"

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

} // namespace xvrrp::core
