// SPDX-License-Identifier: GPL-2.0-or-later
// A route line: what its options make of it together, the route's position among others and its tracking, and how the
// line is written back. The effective values are keepalived's.
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::NextHop;
using core::RoutePlace;
using core::VirtualRoute;

// A next hop that is the only one is the gateway of the route.
void resolve_hops(Draft& draft) {
    auto& hops = route(draft).hops;
    if (hops.empty())
        hops.push_back(draft.route.hop);
    if (hops.size() != 1)
        return;
    hops.front().weight = 1;
    const auto realms = std::exchange(hops.front().realms, 0);
    route(draft).realms = realms != 0 ? realms : route(draft).realms;
    std::erase(hops, NextHop{});
}

void resolve_destination(Draft& draft) {
    auto& prefix = route(draft).destination;
    prefix.address.family = draft.route.family.value_or(Family::Ipv4);
    const auto written = prefix;
    prefix.address = prefix.address.network(prefix.prefix_length);
    if (prefix == written || prefix.address.family == Family::Ipv6)
        return;
    draft.report(note(draft.route.destination->where,
                      fmt::format("{} is not the address of a network, the kernel refuses it",
                                  in_quotes(*draft.route.destination)),
                      prefix.text()));
    prefix = written;
}

// Numbers that the kernel takes for the same become the same.
void resolve_numbers(core::Route& route) {
    constexpr std::uint32_t kIpv6Metric = 1024;
    if (route.table == 0)
        route.table = core::kMainTable;
    if (route.family() == Family::Ipv6 && route.metric == kIpv6Metric)
        route.metric = 0;
}

void resolve_tracking(Draft& draft) {
    auto& placed = draft.route.placed;
    placed.track = !draft.route.no_track;
    placed.route.protocol =
        resolve_protocol(draft.route.protocol, placed.track, draft).value_or(core::kRouteProtocol);
    const bool has_interface = placed.route.hops.size() == 1 && !placed.route.hops.front().interface.empty();
    placed.track_group = resolve_track_group(draft.route.group, placed.track, has_interface, draft);
    if (placed.track && !has_interface)
        draft.report(warning(draft.route.destination->where,
                             fmt::format("the route to {} names no single interface, none is tracked",
                                         in_quotes(*draft.route.destination)),
                             "add 'dev INTERFACE', or no_track"));
}

bool read_route_as(const Keyword& keyword, const Node& node, Draft& draft) {
    take_word("to", draft);
    if (next_word(keyword, draft) != nullptr)
        draft.report(warning(node.keyword().where, "'as' is for MPLS, ignoring it"));
    return true;
}

bool read_route_track_group(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    if (const Token* word = next_word(keyword, draft))
        draft.route.group = Setting<std::string>{word->text, word->where};
    return true;
}

bool read_route_no_track(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    draft.route.no_track = node.keyword().where;
    return true;
}

template <RoutePlace Place>
bool read_route_place(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    route(draft).place = Place;
    return true;
}

template <RoutePlace Place>
Values show_place(const VirtualRoute& placed) {
    return when(placed.route.place == Place);
}

Values show_no_track(const VirtualRoute& placed) {
    return when(!placed.track);
}

Values show_track_group(const VirtualRoute& placed) {
    return placed.track_group.empty() ? Values{} : when(true, word(placed.track_group));
}

// clang-format off
constexpr std::array kRouteRows = std::to_array<Keyword>({
    {"prepend", Block::Routes, kNone, {}, read_route_place<RoutePlace::Before>, {}, "on", "The route is put before other routes to the same destination."},
    {"append", Block::Routes, kNone, {}, read_route_place<RoutePlace::After>, show_place<RoutePlace::After>, "off", "The route is put behind other routes to the same destination."},
    {"add", Block::Routes, kNone, {}, read_route_place<RoutePlace::Alone>, show_place<RoutePlace::Alone>, "off", "The route is added only where there is no other to the same destination."},
    {"no_track", Block::Routes, kNone, {}, read_route_no_track, show_no_track, "off", "The loss of its interface does not put the instance into FAULT, and a route that somebody removes is not put back."},
    {"track_group", Block::Routes, text("NAME"), {}, read_route_track_group, show_track_group, "none", "The loss of the interface of a static route puts the instances of this group into FAULT."},
    {"as", Block::Routes, text("[to] ADDRESS"), {}, read_route_as, {}, "", "The option is for MPLS, and is ignored."},
});
// clang-format on

} // namespace

Rows route_keeping_rows() {
    return kRouteRows;
}

std::optional<VirtualRoute> read_route(const Node& line, Draft& draft) {
    draft.route = {};
    read_line(
        line, Block::Routes, [&](const Token& word) { read_destination(word, draft); }, draft);
    if (draft.line.dropped)
        return std::nullopt;
    if (!draft.route.destination) {
        drop_line(line.words.front(), "a route needs a destination", draft);
        return std::nullopt;
    }
    resolve_hops(draft);
    resolve_destination(draft);
    resolve_numbers(route(draft));
    resolve_tracking(draft);
    return draft.route.placed;
}

std::string route_line(const VirtualRoute& placed) {
    const core::Route& route = placed.route;
    std::string line = route.type == core::kUnicastRoute ? route.destination.text() : "";
    for (const Keyword* option : keywords_in(Block::Routes)) {
        if (const auto* show = std::get_if<Show<VirtualRoute>>(&option->show))
            append_option(*option, (*show)(placed), line);
        else if (const auto* of_hop = std::get_if<Show<NextHop>>(&option->show);
                 of_hop && route.hops.size() == 1)
            append_option(*option, (*of_hop)(route.hops.front()), line);
    }
    return line;
}

} // namespace xvrrp::config
