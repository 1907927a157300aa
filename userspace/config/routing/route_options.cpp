// SPDX-License-Identifier: GPL-2.0-or-later
// The options of a route line that say where packets go, and which packets. The effective values are keepalived's.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"
#include "config/vrrp/address_options.h"

#include <array>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::NextHop;
using core::VirtualRoute;

constexpr std::int64_t kAnyNumber = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostHops = 256;

// RFC 4191 section 2.1, as rtnetlink has it.
constexpr std::uint8_t kHigh = 1;
constexpr std::uint8_t kLow = 3;

bool takes_route_family(Family family, const Token& word, Draft& draft) {
    return takes_family(draft.route.family, family, word, draft);
}

void add_hop(NextHop added, const Token& word, Draft& draft) {
    auto& hops = route(draft).hops;
    if (hops.size() == kMostHops)
        return drop_line(word, fmt::format("there are more than {} next hops", kMostHops), draft);
    hops.push_back(std::move(added));
    draft.route.has_hop = true;
}

// An address. Its family may stand before it.
std::optional<core::IpAddress> next_address(const Keyword& keyword, Draft& draft) {
    const bool v6 = take_word("inet6", draft);
    const bool v4 = !v6 && take_word("inet", draft);
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return std::nullopt;
    const auto address = core::IpAddress::from_text(word->text);
    if (!address || (v6 && address->family != Family::Ipv6) || (v4 && address->family != Family::Ipv4)) {
        drop_line(*word, fmt::format("{} is no address of a {}", in_quotes(*word), keyword.name), draft);
        return std::nullopt;
    }
    return takes_route_family(address->family, *word, draft) ? address : std::nullopt;
}

bool read_route_to(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        read_destination(*word, draft);
    return true;
}

bool read_route_via(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const auto address = next_address(keyword, draft))
        hop(draft).via = *address;
    return true;
}

bool read_route_gw(const Keyword& keyword, const Node& node, Draft& draft) {
    draft.report(warning(node.keyword().where, "'gw' is deprecated", "write 'via'"));
    return read_route_via(keyword, node, draft);
}

bool read_route_or(const Keyword& keyword, const Node& node, Draft& draft) {
    draft.report(warning(node.keyword().where, "'or' is deprecated", "write 'nexthop via ADDRESS' for each"));
    const auto address = next_address(keyword, draft);
    if (!address)
        return true;
    if (!draft.route.has_hop)
        add_hop(draft.route.hop, node.keyword(), draft);
    NextHop other;
    other.via = *address;
    add_hop(other, node.keyword(), draft);
    return true;
}

bool read_route_nexthop(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    if (draft.route.hop != NextHop{})
        drop_line(node.keyword(), "a route has one gateway, or several next hops", draft);
    else
        add_hop({}, node.keyword(), draft);
    return true;
}

bool read_route_dev(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        hop(draft).interface = word->text;
    return true;
}

bool read_route_weight(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto weight = next_number(keyword, keyword.parameter.most, draft);
    if (weight && (*weight == 0 || !draft.route.has_hop))
        drop_line(node.keyword(), "a weight is of one of several next hops, and not 0", draft);
    else if (weight)
        hop(draft).weight = static_cast<std::uint16_t>(*weight);
    return true;
}

bool read_route_onlink(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    hop(draft).onlink = true;
    return true;
}

bool read_route_src(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const auto address = next_address(keyword, draft))
        route(draft).preferred_source = *address;
    return true;
}

bool read_route_from(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto prefix = read_prefix(*word, draft);
    if (!prefix || prefix->address.family != Family::Ipv6) {
        drop_line(*word,
                  fmt::format("{} is no IPv6 prefix, and only IPv6 has routes by source", in_quotes(*word)),
                  draft);
    } else if (takes_route_family(Family::Ipv6, *word, draft)) {
        route(draft).source = {prefix->address.network(prefix->prefix_length), prefix->prefix_length};
    }
    return true;
}

bool read_route_table(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).table = next_named(keyword, NameFile::Tables, draft).value_or(0);
    route(draft).vrf.clear();
    return true;
}

bool read_route_vrf(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        route(draft).vrf = word->text;
    route(draft).table = core::kMainTable;
    return true;
}

bool read_route_protocol(const Keyword& keyword, const Node& node, Draft& draft) {
    if (const auto number = next_named(keyword, NameFile::Protocols, draft))
        draft.route.protocol =
            Setting<std::uint8_t>{static_cast<std::uint8_t>(*number), node.keyword().where};
    return true;
}

bool read_route_scope(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).scope = static_cast<std::uint8_t>(next_named(keyword, NameFile::Scopes, draft).value_or(0));
    return true;
}

bool read_route_tos(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).tos = static_cast<std::uint8_t>(next_named(keyword, NameFile::Dsfields, draft).value_or(0));
    return true;
}

bool read_route_metric(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).metric = next_number(keyword, kAnyNumber, draft).value_or(0);
    return true;
}

bool read_route_realms(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto realms = next_realms(keyword, draft);
    if (realms && takes_route_family(Family::Ipv4, node.keyword(), draft))
        (draft.route.has_hop ? hop(draft).realms : route(draft).realms) = *realms;
    return true;
}

