// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/resolve.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

core::UnicastPeer resolve_peer(const PeerDraft& peer, Draft& draft) {
    core::UnicastPeer resolved{.address = peer.address};
    if (peer.min_ttl)
        resolved.min_ttl = static_cast<std::uint8_t>(peer.min_ttl->value);
    if (peer.max_ttl)
        resolved.max_ttl = static_cast<std::uint8_t>(peer.max_ttl->value);
    if (resolved.min_ttl > resolved.max_ttl)
        draft.report(warning(peer.word.where,
                             fmt::format("min_ttl {} is above max_ttl {}: no advert of {} is accepted",
                                         resolved.min_ttl, resolved.max_ttl, in_quotes(peer.word))));
    return resolved;
}

// keepalived says nothing about either.
void check_source(const Setting<core::IpAddress>& source, const core::VirtualRouterConfig& router,
                  Draft& draft) {
    const auto is_source = [&](const core::VirtualAddress& each) { return each.address == source.value; };
    const bool is_virtual = std::any_of(router.addresses.begin(), router.addresses.end(), is_source);
    if (is_virtual && router.priority != VRRP_PRIORITY_OWNER)
        draft.report(warning(
            source.where,
            fmt::format("'{}' is a virtual address: adverts from it may be refused", source.value.text()),
            "the source is an address that this router always has"));
    const bool multicast = router.unicast_peers.empty();
    if (multicast && router.family == core::Family::Ipv6 && !source.value.is_link_local())
        draft.report(note(source.where, fmt::format("'{}' is not link-local", source.value.text()),
                          "RFC 9568 section 5.1.2.1: IPv6 adverts come from a link-local address"));
}

// keepalived sends to such peers what nobody listens to.
std::string useless(const PeerDraft& peer, const core::VirtualRouterConfig& router) {
    const std::string text = in_quotes(peer.word);
    if (peer.address.is_unspecified() || peer.address.is_multicast() || peer.address.is_loopback())
        return fmt::format("{} is not an address of another host, skipping it", text);
    if (peer.address == router.source)
        return fmt::format("{} is this router's own source address, skipping it", text);
    const auto known =
        std::find_if(router.unicast_peers.begin(), router.unicast_peers.end(),
                     [&](const core::UnicastPeer& other) { return other.address == peer.address; });
    return known == router.unicast_peers.end() ? ""
                                               : fmt::format("{} is in the list already, skipping it", text);
}

void fall_back_to_multicast(const InstanceDraft& instance, Draft& draft) {
    if (instance.unicast_fault_no_peer)
        draft.report(error(instance.unicast_fault_no_peer->where,
                           fmt::format("vrrp_instance {} has no unicast_peer, and may not use multicast",
                                       in_quotes(instance.name)),
                           "add 'unicast_peer { ADDRESS }'"));
    else if (instance.unicast)
        draft.report(warning(
            *instance.unicast,
            fmt::format("vrrp_instance {} has no unicast_peer, it uses multicast", in_quotes(instance.name)),
            "add 'unicast_peer { ADDRESS }'; for multicast the source is 'mcast_src_ip ADDRESS'"));
    if (instance.unicast_ttl)
        draft.report(warning(instance.unicast_ttl->where,
                             "unicast_ttl does not work without unicast_peer, ignoring it"));
}

} // namespace

void resolve_unicast(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft) {
    if (instance.source)
        router.source = instance.source->value;
    bool has_ttl_check = false;
    for (const PeerDraft& peer : instance.peers) {
        if (const std::string reason = useless(peer, router); !reason.empty()) {
            draft.report(warning(peer.word.where, reason));
            continue;
        }
        router.unicast_peers.push_back(resolve_peer(peer, draft));
        has_ttl_check = has_ttl_check || peer.min_ttl || peer.max_ttl;
    }
    if (instance.source)
        check_source(*instance.source, router, draft);
    if (router.unicast_peers.empty())
        return fall_back_to_multicast(instance, draft);
    if (instance.unicast_ttl)
        router.unicast_ttl = static_cast<std::uint8_t>(instance.unicast_ttl->value);
    if (has_ttl_check && !router.check_unicast_src) {
        router.check_unicast_src = true;
        const Tuning& off = instance.tuning.check_unicast_src ? instance.tuning : draft.tuning;
        draft.report(note(off.check_unicast_src->where, "min_ttl and max_ttl turn check_unicast_src on"));
    }
}

} // namespace xvrrp::config
