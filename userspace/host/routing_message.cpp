// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/routing_message.h"

#include "host/netlink_attributes.h"

#include <linux/fib_rules.h>
#include <linux/lwtunnel.h>
#include <linux/mpls.h>
#include <linux/mpls_iptunnel.h>

namespace xvrrp::host {

namespace {

using core::Bytes;
using core::ByteView;
using Kind = core::RoutingOperation::Kind;

constexpr std::size_t kBoundOfEntry = 768;
constexpr std::size_t kBoundOfHop = 192;        // with the header of a tunnel
constexpr std::uint8_t kLargestByteTable = 255; // a larger table number needs an attribute

// A nested attribute. Its length is known only at its end.
std::size_t begin_nest(Bytes& out, std::uint16_t type) {
    const std::size_t start = out.size();
    append(out, rtattr{0, type});
    return start;
}

void end_nest(Bytes& out, std::size_t start) {
    const auto length = static_cast<std::uint16_t>(out.size() - start);
    std::memcpy(&out[start], &length, sizeof length); // rtattr and rtnexthop begin with it
}

template <class Value>
void append_value(Bytes& out, std::uint16_t type, const Value& value) {
    append_attribute(out, type, bytes_of(value));
}

template <class Value>
void append_if_set(Bytes& out, std::uint16_t type, const std::optional<Value>& value) {
    if (value)
        append_value(out, type, *value);
}

std::uint8_t table_byte(std::uint32_t table) {
    return table <= kLargestByteTable ? static_cast<std::uint8_t>(table) : std::uint8_t{RT_TABLE_UNSPEC};
}

void append_header(Bytes& /*out*/, std::monostate /*none*/) {}

// The attributes of IPv6 have the same numbers. The flags are in the byte order of the host, as keepalived sends them.
void append_header(Bytes& out, const core::TunnelHeader& header) {
    if (header.id)
        append_value(out, LWTUNNEL_IP_ID, htobe64(*header.id));
    if (header.destination)
        append_attribute(out, LWTUNNEL_IP_DST, header.destination->bytes());
    if (header.source)
        append_attribute(out, LWTUNNEL_IP_SRC, header.source->bytes());
    append_if_set(out, LWTUNNEL_IP_TTL, header.ttl);
    append_if_set(out, LWTUNNEL_IP_TOS, header.tos);
    append_if_set(out, LWTUNNEL_IP_FLAGS, header.flags);
}

// RFC 3032 section 2.1: the last entry of the stack has a mark.
void append_header(Bytes& out, const core::MplsLabels& stack) {
    std::vector<std::uint32_t> entries;
    for (const auto label : stack.labels)
        entries.push_back(htobe32(label << MPLS_LS_LABEL_SHIFT));
    if (!entries.empty())
        entries.back() |= htobe32(1U << MPLS_LS_S_SHIFT);
    append_attribute(
        out, MPLS_IPTUNNEL_DST,
        {reinterpret_cast<const std::uint8_t*>(entries.data()), entries.size() * sizeof entries[0]});
}

std::uint16_t type_of(const core::Encap& encap) {
    if (const auto* header = std::get_if<core::TunnelHeader>(&encap))
        return header->family == core::Family::Ipv4 ? LWTUNNEL_ENCAP_IP : LWTUNNEL_ENCAP_IP6;
    return std::holds_alternative<core::MplsLabels>(encap) ? LWTUNNEL_ENCAP_MPLS : LWTUNNEL_ENCAP_NONE;
}

void append_encap(Bytes& out, const core::Encap& encap) {
    const auto type = type_of(encap);
    if (type == LWTUNNEL_ENCAP_NONE)
        return;
    const std::size_t nest = begin_nest(out, RTA_ENCAP);
    std::visit([&](const auto& header) { append_header(out, header); }, encap);
    end_nest(out, nest);
    append_value(out, RTA_ENCAP_TYPE, type);
}

void append_gateway(Bytes& out, const core::NextHop& hop) {
    if (hop.via)
        append_attribute(out, RTA_GATEWAY, hop.via->bytes());
    if (hop.realms != 0)
        append_value(out, RTA_FLOW, hop.realms);
    append_encap(out, hop.encap);
}

unsigned flags_of(const core::NextHop& hop) {
    return hop.onlink ? RTNH_F_ONLINK : 0;
}

void append_hops(Bytes& out, const core::Route& route, const core::HopInterfaces& hops) {
    const std::size_t nest = begin_nest(out, RTA_MULTIPATH);
    for (std::size_t i = 0; i < route.hops.size(); ++i) {
        const auto& hop = route.hops[i];
        rtnexthop header{};
        header.rtnh_flags = static_cast<std::uint8_t>(flags_of(hop));
        header.rtnh_hops = static_cast<std::uint8_t>(hop.weight - 1);
        header.rtnh_ifindex = hops[i].index;
        const std::size_t start = out.size();
        append(out, header);
        append_gateway(out, hop);
        end_nest(out, start);
    }
    end_nest(out, nest);
}

void append_metrics(Bytes& out, const core::Route& route) {
    if (route.metrics.empty() && route.congestion_control.empty())
        return;
    const std::size_t nest = begin_nest(out, RTA_METRICS);
    std::uint32_t locks = route.congestion_locked ? 1U << RTAX_CC_ALGO : 0;
    for (const auto& metric : route.metrics) {
        append_value(out, metric.kind, metric.value);
        locks |= metric.locked ? 1U << metric.kind : 0;
    }
    if (!route.congestion_control.empty())
        append_text(out, RTAX_CC_ALGO, route.congestion_control);
    if (locks != 0)
        append_value(out, RTAX_LOCK, locks);
    end_nest(out, nest);
}

std::uint16_t flags_of(Kind kind, core::RoutePlace place) {
    if (kind == Kind::Remove)
        return NLM_F_REQUEST;
    constexpr std::uint16_t kAdd = NLM_F_REQUEST | NLM_F_CREATE;
    switch (place) {
    case core::RoutePlace::Before:
        return kAdd;
    case core::RoutePlace::After:
        return kAdd | NLM_F_APPEND;
    case core::RoutePlace::Alone:
        return kAdd | NLM_F_EXCL;
    }
    return kAdd;
}

void append_request(Bytes& out, std::uint32_t sequence, Kind kind, const core::Route& route,
                    const core::RoutingNumbers& numbers) {
    const auto& hops = numbers.hops;
    const std::uint32_t table = numbers.table != 0 ? numbers.table : route.table;
    nlmsghdr header{};
    header.nlmsg_type = kind == Kind::Add ? RTM_NEWROUTE : RTM_DELROUTE;
    header.nlmsg_flags = flags_of(kind, route.place);
    header.nlmsg_seq = sequence;
    rtmsg info{};
    info.rtm_family = static_cast<std::uint8_t>(native(route.family()));
    info.rtm_dst_len = route.destination.prefix_length;
    info.rtm_src_len = route.source ? route.source->prefix_length : std::uint8_t{0};
    info.rtm_tos = route.tos;
    info.rtm_table = table_byte(table);
    info.rtm_protocol = route.protocol;
    info.rtm_scope = route.scope;
    info.rtm_type = route.type;
    const bool one_hop = route.hops.size() == 1;
    info.rtm_flags = one_hop ? flags_of(route.hops.front()) : 0;

    const std::size_t start = begin_request(out, header, info);
    append_attribute(out, RTA_DST, route.destination.address.bytes());
    if (route.source)
        append_attribute(out, RTA_SRC, route.source->address.bytes());
    if (route.preferred_source)
        append_attribute(out, RTA_PREFSRC, route.preferred_source->bytes());
    if (table > kLargestByteTable)
        append_value(out, RTA_TABLE, table);
    if (one_hop) {
        append_gateway(out, route.hops.front());
        if (hops.front())
            append_value(out, RTA_OIF, hops.front().index);
    } else if (!route.hops.empty()) {
        append_hops(out, route, hops);
    }
    if (route.metric != 0)
        append_value(out, RTA_PRIORITY, route.metric);
    if (route.realms != 0)
        append_value(out, RTA_FLOW, route.realms);
    append_if_set(out, RTA_EXPIRES, route.expires);
    if (route.preference != 0)
        append_value(out, RTA_PREF, route.preference);
    if (route.ttl_propagate)
        append_value(out, RTA_TTL_PROPAGATE, static_cast<std::uint8_t>(*route.ttl_propagate));
    append_metrics(out, route);
    end_request(out, start);
}

void append_prefix(Bytes& out, std::uint16_t type, const std::optional<core::InterfaceAddress>& prefix,
                   std::uint8_t& length) {
    if (!prefix)
        return;
    append_attribute(out, type, prefix->address.bytes());
    length = prefix->prefix_length;
}

void append_ports(Bytes& out, std::uint16_t type, const std::optional<core::PortRange>& ports) {
    if (ports)
        append_value(out, type, fib_rule_port_range{ports->first, ports->last});
}

void append_request(Bytes& out, std::uint32_t sequence, Kind kind, const core::Rule& rule,
                    const core::RoutingNumbers& /*numbers*/) {
    nlmsghdr header{};
    header.nlmsg_type = kind == Kind::Add ? RTM_NEWRULE : RTM_DELRULE;
    header.nlmsg_flags =
        static_cast<std::uint16_t>(NLM_F_REQUEST | (kind == Kind::Add ? NLM_F_CREATE | NLM_F_EXCL : 0));
    header.nlmsg_seq = sequence;
    fib_rule_hdr info{};
    info.family = static_cast<std::uint8_t>(native(rule.family));
    info.tos = rule.tos;
    info.table = table_byte(rule.table);
    info.action = static_cast<std::uint8_t>(rule.action);
    info.flags = rule.negated ? FIB_RULE_INVERT : 0;

    Bytes attributes;
    append_prefix(attributes, FRA_SRC, rule.from, info.src_len);
    append_prefix(attributes, FRA_DST, rule.to, info.dst_len);
    append_value(attributes, FRA_PRIORITY, rule.priority);
    if (rule.table > kLargestByteTable)
        append_value(attributes, FRA_TABLE, rule.table);
    append_if_set(attributes, FRA_FWMARK, rule.fwmark);
    append_if_set(attributes, FRA_FWMASK, rule.fwmask);
    if (rule.realms != 0)
        append_value(attributes, FRA_FLOW, rule.realms);
    append_if_set(attributes, FRA_SUPPRESS_PREFIXLEN, rule.suppress_prefix_length);
    append_if_set(attributes, FRA_SUPPRESS_IFGROUP, rule.suppress_group);
    if (!rule.iif.empty())
        append_text(attributes, FRA_IIFNAME, rule.iif);
    if (!rule.oif.empty())
        append_text(attributes, FRA_OIFNAME, rule.oif);
    if (rule.tunnel_id != 0)
        append_value(attributes, FRA_TUN_ID, htobe64(rule.tunnel_id));
    if (rule.users)
        append_value(attributes, FRA_UID_RANGE, fib_rule_uid_range{rule.users->first, rule.users->last});
    if (rule.l3mdev)
        append_value(attributes, FRA_L3MDEV, std::uint8_t{1});
    append_if_set(attributes, FRA_PROTOCOL, rule.protocol);
    append_if_set(attributes, FRA_IP_PROTO, rule.ip_protocol);
    append_ports(attributes, FRA_SPORT_RANGE, rule.source_ports);
    append_ports(attributes, FRA_DPORT_RANGE, rule.destination_ports);
    if (rule.action == core::RuleAction::Goto)
        append_value(attributes, FRA_GOTO, rule.target);

    const std::size_t start = begin_request(out, header, info);
    out.insert(out.end(), attributes.begin(), attributes.end());
    end_request(out, start);
}

core::Family family_of(std::uint8_t native_family) {
    return native_family == AF_INET6 ? core::Family::Ipv6 : core::Family::Ipv4;
}

template <class Header>
core::InterfaceAddress read_prefix(nlmsghdr& message, int type, core::Family family, std::uint8_t length) {
    core::InterfaceAddress prefix{{family, {}}, length};
    const ByteView bytes = attribute<Header>(message, type);
    if (bytes.size() == prefix.address.bytes().size())
        prefix.address = core::IpAddress::from_bytes(bytes);
    return prefix;
}

std::optional<core::RoutingGone> read_route_gone(nlmsghdr& message) {
    const auto* info = header_of<rtmsg>(message);
    if (info == nullptr || info->rtm_protocol != core::kRouteProtocol)
        return {};
    core::RouteGone gone;
    const auto family = family_of(info->rtm_family);
    gone.destination = read_prefix<rtmsg>(message, RTA_DST, family, info->rtm_dst_len);
    gone.table = info->rtm_table;
    read_attribute<rtmsg>(message, RTA_TABLE, gone.table);
    read_attribute<rtmsg>(message, RTA_PRIORITY, gone.metric);
    gone.tos = info->rtm_tos;
    const ByteView via = attribute<rtmsg>(message, RTA_GATEWAY);
    if (via.size() == gone.destination.address.bytes().size())
        gone.via = core::IpAddress::from_bytes(via);
    return gone;
}

std::optional<core::RoutingGone> read_rule_gone(nlmsghdr& message) {
    const auto* info = header_of<fib_rule_hdr>(message);
    std::uint8_t protocol = 0;
    if (info == nullptr || !read_attribute<fib_rule_hdr>(message, FRA_PROTOCOL, protocol) ||
        protocol != core::kRouteProtocol)
        return {};
    core::Rule rule;
    rule.family = family_of(info->family);
    rule.action = static_cast<core::RuleAction>(info->action);
    rule.table = info->table;
    read_attribute<fib_rule_hdr>(message, FRA_TABLE, rule.table);
    read_attribute<fib_rule_hdr>(message, FRA_PRIORITY, rule.priority);
    if (info->src_len != 0)
        rule.from = read_prefix<fib_rule_hdr>(message, FRA_SRC, rule.family, info->src_len);
    if (info->dst_len != 0)
        rule.to = read_prefix<fib_rule_hdr>(message, FRA_DST, rule.family, info->dst_len);
    rule.iif = text(attribute<fib_rule_hdr>(message, FRA_IIFNAME));
    rule.oif = text(attribute<fib_rule_hdr>(message, FRA_OIFNAME));
    return core::RuleGone{rule};
}

} // namespace

void append_routing_request(Bytes& out, std::uint32_t sequence, const core::RoutingOperation& operation) {
    std::visit(
        [&](const auto& entry) { append_request(out, sequence, operation.kind, entry, operation.numbers); },
        operation.target);
}

std::size_t request_bound(const core::RoutingEntry& entry) {
    const auto* route = std::get_if<core::Route>(&entry);
    return kBoundOfEntry + (route ? kBoundOfHop * route->hops.size() : 0);
}

std::optional<core::RoutingGone> read_routing_gone(nlmsghdr& message) {
    if (message.nlmsg_type == RTM_DELROUTE)
        return read_route_gone(message);
    return message.nlmsg_type == RTM_DELRULE ? read_rule_gone(message) : std::nullopt;
}

} // namespace xvrrp::host