bool read_route_expires(const Keyword& keyword, const Node& node, Draft& draft) {
    if (takes_route_family(Family::Ipv6, node.keyword(), draft))
        route(draft).expires = next_number(keyword, kAnyNumber, draft);
    return true;
}

bool read_route_pref(const Keyword& keyword, const Node& node, Draft& draft) {
    if (!takes_route_family(Family::Ipv6, node.keyword(), draft))
        return true;
    if (take_word("high", draft))
        route(draft).preference = kHigh;
    else if (take_word("low", draft))
        route(draft).preference = kLow;
    else if (!take_word("medium", draft))
        route(draft).preference =
            static_cast<std::uint8_t>(next_number(keyword, keyword.parameter.most, draft).value_or(0));
    return true;
}

bool read_route_ttl_propagate(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    if (word->text == "enabled" || word->text == "disabled")
        route(draft).ttl_propagate = word->text == "enabled";
    else
        draft.report(warning(word->where,
                             fmt::format("ttl-propagate {} is unknown, ignoring it", in_quotes(*word)),
                             "enabled or disabled"));
    return true;
}

template <Family Wanted>
bool read_route_family(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.route.family = Wanted;
    return true;
}

template <std::uint8_t Type>
bool read_route_type(const Keyword& keyword, const Node& node, Draft& draft) {
    route(draft).type = Type;
    return read_route_to(keyword, node, draft);
}

Values show_name(const std::string& name) {
    return name.empty() ? Values{} : when(true, word(name));
}

template <auto Member>
Values show_number(const VirtualRoute& placed) {
    const auto number = placed.route.*Member;
    return number == core::Route().*Member ? Values{} : when(true, as_text(number));
}

template <std::uint8_t Type>
Values show_type(const VirtualRoute& placed) {
    return placed.route.type == Type ? when(true, placed.route.destination.text()) : Values{};
}

Values show_from(const VirtualRoute& placed) {
    return placed.route.source ? when(true, placed.route.source->text()) : Values{};
}

Values show_src(const VirtualRoute& placed) {
    const auto& source = placed.route.preferred_source;
    return source ? when(true, source->text()) : Values{};
}

Values show_vrf(const VirtualRoute& placed) {
    return show_name(placed.route.vrf);
}

Values show_via(const NextHop& hop) {
    return hop.via ? when(true, hop.via->text()) : Values{};
}

Values show_dev(const NextHop& hop) {
    return show_name(hop.interface);
}

Values show_weight(const NextHop& hop) {
    return when(hop.weight != NextHop().weight, as_text(hop.weight));
}

Values show_onlink(const NextHop& hop) {
    return when(hop.onlink);
}

Values show_scope(const VirtualRoute& placed) {
    return when(placed.route.scope != 0, scope_text(placed.route.scope));
}

Values show_realms(const VirtualRoute& placed) {
    return when(placed.route.realms != 0, realms_text(placed.route.realms));
}

Values show_expires(const VirtualRoute& placed) {
    const auto& expires = placed.route.expires;
    return expires ? when(true, as_text(*expires)) : Values{};
}

Values show_pref(const VirtualRoute& placed) {
    const std::uint8_t preference = placed.route.preference;
    if (preference == 0)
        return {};
    return when(true, preference == kHigh ? "high" : preference == kLow ? "low" : as_text(preference));
}

Values show_ttl_propagate(const VirtualRoute& placed) {
    const auto& propagates = placed.route.ttl_propagate;
    return when(propagates.has_value(), propagates == true ? "enabled" : "disabled");
}

// The type of a route has its number in rtnetlink.
template <std::uint8_t Type>
constexpr Keyword route_type(std::string_view name, std::string_view help) {
    return {name, Block::Routes, text("PREFIX"), {}, read_route_type<Type>, show_type<Type>, "", help};
}

