// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/track_group.h"

#include "config/vrrp/resolve.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

bool is_defined(const std::string& group, const Draft& draft) {
    return std::ranges::any_of(draft.track_groups,
                               [&](const TrackGroupDraft& each) { return each.name.text == group; });
}

void name_members(const TrackGroupDraft& group, const std::string& interface,
                  std::vector<core::VirtualRouterConfig>& routers) {
    for (const Token& member : group.members) {
        const auto router = std::ranges::find(routers, member.text, &core::VirtualRouterConfig::name);
        if (router != routers.end() && std::ranges::count(router->static_interfaces, interface) == 0)
            router->static_interfaces.push_back(interface);
    }
}

} // namespace

std::string resolve_group(const Optional<std::string>& group, bool track, bool has_interface, Draft& draft) {
    if (!group)
        return {};
    const auto ignore = [&](const std::string& why) {
        draft.report(warning(group->where, why + ", ignoring it"));
        return std::string();
    };
    const std::string quoted = "track_group " + in_quotes(group->value);
    if (!is_defined(group->value, draft))
        return ignore(quoted + " is not defined above");
    if (!has_interface)
        return ignore(quoted + " beside what names no interface");
    if (!track)
        return ignore(quoted + " beside no_track");
    return group->value;
}

bool read_track_group(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    const Token& name = node.words[1];
    const auto known = std::ranges::find_if(
        draft.track_groups, [&](const TrackGroupDraft& each) { return each.name.text == name.text; });
    if (known != draft.track_groups.end()) {
        draft.report(warning(
            name.where, fmt::format("track_group {} is already defined, ignoring this one", in_quotes(name)),
            fmt::format("the first one is on {}", line_seen_from(name.where, known->name.where))));
        return false;
    }
    draft.track_groups.push_back({name, {}});
    return true;
}

bool read_track_group_members(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        auto& members = draft.track_groups.back().members;
        members.insert(members.end(), line.words.begin(), line.words.end());
    }
    return false;
}

// The interfaces of what is static and in a group are interfaces of the members of the group.
void resolve_static_routing(Config& config, Draft& draft) {
    config.static_routing.routes = draft.static_routes;
    config.static_routing.rules = draft.static_rules;
    for (const TrackGroupDraft& group : draft.track_groups) {
        auto& members = config.static_routing.groups.emplace_back(TrackGroup{group.name.text, {}}).members;
        for (const Token& member : group.members) {
            members.push_back(member.text);
            if (!draft.names.contains(member.text))
                draft.report(
                    note(member.where, fmt::format("there is no vrrp_instance {}", in_quotes(member))));
        }
        const auto name = [&](const std::string& of, const std::string& interface) {
            if (of == group.name.text && !interface.empty())
                name_members(group, interface, config.routers);
        };
        for (const auto& each : config.static_addresses)
            name(each.track_group, each.interface);
        for (const auto& each : config.static_routing.routes)
            name(each.track_group, each.tracked_interface());
        for (const auto& each : config.static_routing.rules)
            name(each.track_group, each.tracked_interface());
    }
}

} // namespace xvrrp::config
