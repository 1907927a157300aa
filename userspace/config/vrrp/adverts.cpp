// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses of adverts: the source that they are sent from, and the multicast group that they go to.
#include "config/grammar/setting.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Family;
using Router = core::VirtualRouterConfig;

bool read_source(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto address = read_host(word, word.text, draft);
    if (address && (address->is_unspecified() || address->is_multicast()))
        draft.report(
            warning(word.where, fmt::format("{} is not an address of a host, ignoring it", in_quotes(word))));
    else if (address)
        set(current(draft).source, *address, keyword, node, draft);
    return true;
}

bool read_unicast_source(const Keyword& keyword, const Node& node, Draft& draft) {
    mark_unicast(node, draft);
    return read_source(keyword, node, draft);
}

template <bool Unicast>
Values show_source(const Router& router) {
    const bool is_this = router.source && Unicast == !router.unicast_peers.empty();
    return is_this ? when(true, router.source->text()) : Values{};
}

// RFC 4291 section 2.7: ffX2::/16.
bool leaves_the_link(const core::IpAddress& group) {
    return group.family == Family::Ipv6 && (group.octets[1] & 0xf) != 2;
}

std::optional<core::IpAddress> read_group(const Token& word, std::optional<core::IpAddress> group,
                                          Draft& draft) {
    if (!group || group->is_multicast())
        return group;
    draft.report(
        warning(word.where, fmt::format("{} is not a multicast address, ignoring it", in_quotes(word))));
    return std::nullopt;
}

template <Family Wanted, auto Member>
bool read_common_group(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto group = read_group(word, read_any_host(word, word.text, draft), draft);
    if (!group)
        return true;
    if (group->family != Wanted) {
        draft.report(warning(word.where, fmt::format("{} is not a group of IPv{}, ignoring it",
                                                     in_quotes(word), static_cast<int>(Wanted))));
        return true;
    }
    if (leaves_the_link(*group))
        draft.report(warning(word.where, fmt::format("{} is not link-local", in_quotes(word)),
                             "adverts stay on their link: ff02::12 or another of ffX2::/16"));
    set(draft.*Member, *group, keyword, node, draft);
    return true;
}

bool read_mcast_dst_ip(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto group = read_group(word, read_host(word, word.text, draft), draft);
    if (group && leaves_the_link(*group))
        draft.report(warning(word.where, fmt::format("{} is not link-local, ignoring it", in_quotes(word)),
                             "adverts stay on their link: an address of ffX2::/16"));
    else if (group)
        set(current(draft).mcast_dst, *group, keyword, node, draft);
    return true;
}

Values show_mcast_dst_ip(const Router& router) {
    return router.group ? when(true, router.group->text()) : Values{};
}

// clang-format off
constexpr std::array kAdvertsRows = std::to_array<Keyword>({
    {"vrrp_mcast_group4", Block::GlobalDefs, text("ADDRESS"), {}, read_common_group<Family::Ipv4, &Draft::mcast_group4>, {}, "224.0.0.18",
     "Adverts over IPv4 are sent to this group and are heard at it. It is the same on every router."},
    {"vrrp_mcast_group6", Block::GlobalDefs, text("ADDRESS"), {}, read_common_group<Family::Ipv6, &Draft::mcast_group6>, {}, "ff02::12",
     "Adverts over IPv6 are sent to this link-local group and are heard at it. It is the same on every router."},

    {"mcast_src_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_source, show_source<false>, "the first of the interface",
     "Adverts are sent from this address. This router always has it, and with IPv6 it is link-local."},
    {"unicast_src_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_unicast_source, show_source<true>, "the first of the interface",
     "Adverts to the addresses of unicast_peer are sent from this address, which this router always has."},
    {"mcast_dst_ip", Block::VrrpInstance, text("ADDRESS"), {}, read_mcast_dst_ip, show_mcast_dst_ip, "vrrp_mcast_group4, vrrp_mcast_group6",
     "Adverts of this instance are sent to this group and are heard at it. With IPv6 it is link-local. It is the same on every router."},
});
// clang-format on

} // namespace

Rows advert_rows() {
    return kAdvertsRows;
}

void resolve_group(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (!router.unicast_peers.empty()) {
        if (instance.mcast_dst)
            draft.report(warning(instance.mcast_dst->where,
                                 "mcast_dst_ip does not work with unicast_peer, ignoring it"));
        return;
    }
    const bool ipv4 = router.family == Family::Ipv4;
    const auto& common = ipv4 ? draft.mcast_group4 : draft.mcast_group6;
    const auto& group = instance.mcast_dst ? instance.mcast_dst : common;
    if (group && group->value != core::vrrp_group(router.family))
        router.group = group->value;
}

} // namespace xvrrp::config
