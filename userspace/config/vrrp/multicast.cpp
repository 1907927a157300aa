// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/setting.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"
#include "config/vrrp/statements.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// RFC 4291 section 2.7: ffX2::/16.
bool leaves_the_link(const core::IpAddress& group) {
    return group.family == core::Family::Ipv6 && (group.octets[1] & 0xf) != 2;
}

std::optional<core::IpAddress> read_group(const Token& word, std::optional<core::IpAddress> group,
                                          Draft& draft) {
    if (!group || group->is_multicast())
        return group;
    draft.report(
        warning(word.where, fmt::format("{} is not a multicast address, ignoring it", in_quotes(word))));
    return std::nullopt;
}

void read_group_of(core::Family family, Optional<core::IpAddress>& setting, const Keyword& keyword,
                   const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto group = read_group(word, read_any_host(word, word.text, draft), draft);
    if (!group)
        return;
    if (group->family != family) {
        draft.report(warning(word.where, fmt::format("{} is not a group of IPv{}, ignoring it",
                                                     in_quotes(word), family == core::Family::Ipv4 ? 4 : 6)));
        return;
    }
    if (leaves_the_link(*group))
        draft.report(warning(word.where, fmt::format("{} is not link-local", in_quotes(word)),
                             "adverts stay on their link: ff02::12 or another of ffX2::/16"));
    set(setting, *group, keyword, node, draft);
}

} // namespace

bool read_vrrp_mcast_group4(const Keyword& keyword, const Node& node, Draft& draft) {
    read_group_of(core::Family::Ipv4, draft.mcast_group4, keyword, node, draft);
    return true;
}

bool read_vrrp_mcast_group6(const Keyword& keyword, const Node& node, Draft& draft) {
    read_group_of(core::Family::Ipv6, draft.mcast_group6, keyword, node, draft);
    return true;
}

bool read_mcast_dst_ip(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    const auto group = read_group(word, read_host(word, word.text, draft), draft);
    if (group && leaves_the_link(*group))
        draft.report(warning(word.where, fmt::format("{} is not link-local, ignoring it", in_quotes(word)),
                             "adverts stay on their link: an address of ffX2::/16"));
    else if (group)
        set(draft.instances.back().mcast_dst, *group, keyword, node, draft);
    return true;
}

void resolve_group(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft) {
    if (!router.unicast_peers.empty()) {
        if (instance.mcast_dst)
            draft.report(warning(instance.mcast_dst->where,
                                 "mcast_dst_ip does not work with unicast_peer, ignoring it"));
        return;
    }
    const bool ipv4 = router.family == core::Family::Ipv4;
    const auto& common = ipv4 ? draft.mcast_group4 : draft.mcast_group6;
    const auto& group = instance.mcast_dst ? instance.mcast_dst : common;
    if (group && group->value != core::vrrp_group(router.family))
        router.group = group->value;
}

} // namespace xvrrp::config
