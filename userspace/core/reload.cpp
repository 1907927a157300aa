// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/reload.h"

#include "core/vrrp/vrrp_router.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace xvrrp::core {

namespace {

using Key = std::tuple<std::string_view, std::uint8_t, Family, std::string_view>;

Key key_of(const VirtualRouterConfig& config) {
    return {config.interface, config.vrid, config.family,
            config.vmac ? std::string_view(config.vmac->interface) : ""};
}

// A virtual router that runs, and whether the new configuration has it.
struct Known {
    Key key;
    RouterId id;
    const VirtualRouterConfig* config;
    bool stays = false;
};

std::vector<Known> known_of(const RunningConfigs& now) {
    std::vector<Known> all;
    all.reserve(now.size());
    for (const auto& [id, config] : now)
        all.push_back({key_of(*config), id, config.get()});
    std::ranges::stable_sort(all, {}, &Known::key);
    return all;
}

// Of those that share a VRID, the one with the same peers, and otherwise the one with the same name. Null: it is new.
Known* find_known(std::vector<Known>& all, const VirtualRouterConfig& config) {
    const auto key = key_of(config);
    const auto first = std::ranges::lower_bound(all, key, {}, &Known::key);
    const auto end = std::ranges::upper_bound(all, key, {}, &Known::key);
    const auto find = [&](const auto& is_it) -> Known* {
        const auto found =
            std::find_if(first, end, [&](const Known& each) { return !each.stays && is_it(each); });
        return found == end ? nullptr : &*found;
    };
    const auto alike = [&](auto member) {
        return find([&](const Known& each) { return each.config->*member == config.*member; });
    };
    if (end - first > 1) {
        if (auto* found = alike(&VirtualRouterConfig::unicast_peers))
            return found;
        if (auto* found = alike(&VirtualRouterConfig::name))
            return found;
    }
    return find([](const Known&) { return true; });
}

// The members of one sync group are taken together, however many they are.
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

ReloadPlan plan_reload(const RunningConfigs& now, std::vector<VirtualRouterConfig> next) {
    auto all = known_of(now);
    ReloadPlan plan;
    for (auto& config : next) {
        auto* known = find_known(all, config);
        if (known == nullptr) {
            plan.added.push_back(std::move(config));
            continue;
        }
        known->stays = true;
        if (*known->config == config)
            ++plan.untouched;
        else
            plan.changed.push_back({known->id, std::move(config)});
    }
    for (const auto& each : all) {
        if (!each.stays)
            plan.removed.push_back(each.id);
    }
    return plan;
}

bool Reload::waits(const VrrpRouter& router) const {
    return !begun_ && std::ranges::any_of(leaving_, [&](RouterId id) { return router.is_leaving(id); });
}

std::optional<ReloadStep> Reload::next(const VrrpRouter& router) {
    if (!begun_) {
        leaving_ = left_.removed;
        std::erase_if(leaving_, [&](RouterId id) {
            const auto found = router.routers().find(id);
            return found == router.routers().end() || !found->second.has_farewell_to_say();
        });
        if (!leaving_.empty())
            return Leave{leaving_};
        begun_ = true;
    }
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
