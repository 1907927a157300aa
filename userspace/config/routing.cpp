// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of routes and rules, and the groups of virtual routers that static ones matter to.
#include "config/resolve.h"
#include "config/route_options.h"
#include "config/routing_line.h"
#include "config/rule_options.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// An option of static ones; keepalived skips the line.
bool has_group(const Optional<std::string>& group, Draft& draft) {
    if (group)
        draft.report(warning(group->where, "track_group is for what is static, skipping this line"));
    return group.has_value();
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

bool read_virtual_routes(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        const auto route = read_route(line, draft);
        if (route && !has_group(draft.route.group, draft))
            draft.instances.back().routes.push_back(*route);
    }
    return false;
}

bool read_virtual_rules(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        const auto rule = read_rule(line, draft);
        if (rule && !has_group(draft.rule.group, draft))
            draft.instances.back().rules.push_back(*rule);
    }
    return false;
}

bool read_static_routes(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        if (const auto route = read_route(line, draft))
            draft.static_routes.push_back(*route);
    }
    return false;
}

bool read_static_rules(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        if (const auto rule = read_rule(line, draft))
            draft.static_rules.push_back(*rule);
    }
    return false;
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
