// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/routing_entry.h"

#include <algorithm>
#include <tuple>

namespace xvrrp::core {

namespace {

const std::string no_interface;

constexpr std::uint32_t kIpv6Metric = 1024; // the kernel's default

std::uint32_t metric_of(Family family, std::uint32_t metric) {
    return family == Family::Ipv6 && metric == 0 ? kIpv6Metric : metric;
}

bool leads_over(const Route& route, const std::optional<IpAddress>& via) {
    return !via || std::ranges::count(route.hops, via, &NextHop::via) != 0;
}

bool is_gone(const Route& route, const RouteGone& gone) {
    const Family family = route.family();
    return route.destination == gone.destination && route.table == gone.table && route.tos == gone.tos &&
           metric_of(family, route.metric) == metric_of(family, gone.metric) && leads_over(route, gone.via);
}

bool is_gone(const Rule& rule, const RuleGone& gone) {
    const auto key = [](const Rule& of) {
        return std::tie(of.family, of.priority, of.from, of.to, of.iif, of.oif, of.action, of.table);
    };
    return key(rule) == key(gone.rule);
}

bool is_gone(const Route& /*route*/, const RuleGone& /*gone*/) {
    return false;
}

bool is_gone(const Rule& /*rule*/, const RouteGone& /*gone*/) {
    return false;
}

std::string name(const Route& route) {
    std::string text = "route " + route.destination.text();
    for (const auto& hop : route.hops) {
        text += hop.via ? " via " + hop.via->text() : "";
        text += hop.interface.empty() ? "" : " dev " + hop.interface;
    }
    text += route.vrf.empty() ? "" : " vrf " + route.vrf;
    return text + (route.table == kMainTable ? "" : " table " + std::to_string(route.table));
}

std::string name(const Rule& rule) {
    return "rule of priority " + std::to_string(rule.priority);
}

} // namespace

bool Route::names(const std::string& interface) const {
    return std::ranges::count(hops, interface, &NextHop::interface) != 0;
}

Route in_table(Route route, const RoutingNumbers& numbers) {
    if (numbers.table != 0)
        route.table = numbers.table;
    return route;
}

// As in keepalived, the interface of one of several gateways is not tracked.
const std::string& VirtualRoute::tracked_interface() const {
    return track && route.hops.size() == 1 ? route.hops.front().interface : no_interface;
}

const std::string& VirtualRule::tracked_interface() const {
    return track ? rule.iif : no_interface;
}

bool is_gone(const RoutingEntry& entry, const RoutingGone& gone) {
    return std::visit([](const auto& a, const auto& b) { return is_gone(a, b); }, entry, gone);
}

RoutingKey key_of(const RoutingEntry& entry) {
    if (const auto* route = std::get_if<Route>(&entry))
        return {entry.index(), route->destination, route->table};
    const auto& rule = std::get<Rule>(entry);
    return {entry.index(), {IpAddress{.family = rule.family}, 0}, rule.priority};
}

bool depends_on(const RoutingEntry& entry, const std::string& interface) {
    const auto* route = std::get_if<Route>(&entry);
    return route && (route->names(interface) || route->names("") || route->preferred_source ||
                     (!route->vrf.empty() && route->vrf == interface));
}

std::vector<std::string> interfaces_of(const RoutingEntry& entry) {
    std::vector<std::string> names;
    if (const auto* rule = std::get_if<Rule>(&entry)) {
        names = {rule->iif, rule->oif};
    } else {
        const auto& route = std::get<Route>(entry);
        for (const auto& hop : route.hops)
            names.push_back(hop.interface);
        names.push_back(route.vrf);
    }
    std::erase(names, "");
    return names;
}

std::string name(const RoutingEntry& entry) {
    return std::visit([](const auto& each) { return name(each); }, entry);
}

} // namespace xvrrp::core
