// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/route_options.h"

#include "config/routing/route_metrics.h"
#include "config/routing/routing_line.h"
#include "config/vrrp/track_group.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::NextHop;

constexpr std::int64_t kAny = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostHops = 256;
constexpr std::uint8_t kFeatures = 12; // RTAX_FEATURES
constexpr std::uint32_t kEcn = 1;

core::Route& route(Draft& draft) {
    return draft.route.placed.route;
}

NextHop& hop(Draft& draft) {
    return draft.route.has_hop ? route(draft).hops.back() : draft.route.hop;
}

bool takes_route_family(Family family, const Token& word, Draft& draft) {
    return takes_family(draft.route.family, family, word, draft);
}

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

void add_hop(NextHop added, const Token& word, Draft& draft) {
    auto& hops = route(draft).hops;
    if (hops.size() == kMostHops)
        return drop_line(word, fmt::format("there are more than {} next hops", kMostHops), draft);
    hops.push_back(std::move(added));
    draft.route.has_hop = true;
}

// An address, its family before it if somebody likes.
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

void set_metric(const core::RouteMetric& metric, Draft& draft) {
    auto& all = route(draft).metrics;
    std::erase_if(all, [&](const auto& each) { return each.kind == metric.kind; });
    if (metric.value != 0 || metric.locked) // 0 is as if it were not there
        all.insert(std::ranges::lower_bound(all, metric.kind, {}, &core::RouteMetric::kind), metric);
}

void clear_host_bits(core::InterfaceAddress& prefix) {
    for (unsigned bit = prefix.prefix_length; bit < 8 * prefix.address.bytes().size(); ++bit) {
        auto& octet = prefix.address.octets[bit / 8];
        octet = static_cast<std::uint8_t>(octet & ~(0x80U >> bit % 8));
    }
}

// One of several gateways that is alone is as if it were written without the word.
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
    clear_host_bits(prefix);
    if (prefix == written || prefix.address.family == Family::Ipv6)
        return;
    draft.report(note(draft.route.destination->where,
                      fmt::format("{} is not the address of a network, the kernel refuses it",
                                  in_quotes(*draft.route.destination)),
                      prefix.text()));
    prefix = written;
}

// What the kernel takes for the same is the same.
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
    placed.track_group = resolve_group(draft.route.group, placed.track, has_interface, draft);
    if (placed.track && !has_interface)
        draft.report(warning(draft.route.destination->where,
                             fmt::format("the route to {} names no single interface, none is tracked",
                                         in_quotes(*draft.route.destination)),
                             "add 'dev INTERFACE', or no_track"));
}

} // namespace

std::optional<core::VirtualRoute> read_route(const Node& line, Draft& draft) {
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
    auto prefix = read_prefix(*word, draft);
    if (!prefix || prefix->address.family != Family::Ipv6) {
        drop_line(*word,
                  fmt::format("{} is no IPv6 prefix, and only IPv6 has routes by source", in_quotes(*word)),
                  draft);
    } else if (takes_route_family(Family::Ipv6, *word, draft)) {
        clear_host_bits(*prefix);
        route(draft).source = *prefix;
    }
    return true;
}

bool read_route_table(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).table = next_named(keyword, NameFile::Tables, draft).value_or(0);
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
    route(draft).metric = next_number(keyword, kAny, draft).value_or(0);
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
        route(draft).expires = next_number(keyword, kAny, draft);
    return true;
}

bool read_route_pref(const Keyword& keyword, const Node& node, Draft& draft) {
    constexpr std::uint8_t kHigh = 1; // RFC 4191 section 2.1, as rtnetlink has it
    constexpr std::uint8_t kLow = 3;
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

bool read_route_number(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const auto metric = std::ranges::find(metric_names(), keyword.name, &MetricName::name);
    const bool locked = metric->lockable && take_word("lock", draft);
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return true;
    const auto value = parse_metric(*metric, word->text);
    if (!value)
        drop_line(*word, fmt::format("{} {} is no value of it", keyword.name, in_quotes(*word)), draft,
                  std::string(keyword.parameter.syntax));
    else
        set_metric({metric->kind, value->value, locked}, draft);
    if (value && value->rounded)
        draft.report(warning(word->where, fmt::format("{} {} has too many decimal places, rounding it",
                                                      keyword.name, in_quotes(*word))));
    return true;
}

bool read_route_features(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word != nullptr && word->text == "ecn")
        set_metric({kFeatures, kEcn, false}, draft);
    else if (word != nullptr)
        draft.report(
            warning(word->where, fmt::format("unknown feature {}, ignoring it", in_quotes(*word)), "ecn"));
    return true;
}

bool read_route_congctl(const Keyword& keyword, const Node& /*node*/, Draft& draft) {
    route(draft).congestion_locked = take_word("lock", draft);
    if (const Token* word = next_word(keyword, draft))
        route(draft).congestion_control = word->text.substr(0, 15); // TCP_CA_NAME_MAX, less its end
    return true;
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

} // namespace xvrrp::config
