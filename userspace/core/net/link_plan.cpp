// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/link_plan.h"

#include <optional>

namespace xvrrp::core {

namespace {

const Link* find(const LinksByName& links, const std::string& name) {
    const auto found = links.find(name);
    return found == links.end() ? nullptr : &found->second;
}

// Returns how it differs from ours, or an empty text if it is ours.
std::string difference(const Macvlan& wanted, const Link& found, const Link* base) {
    if (found.kind != "macvlan")
        return found.kind.empty() ? "is no macvlan" : "is a " + found.kind;
    if (base != nullptr && found.parent != base->ifindex)
        return "stands on another interface than " + wanted.base;
    if (found.mac != wanted.mac)
        return "has the MAC " + found.mac.text();
    return {};
}

std::optional<LinkOperation::Kind> step(const Link& found, const Link* base, bool wanted,
                                        const std::set<int>& adopted) {
    if (!wanted)
        return LinkOperation::Kind::Remove;
    if (base == nullptr || !base->enabled)
        return {};
    if (!adopted.contains(found.ifindex))
        return LinkOperation::Kind::Adopt;
    if (!found.enabled)
        return LinkOperation::Kind::Raise;
    return {};
}

} // namespace

LinkPlan plan_links(std::span<const Macvlan> scope, bool wanted, const LinksByName& observed,
                    const std::set<int>& adopted) {
    LinkPlan plan;
    for (const auto& each : scope) {
        const auto* base = find(observed, each.base);
        const auto* found = find(observed, each.name);
        if (found == nullptr) {
            if (wanted && base != nullptr)
                plan.operations.push_back({LinkOperation::Kind::Create, each, base->ifindex});
            continue;
        }
        if (auto different = difference(each, *found, base); !different.empty())
            plan.conflicts.push_back({each, std::move(different)});
        else if (const auto kind = step(*found, base, wanted, adopted))
            plan.operations.push_back({*kind, each, found->ifindex});
    }
    return plan;
}

} // namespace xvrrp::core
