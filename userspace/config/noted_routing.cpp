// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/noted_routing.h"

#include "config/config.h"
#include "config/routing/routing_line.h"
#include "core/net/standing.h"

#include <sstream>
#include <string_view>

namespace xvrrp::config {

namespace {

constexpr std::string_view kRoute = "route ";
constexpr std::string_view kRule = "rule ";

// With no_track the line has each property that it is told, and no other.
std::string line_of(const core::Route& route) {
    return std::string(kRoute) + route_line({.route = route, .track = false});
}

std::string line_of(const core::Rule& rule) {
    return std::string(kRule) + rule_line({.rule = rule, .track = false});
}

} // namespace

std::string routing_text(const core::RoutingSet& entries) {
    std::string out;
    for (const auto& each : entries)
        out += std::visit([](const auto& entry) { return line_of(entry); }, each) + '\n';
    return out;
}

core::RoutingSet read_routing(const std::string& note) {
    std::string routes;
    std::string rules;
    std::istringstream lines(note);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(kRoute))
            routes += line.substr(kRoute.size()) + '\n';
        else if (line.starts_with(kRule))
            rules += line.substr(kRule.size()) + '\n';
    }
    const auto parsed =
        parse({{"note", "static_routes {\n" + routes + "}\nstatic_rules {\n" + rules + "}\n"}});
    core::RoutingSet out;
    core::add_routing(out, parsed.config.static_routing.routes, parsed.config.static_routing.rules);
    return out;
}

} // namespace xvrrp::config
