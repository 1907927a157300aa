// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of routes and rules: those of a master, and those that are always there.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

// The option is for static lines. As in keepalived, another line with it is skipped.
bool has_group(const Optional<std::string>& group, Draft& draft) {
    if (group)
        draft.report(warning(group->where, "track_group is for what is static, skipping this line"));
    return group.has_value();
}

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

template <std::string RoutingNames::*Directory>
bool read_iproute_directory(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.routing_names.*Directory = node.words[1].text;
    return true;
}

template <class T>
Values lines_of(const std::vector<T>& all, std::string (*write)(const T&)) {
    std::vector<std::string> lines;
    lines.reserve(all.size());
    for (const T& each : all)
        lines.push_back(write(each));
    return in_block(std::move(lines));
}

Values show_static_routes(const Config& config) {
    return lines_of(config.static_routing.routes, route_line);
}

Values show_static_rules(const Config& config) {
    return lines_of(config.static_routing.rules, rule_line);
}

Values show_virtual_routes(const Router& router) {
    return lines_of(router.routes, route_line);
}

Values show_virtual_rules(const Router& router) {
    return lines_of(router.rules, rule_line);
}

// clang-format off
constexpr std::array kRoutingRows = std::to_array<Keyword>({
    {"iproute_usr_dir", Block::GlobalDefs, text("DIRECTORY"), {}, read_iproute_directory<&RoutingNames::usr_directory>, {}, "/usr/share/iproute2",
     "The files rt_tables, rt_protos and the like are in this directory."},
    {"iproute_etc_dir", Block::GlobalDefs, text("DIRECTORY"), {}, read_iproute_directory<&RoutingNames::etc_directory>, {}, "/etc/iproute2",
     "Files in this directory count before those of iproute_usr_dir."},

    {"static_routes", Block::File, kNone, Block::Routes, read_static_routes, show_static_routes, "",
     "These routes are there as long as the daemon runs. Each line is PREFIX and its options."},
    {"static_rules", Block::File, kNone, Block::Rules, read_static_rules, show_static_rules, "",
     "These rules are there as long as the daemon runs. Each line is a rule as ip-rule(8) has it."},
    {"virtual_routes", Block::VrrpInstance, kNone, Block::Routes, read_virtual_routes, show_virtual_routes, "",
     "The master has these routes. Each line is PREFIX and its options."},
    {"virtual_rules", Block::VrrpInstance, kNone, Block::Rules, read_virtual_rules, show_virtual_rules, "",
     "The master has these rules. Each line is a rule as ip-rule(8) has it."},
});
// clang-format on

} // namespace

Rows routing_rows() {
    return kRoutingRows;
}

} // namespace xvrrp::config
