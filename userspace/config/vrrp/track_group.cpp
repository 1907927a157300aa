// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

bool is_defined(const std::string& group, const Draft& draft) {
    return std::ranges::any_of(draft.track_groups,
                               [&](const TrackGroupDraft& each) { return each.name.text == group; });
}

bool read_track_group(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!is_new(draft.track_groups, keyword, node.words[1], draft))
        return false;
    draft.track_groups.push_back({node.words[1], {}});
    return true;
}

bool read_track_group_members(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    append_words(node, draft.track_groups.back().members);
    return false;
}

Values show_track_groups(const Config& config);

constexpr std::string_view kTrackGroup = "track_group";

// clang-format off
constexpr Keyword kMembers{"group", Block::TrackGroup, kNone, Block::TrackGroup, read_track_group_members, {}, "",
    "The block holds the names of the instances."};

constexpr std::array kTrackGroupRows = std::to_array<Keyword>({
    {kTrackGroup, Block::File, text("NAME"), Block::TrackGroup, read_track_group, show_track_groups, "",
     "The loss of the interface of a static address, route or rule that names this group puts its instances into FAULT."},
    kMembers,
});

// clang-format on

Values show_track_groups(const Config& config) {
    Values groups;
    for (const TrackGroup& group : config.static_routing.groups) {
        groups.push_back({word(group.name), {}, lines_of_names(kMembers.name, group.members)});
    }
    return groups;
}

using InterfacesByGroup = std::map<std::string, std::set<std::string>>;

// The interfaces of static addresses, routes and rules, by the group that each of them names.
InterfacesByGroup static_interfaces(const Config& config) {
    InterfacesByGroup interfaces;
    const auto add = [&](const std::string& group, const std::string& interface) {
        if (!group.empty() && !interface.empty())
            interfaces[group].insert(interface);
    };
    for (const auto& each : config.static_addresses)
        add(each.track_group, each.interface);
    for (const auto& each : config.static_routing.routes)
        add(each.track_group, each.tracked_interface());
    for (const auto& each : config.static_routing.rules)
        add(each.track_group, each.tracked_interface());
    return interfaces;
}

void add_interfaces(const std::set<std::string>& more, core::VirtualRouterConfig& router) {
    std::set<std::string> all(router.static_interfaces.begin(), router.static_interfaces.end());
    all.insert(more.begin(), more.end());
    router.static_interfaces.assign(all.begin(), all.end());
}

} // namespace

Rows track_group_rows() {
    return kTrackGroupRows;
}

std::string resolve_track_group(const Optional<std::string>& group, bool track, bool has_interface,
                                Draft& draft) {
    if (!group)
        return {};
    const auto ignore = [&](const std::string& why) {
        draft.report(warning(group->where, why + ", ignoring it"));
        return std::string();
    };
    const std::string quoted = fmt::format("{} {}", kTrackGroup, in_quotes(group->value));
    if (!is_defined(group->value, draft))
        return ignore(quoted + " is not defined above");
    if (!has_interface)
        return ignore(quoted + " beside what names no interface");
    if (!track)
        return ignore(quoted + " beside no_track");
    return group->value;
}

void resolve_static_routing(Config& config, Draft& draft) {
    config.static_routing.routes = draft.static_routes;
    config.static_routing.rules = draft.static_rules;
    std::map<std::string_view, core::VirtualRouterConfig*> routers;
    for (core::VirtualRouterConfig& router : config.routers)
        routers.emplace(router.name, &router);
    const InterfacesByGroup interfaces = static_interfaces(config);
    for (const TrackGroupDraft& group : draft.track_groups) {
        auto& members = config.static_routing.groups.emplace_back(TrackGroup{group.name.text, {}}).members;
        const auto tracked = interfaces.find(group.name.text);
        for (const Token& member : group.members) {
            members.push_back(member.text);
            const auto router = routers.find(member.text);
            if (router == routers.end())
                draft.report(
                    note(member.where, fmt::format("there is no vrrp_instance {}", in_quotes(member))));
            else if (tracked != interfaces.end())
                add_interfaces(tracked->second, *router->second);
        }
    }
}

} // namespace xvrrp::config
