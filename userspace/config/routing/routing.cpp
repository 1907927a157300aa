// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of routes and rules, and the groups of virtual routers that static ones matter to.
#include "config/routing/route_options.h"
#include "config/routing/routing_line.h"
#include "config/routing/rule_options.h"
#include "config/vrrp/resolve.h"

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

} // namespace xvrrp::config
