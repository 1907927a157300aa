// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/route_line.h"

#include "config/routing/route_metrics.h"
#include "config/text/word.h"
#include "config/vrrp/address_line.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::array kTypes = {"",           "",           "local ",       "broadcast ", "anycast ",
                               "multicast ", "blackhole ", "unreachable ", "prohibit ",  "throw "};
constexpr std::array kPreferences = {"", "high", "", "low"};
constexpr std::array kPlaces = {"", " append", " add"};

// The options of a line, those that are set.
class Options {
public:
    explicit Options(std::string start) : line_(std::move(start)) {}

    void word(bool wanted, std::string_view option) {
        if (wanted)
            line_ += fmt::format(" {}", option);
    }

    template <class T>
    void value(bool wanted, std::string_view option, const T& value) {
        if (wanted)
            line_ += fmt::format(" {} {}", option, value);
    }

    template <class T>
    void value(std::string_view option, const std::optional<T>& value) {
        if (value)
            line_ += fmt::format(" {} {}", option, *value);
    }

    void name(std::string_view option, const std::string& name) {
        value(!name.empty(), option, config::word(name));
    }

    void realms(std::uint32_t realms) {
        constexpr unsigned kBits = 16;
        if (realms != 0)
            line_ += fmt::format(" realms {}/{}", realms >> kBits, realms & 0xffff);
    }

    void range(std::string_view option, const auto& range) {
        if (range)
            line_ += fmt::format(" {} {}-{}", option, range->first, range->last);
    }

    std::string take() { return std::move(line_); }

private:
    std::string line_;
};

void add_hop(const core::NextHop& hop, bool one_of_several, Options& out) {
    out.word(one_of_several, "nexthop");
    if (hop.via)
        out.value(true, "via", hop.via->text());
    out.name("dev", hop.interface);
    out.value(hop.weight != 1, "weight", hop.weight);
    out.word(hop.onlink, "onlink");
    out.realms(hop.realms);
}

void add_metrics(const core::Route& route, Options& out) {
    for (const auto& metric : route.metrics) {
        const auto known = std::ranges::find(metric_names(), metric.kind, &MetricName::kind);
        if (known == metric_names().end())
            out.word(true, "features ecn");
        else
            out.value(true, fmt::format("{}{}", known->name, metric.locked ? " lock" : ""), metric.value);
    }
    if (!route.congestion_control.empty())
        out.name(route.congestion_locked ? "congctl lock" : "congctl", route.congestion_control);
}

void add_tracking(bool track, const std::string& group, Options& out) {
    out.word(!track, "no_track");
    out.name("track_group", group);
}

std::string prefix_text(const std::optional<core::InterfaceAddress>& prefix) {
    return prefix ? prefix->text() : "";
}

} // namespace

std::string route_line(const core::VirtualRoute& virtual_route) {
    const auto& route = virtual_route.route;
    Options out(std::string(kTypes.at(route.type)) + route.destination.text());
    out.name("from", prefix_text(route.source));
    if (route.preferred_source)
        out.value(true, "src", route.preferred_source->text());
    if (route.hops.size() == 1)
        add_hop(route.hops.front(), false, out);
    out.value(route.table != core::kMainTable, "table", route.table);
    out.value(route.protocol != core::kRouteProtocol, "protocol", route.protocol);
    out.value(route.scope != 0, "scope", scope_text(route.scope));
    out.value(route.tos != 0, "tos", route.tos);
    out.value(route.metric != 0, "metric", route.metric);
    out.realms(route.realms);
    out.value("expires", route.expires);
    if (route.preference < kPreferences.size())
        out.name("pref", kPreferences.at(route.preference));
    else
        out.value(true, "pref", route.preference);
    if (route.ttl_propagate)
        out.value(true, "ttl-propagate", *route.ttl_propagate ? "enabled" : "disabled");
    add_metrics(route, out);
    auto line = out.take() + kPlaces.at(static_cast<std::size_t>(route.place));
    Options end(std::move(line));
    add_tracking(virtual_route.track, virtual_route.track_group, end);
    if (route.hops.size() > 1) {
        for (const auto& hop : route.hops)
            add_hop(hop, true, end);
    }
    return end.take();
}

std::string rule_line(const core::VirtualRule& virtual_rule) {
    const auto& rule = virtual_rule.rule;
    const bool says_family = rule.family == core::Family::Ipv6 && !rule.from && !rule.to;
    Options out(says_family ? "inet6" : "");
    out.word(rule.negated, "not");
    out.name("from", prefix_text(rule.from));
    out.name("to", prefix_text(rule.to));
    out.name("iif", rule.iif);
    out.name("oif", rule.oif);
    if (rule.fwmark)
        out.value(
            true, "fwmark",
            fmt::format("{:#x}{}", *rule.fwmark, rule.fwmask ? fmt::format("/{:#x}", *rule.fwmask) : ""));
    out.value(rule.tos != 0, "tos", rule.tos);
    out.value(rule.tunnel_id != 0, "tunnel-id", rule.tunnel_id);
    out.range("uidrange", rule.users);
    out.value("ipproto", rule.ip_protocol);
    out.range("sport", rule.source_ports);
    out.range("dport", rule.destination_ports);
    out.word(rule.l3mdev, "l3mdev");
    out.value(rule.action == core::RuleAction::Lookup && !rule.l3mdev, "table", rule.table);
    out.value(rule.action == core::RuleAction::Goto, "goto", rule.target);
    out.word(rule.action == core::RuleAction::Nop, "nop");
    out.word(rule.action == core::RuleAction::Blackhole, "blackhole");
    out.word(rule.action == core::RuleAction::Unreachable, "unreachable");
    out.word(rule.action == core::RuleAction::Prohibit, "prohibit");
    out.value("suppress_prefixlength", rule.suppress_prefix_length);
    out.value("suppress_ifgroup", rule.suppress_group);
    out.realms(rule.realms);
    if (rule.protocol && (*rule.protocol != core::kRouteProtocol || !virtual_rule.track))
        out.value("protocol", rule.protocol);
    out.value(true, "priority", rule.priority);
    add_tracking(virtual_rule.track, virtual_rule.track_group, out);
    const auto line = out.take();
    return line.substr(line.find_first_not_of(' '));
}

} // namespace xvrrp::config