constexpr Parameter kRouteNumber{"0..4294967295", 0, 4'294'967'295};

// clang-format off
constexpr Keyword kRealms{"realms", Block::Routes, text("[FROM/]TO"), {}, read_route_realms, show_realms, "none",
    "IPv4: the route has these realms, as numbers or as rt_realms names them."};

constexpr std::array kRouteOptionsRows = std::to_array<Keyword>({
    {"to", Block::Routes, text("PREFIX"), {}, read_route_to, {}, "",
     "The route leads to this destination, a prefix or default. The prefix may stand without the word."},
    {"inet", Block::Routes, kNone, {}, read_route_family<Family::Ipv4>, {}, "", "The route is for IPv4."},
    {"inet6", Block::Routes, kNone, {}, read_route_family<Family::Ipv6>, {}, "", "The route is for IPv6."},
    {"unicast", Block::Routes, text("PREFIX"), {}, read_route_type<core::kUnicastRoute>, {}, "", "The route is an ordinary one."},
    route_type<2>("local", "Packets are delivered to this host."),
    route_type<3>("broadcast", "Packets are sent to all hosts on the link."),
    route_type<4>("anycast", "Packets are delivered to this host, which is one of several."),
    route_type<5>("multicast", "Packets are sent to a group."),
    route_type<6>("blackhole", "Packets are dropped without a word."),
    route_type<7>("unreachable", "Packets are answered with: the host is unreachable."),
    route_type<8>("prohibit", "Packets are answered with: communication is prohibited."),
    route_type<9>("throw", "The kernel goes on with the next rule."),
    {"from", Block::Routes, text("PREFIX"), {}, read_route_from, show_from, "any", "IPv6: the route is for packets from this prefix only."},
    {"src", Block::Routes, text("ADDRESS"), {}, read_route_src, show_src, "the kernel's choice", "Packets that this host sends have this source."},
    {"via", Block::Routes, text("ADDRESS"), {}, read_route_via, show_via, "on the link", "Packets go through this gateway."},
    {"gw", Block::Routes, text("ADDRESS"), {}, read_route_gw, {}, "", "This is the old word for via."},
    {"or", Block::Routes, text("ADDRESS"), {}, read_route_or, {}, "", "This is the old word for a second nexthop."},
    {"dev", Block::Routes, text("INTERFACE"), {}, read_route_dev, show_dev, "the gateway's", "Packets leave through this interface. The instance is in FAULT while the interface is down."},
    {"oif", Block::Routes, text("INTERFACE"), {}, read_route_dev, {}, "the gateway's", "This means the same as dev."},
    {"weight", Block::Routes, {"1..256", 1, 256}, {}, read_route_weight, show_weight, "1", "The next hop has this share of the packets."},
    {"onlink", Block::Routes, kNone, {}, read_route_onlink, show_onlink, "off", "The gateway is on the link, whatever the addresses say."},
    {"table", Block::Routes, text("NAME | NUMBER"), {}, read_route_table, show_number<&core::Route::table>, "main", "The route is in this table, which is a number or a name of rt_tables."},
    {"vrf", Block::Routes, text("INTERFACE"), {}, read_route_vrf, show_vrf, "none", "The route is in the table of this VRF."},
    {"protocol", Block::Routes, text("NAME | NUMBER"), {}, read_route_protocol, show_number<&core::Route::protocol>, "keepalived", "Beside no_track, the route bears this mark of its maker, which is a number or a name of rt_protos."},
    {"scope", Block::Routes, text("NAME | NUMBER"), {}, read_route_scope, show_scope, "global", "IPv4: the destination is within this scope."},
    {"tos", Block::Routes, text("NAME | NUMBER"), {}, read_route_tos, show_number<&core::Route::tos>, "any", "IPv4: the route is for packets with this TOS only, which is a number or a name of rt_dsfield."},
    {"dsfield", Block::Routes, text("NAME | NUMBER"), {}, read_route_tos, {}, "any", "This means the same as tos."},
    {"metric", Block::Routes, kRouteNumber, {}, read_route_metric, show_number<&core::Route::metric>, "0; IPv6: 1024", "The route with the lowest metric counts."},
    {"priority", Block::Routes, kRouteNumber, {}, read_route_metric, {}, "", "This means the same as metric."},
    {"preference", Block::Routes, kRouteNumber, {}, read_route_metric, {}, "", "This means the same as metric."},
    kRealms,
    {"expires", Block::Routes, kRouteNumber, {}, read_route_expires, show_expires, "never", "IPv6: the kernel removes the route for good after this many seconds."},
    {"pref", Block::Routes, text("low | medium | high"), {}, read_route_pref, show_pref, "medium", "IPv6: the route has this router preference of RFC 4191."},
    {"ttl-propagate", Block::Routes, text("enabled | disabled"), {}, read_route_ttl_propagate, show_ttl_propagate, "the kernel's", "MPLS: the TTL of the packet is copied, or is not."},
});

// Several next hops stand at the end of the line, because what follows each of them is its own.
Values show_nexthop(const VirtualRoute& placed) {
    Values hops;
    if (placed.route.hops.size() < 2)
        return hops;
    for (const NextHop& hop : placed.route.hops) {
        std::string line;
        append_options(Block::Routes, hop, line);
        if (hop.realms != 0)
            append_option(kRealms, when(true, realms_text(hop.realms)), line);
        hops.push_back({std::move(line), {}, {}});
    }
    return hops;
}

constexpr std::array kNexthop = std::to_array<Keyword>({
    {"nexthop", Block::Routes, text("via ADDRESS dev INTERFACE"), {}, read_route_nexthop, show_nexthop, "", "The route has several gateways. The options that follow belong to this one."},
});
// clang-format on

} // namespace

void read_destination(const Token& word, Draft& draft) {
    const auto prefix = read_prefix(word, draft);
    if (!prefix && !is_default(word.text))
        return drop_line(word, fmt::format("{} is neither a destination nor an option", in_quotes(word)),
                         draft);
    if (prefix && !takes_route_family(prefix->address.family, word, draft))
        return;
    draft.route.destination = word;
    route(draft).destination = prefix.value_or(core::InterfaceAddress{{}, 0});
}

Rows route_rows() {
    return kRouteOptionsRows;
}

Rows nexthop_rows() {
    return kNexthop;
}

} // namespace xvrrp::config
