// SPDX-License-Identifier: GPL-2.0-or-later
// A route line: its options, and what they make of it together. keepalived's effective values.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

#include <optional>
#include <string>

namespace xvrrp::config {

// Nothing, and a warning, where the line is skipped.
std::optional<core::VirtualRoute> read_route(const Node& line, Draft& draft);

bool read_route_to(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_via(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_gw(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_or(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_nexthop(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_dev(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_weight(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_onlink(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_src(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_from(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_table(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_protocol(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_scope(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_tos(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_metric(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_realms(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_expires(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_pref(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_ttl_propagate(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_number(const Keyword& keyword, const Node& node, Draft& draft); // mtu and the like
bool read_route_features(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_congctl(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_as(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_track_group(const Keyword& keyword, const Node& node, Draft& draft);
bool read_route_no_track(const Keyword& keyword, const Node& node, Draft& draft);

template <core::Family Wanted>
bool read_route_family(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.route.family = Wanted;
    return true;
}

template <std::uint8_t Type>
bool read_route_type(const Keyword& keyword, const Node& node, Draft& draft) {
    draft.route.placed.route.type = Type;
    return read_route_to(keyword, node, draft);
}

template <core::RoutePlace Place>
bool read_route_place(const Keyword& /*keyword*/, const Node& /*node*/, Draft& draft) {
    draft.route.placed.route.place = Place;
    return true;
}

} // namespace xvrrp::config
