// SPDX-License-Identifier: GPL-2.0-or-later
// The keywords of routes and rules: their blocks, and the options of their lines.
#include "config/grammar/parameters.h"
#include "config/routing/route_options.h"
#include "config/routing/routing_line.h"
#include "config/routing/rule_options.h"
#include "config/vrrp/track_group.h"

#include <array>

namespace xvrrp::config {
namespace {

using core::Family;
using core::RoutePlace;
using core::RuleAction;

constexpr Parameter kCount{"0..4294967295", 0, 4'294'967'295};
constexpr Parameter kLockedCount{"[lock] 0..4294967295", 0, 4'294'967'295};
constexpr Parameter kLockedTime = text("[lock] NUMBER | TIME");
constexpr Parameter kFlag{"0..1", 0, 1};

// clang-format off
constexpr std::array kRouting = std::to_array<Keyword>({
    {"iproute_usr_dir", Block::GlobalDefs, text("DIRECTORY"), {}, read_iproute_directory<&RoutingNames::usr_directory>, "/usr/share/iproute2", "Where rt_tables and its neighbours are."},
    {"iproute_etc_dir", Block::GlobalDefs, text("DIRECTORY"), {}, read_iproute_directory<&RoutingNames::etc_directory>, "/etc/iproute2", "The same; what is here counts before the other one."},

    {"static_routes", Block::File, kNone, Block::Routes, read_static_routes, "", "Routes that are there as long as the daemon runs, one on each line."},
    {"static_rules", Block::File, kNone, Block::Rules, read_static_rules, "", "Rules that are there as long as the daemon runs, one on each line."},
    {"track_group", Block::File, text("NAME"), Block::TrackGroup, read_track_group, "",
     "Instances that are in FAULT without the interface of what is static and names this group."},
    {"group", Block::TrackGroup, kNone, Block::TrackGroup, read_track_group_members, "", "The names of the instances."},
    {"virtual_routes", Block::VrrpInstance, kNone, Block::Routes, read_virtual_routes, "", "Routes of the master, one on each line: PREFIX and its options."},
    {"virtual_rules", Block::VrrpInstance, kNone, Block::Rules, read_virtual_rules, "", "Rules of the master, one on each line, as ip-rule(8) has them."},

    {"to", Block::Routes, text("PREFIX"), {}, read_route_to, "", "The destination, which may stand alone: a prefix, or default."},
    {"inet", Block::Routes, kNone, {}, read_route_family<Family::Ipv4>, "", "The route is for IPv4."},
    {"inet6", Block::Routes, kNone, {}, read_route_family<Family::Ipv6>, "", "The route is for IPv6."},
    {"unicast", Block::Routes, text("PREFIX"), {}, read_route_type<1>, "", "An ordinary route."},
    {"local", Block::Routes, text("PREFIX"), {}, read_route_type<2>, "", "To this host."},
    {"broadcast", Block::Routes, text("PREFIX"), {}, read_route_type<3>, "", "To all on the link."},
    {"anycast", Block::Routes, text("PREFIX"), {}, read_route_type<4>, "", "To this host among others."},
    {"multicast", Block::Routes, text("PREFIX"), {}, read_route_type<5>, "", "To a group."},
    {"blackhole", Block::Routes, text("PREFIX"), {}, read_route_type<6>, "", "Drop packets without a word."},
    {"unreachable", Block::Routes, text("PREFIX"), {}, read_route_type<7>, "", "Say that there is no way."},
    {"prohibit", Block::Routes, text("PREFIX"), {}, read_route_type<8>, "", "Say that it is forbidden."},
    {"throw", Block::Routes, text("PREFIX"), {}, read_route_type<9>, "", "Go on with the next rule."},
    {"via", Block::Routes, text("ADDRESS"), {}, read_route_via, "on the link", "The gateway."},
    {"gw", Block::Routes, text("ADDRESS"), {}, read_route_gw, "", "The old word for via."},
    {"or", Block::Routes, text("ADDRESS"), {}, read_route_or, "", "The old word for a second nexthop."},
    {"dev", Block::Routes, text("INTERFACE"), {}, read_route_dev, "the gateway's", "Where packets go out. Down, it is a FAULT."},
    {"oif", Block::Routes, text("INTERFACE"), {}, read_route_dev, "the gateway's", "The same as dev."},
    {"onlink", Block::Routes, kNone, {}, read_route_onlink, "off", "The gateway is on the link, whatever the addresses say."},
    {"nexthop", Block::Routes, text("via ADDRESS dev INTERFACE"), {}, read_route_nexthop, "", "One of several gateways; what follows is its own."},
    {"weight", Block::Routes, {"1..256", 1, 256}, {}, read_route_weight, "1", "Its share."},
    {"src", Block::Routes, text("ADDRESS"), {}, read_route_src, "the kernel's choice", "The source of packets that this host sends."},
    {"from", Block::Routes, text("PREFIX"), {}, read_route_from, "any", "IPv6: only for packets from there."},
    {"table", Block::Routes, text("NAME | NUMBER"), {}, read_route_table, "main", "The table, as a number or as rt_tables names it."},
    {"protocol", Block::Routes, text("NAME | NUMBER"), {}, read_route_protocol, "keepalived", "Beside no_track: who made it, as rt_protos names it."},
    {"scope", Block::Routes, text("NAME | NUMBER"), {}, read_route_scope, "global", "IPv4: how far the destination is."},
    {"tos", Block::Routes, text("NAME | NUMBER"), {}, read_route_tos, "any", "IPv4: only for packets of that kind, as rt_dsfield names it."},
    {"dsfield", Block::Routes, text("NAME | NUMBER"), {}, read_route_tos, "any", "The same as tos."},
    {"metric", Block::Routes, kCount, {}, read_route_metric, "0; IPv6: 1024", "The lowest one counts."},
    {"priority", Block::Routes, kCount, {}, read_route_metric, "", "The same as metric."},
    {"preference", Block::Routes, kCount, {}, read_route_metric, "", "The same as metric."},
    {"realms", Block::Routes, text("[FROM/]TO"), {}, read_route_realms, "none", "IPv4: the realms, as rt_realms names them."},
    {"expires", Block::Routes, kCount, {}, read_route_expires, "never", "IPv6: seconds until the kernel removes it, for good."},
    {"pref", Block::Routes, text("low | medium | high"), {}, read_route_pref, "medium", "IPv6: the router preference of RFC 4191."},
    {"ttl-propagate", Block::Routes, text("enabled | disabled"), {}, read_route_ttl_propagate, "the kernel's", "Of MPLS."},
    {"mtu", Block::Routes, kLockedCount, {}, read_route_number, "the interface's", "The MTU of the path; lock: whatever it turns out to be."},
    {"advmss", Block::Routes, kLockedCount, {}, read_route_number, "", "TCP: the MSS to advertise."},
    {"rtt", Block::Routes, kLockedTime, {}, read_route_number, "", "TCP: the first estimate of the round trip, at least 200ms."},
    {"rttvar", Block::Routes, kLockedTime, {}, read_route_number, "", "TCP: its variance, at least 200ms."},
    {"rto_min", Block::Routes, kLockedTime, {}, read_route_number, "", "TCP: the least retransmission timeout, at least 200ms."},
    {"reordering", Block::Routes, kLockedCount, {}, read_route_number, "", "TCP: how much reordering to expect."},
    {"window", Block::Routes, kCount, {}, read_route_number, "", "TCP: the largest window to advertise."},
    {"cwnd", Block::Routes, kLockedCount, {}, read_route_number, "", "TCP: the most of the congestion window."},
    {"ssthresh", Block::Routes, kLockedCount, {}, read_route_number, "", "TCP: the first slow start threshold."},
    {"initcwnd", Block::Routes, kCount, {}, read_route_number, "", "TCP: the first congestion window."},
    {"initrwnd", Block::Routes, kCount, {}, read_route_number, "", "TCP: the first receive window."},
    {"hoplimit", Block::Routes, {"0..255", 0, 255}, {}, read_route_number, "", "The TTL or hop limit of packets."},
    {"quickack", Block::Routes, kFlag, {}, read_route_number, "", "TCP: acknowledge at once."},
    {"fastopen_no_cookie", Block::Routes, kFlag, {}, read_route_number, "", "TCP: Fast Open without a cookie."},
    {"features", Block::Routes, text("ecn"), {}, read_route_features, "", "TCP: explicit congestion notification."},
    {"congctl", Block::Routes, text("[lock] NAME"), {}, read_route_congctl, "", "TCP: the congestion control."},
    {"prepend", Block::Routes, kNone, {}, read_route_place<RoutePlace::Before>, "on", "Before other routes to the same destination."},
    {"append", Block::Routes, kNone, {}, read_route_place<RoutePlace::After>, "off", "Behind them."},
    {"add", Block::Routes, kNone, {}, read_route_place<RoutePlace::Alone>, "off", "Only where there is none."},
    {"no_track", Block::Routes, kNone, {}, read_route_no_track, "off", "Its interface is no FAULT, and it is not put back."},
    {"track_group", Block::Routes, text("NAME"), {}, read_route_track_group, "none", "Of a static route: whose FAULT its interface is."},
    {"as", Block::Routes, text("[to] ADDRESS"), {}, read_route_as, "", "Of MPLS only, which is ignored."},

    {"from", Block::Rules, text("PREFIX"), {}, read_rule_from, "all", "The source of a packet."},
    {"to", Block::Rules, text("PREFIX"), {}, read_rule_to, "all", "Its destination."},
    {"inet", Block::Rules, kNone, {}, read_rule_family<Family::Ipv4>, "", "The rule is for IPv4."},
    {"inet6", Block::Rules, kNone, {}, read_rule_family<Family::Ipv6>, "", "The rule is for IPv6."},
    {"not", Block::Rules, kNone, {}, read_rule_not, "off", "It is for all other packets."},
    {"table", Block::Rules, text("NAME | NUMBER"), {}, read_rule_table, "", "Look into that table."},
    {"lookup", Block::Rules, text("NAME | NUMBER"), {}, read_rule_table, "", "The same as table."},
    {"priority", Block::Rules, kCount, {}, read_rule_priority, "16384 and below, as they stand", "Rules are tried from the lowest one on. Say it."},
    {"preference", Block::Rules, kCount, {}, read_rule_priority, "", "The same as priority."},
    {"order", Block::Rules, kCount, {}, read_rule_priority, "", "The same as priority."},
    {"iif", Block::Rules, text("INTERFACE"), {}, read_rule_iif, "any", "Where it came in. Down, it is a FAULT."},
    {"dev", Block::Rules, text("INTERFACE"), {}, read_rule_iif, "any", "The same as iif."},
    {"oif", Block::Rules, text("INTERFACE"), {}, read_rule_oif, "any", "What a local socket is bound to."},
    {"tos", Block::Rules, text("NAME | NUMBER"), {}, read_rule_tos, "any", "Its TOS, as rt_dsfield names it."},
    {"dsfield", Block::Rules, text("NAME | NUMBER"), {}, read_rule_tos, "any", "The same as tos."},
    {"fwmark", Block::Rules, text("MARK[/MASK]"), {}, read_rule_fwmark, "any", "Its mark."},
    {"tunnel-id", Block::Rules, text("NUMBER"), {}, read_rule_tunnel_id, "any", "The id of its tunnel."},
    {"uidrange", Block::Rules, text("FIRST-LAST"), {}, read_rule_uidrange, "any", "The user whose socket it is of."},
    {"ipproto", Block::Rules, text("NAME | NUMBER"), {}, read_rule_ipproto, "any", "Its protocol."},
    {"sport", Block::Rules, text("FIRST-LAST"), {}, read_rule_sport, "any", "Its source port."},
    {"dport", Block::Rules, text("FIRST-LAST"), {}, read_rule_dport, "any", "Its destination port."},
    {"realms", Block::Rules, text("[FROM/]TO"), {}, read_rule_realms, "none", "IPv4: the realms to select."},
    {"suppress_prefixlength", Block::Rules, {"0..2147483647", 0, 2'147'483'647}, {}, read_rule_suppress_prefixlength, "none", "Take no route of such a length or a shorter one."},
    {"sup_pl", Block::Rules, {"0..2147483647", 0, 2'147'483'647}, {}, read_rule_suppress_prefixlength, "none", "The same as suppress_prefixlength."},
    {"suppress_ifgroup", Block::Rules, text("NAME | NUMBER"), {}, read_rule_suppress_ifgroup, "none", "Take no route over interfaces of this group."},
    {"sup_group", Block::Rules, text("NAME | NUMBER"), {}, read_rule_suppress_ifgroup, "none", "The same as suppress_ifgroup."},
    {"l3mdev", Block::Rules, kNone, {}, read_rule_l3mdev, "", "Look into the table of the VRF."},
    {"protocol", Block::Rules, {"0..255", 0, 255}, {}, read_rule_protocol, "18; none beside no_track", "Beside no_track: who made it."},
    {"type", Block::Rules, text("nop | blackhole | unreachable | prohibit"), {}, read_rule_type, "", "May stand before these."},
    {"goto", Block::Rules, kCount, {}, read_rule_goto, "", "Go on with the rule of that priority."},
    {"nop", Block::Rules, kNone, {}, read_rule_action<RuleAction::Nop>, "", "Do nothing."},
    {"blackhole", Block::Rules, kNone, {}, read_rule_action<RuleAction::Blackhole>, "", "Drop it without a word."},
    {"unreachable", Block::Rules, kNone, {}, read_rule_action<RuleAction::Unreachable>, "", "Say that there is no way."},
    {"prohibit", Block::Rules, kNone, {}, read_rule_action<RuleAction::Prohibit>, "", "Say that it is forbidden."},
    {"no_track", Block::Rules, kNone, {}, read_rule_no_track, "off", "Its interface is no FAULT, and it is not put back."},
    {"track_group", Block::Rules, text("NAME"), {}, read_rule_track_group, "none", "Of a static rule: whose FAULT its iif is."},
});
// clang-format on

} // namespace

std::span<const Keyword> keywords_of_routing() {
    return kRouting;
}

} // namespace xvrrp::config
