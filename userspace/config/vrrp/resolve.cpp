// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Version;
using core::VirtualRouterConfig;

// An advert of 1500 bytes has this room behind an IPv6 header and a VRRP header. An address takes 16 bytes of it.
constexpr int kRoomForIpv6 = 1500 - 40 - 8;

void check_required(const InstanceDraft& instance, const VirtualRouterConfig& router, Draft& draft) {
    const Span where = instance.name.where;
    const std::string name = "vrrp_instance " + in_quotes(instance.name);
    if (!instance.interface)
        draft.report(error(where, fmt::format("{} has no interface", name),
                           instance.peers.empty()
                               ? "add 'interface NAME'"
                               : "add 'interface NAME': unicast needs it too, as in keepalived 2.2.7"));
    if (!instance.vrid)
        draft.report(
            error(where, fmt::format("{} has no virtual_router_id", name), "add 'virtual_router_id 1..255'"));
    const int trailer = router.hmac ? static_cast<int>(VRRP_HMAC_TRAILER_SIZE) : 0;
    const int most = router.family == core::Family::Ipv6 ? (kRoomForIpv6 - trailer) / 16
                                                         : static_cast<int>(VRRP_MAX_ADDRESSES);
    if (router.addresses.size() > static_cast<std::size_t>(most))
        draft.report(error(where, fmt::format("{} has more than {} addresses", name, most),
                           "spread them over several instances"));
    if (!router.addresses.empty())
        return;
    const bool strict = is_strict(instance, draft);
    if (router.version == Version::V3 || strict)
        draft.report(error(where, fmt::format("{} has no virtual_ipaddress, {} needs one", name,
                                              strict ? "strict mode" : "version 3")));
    else
        draft.report(warning(where, fmt::format("{} has no virtual_ipaddress, it protects nothing", name)));
}

VirtualRouterConfig resolve_instance(const InstanceDraft& instance, Draft& draft) {
    VirtualRouterConfig router;
    router.name = instance.name.text;
    router.interface = instance.interface ? instance.interface->value : "";
    router.vrid = instance.vrid ? instance.vrid->value : std::uint8_t{0};
    router.family = instance.family.value_or(core::Family::Ipv4);
    router.version = resolve_version(instance, draft);
    if (instance.state)
        router.initial_state = instance.state->value;
    resolve_priority(instance, router, draft);
    resolve_interval(instance, router, draft);
    resolve_preemption(instance, router, draft);
    resolve_authentication(instance, router, draft);
    resolve_hmac(instance, router, draft);
    resolve_election(instance, router, draft);
    resolve_garp(instance, router, draft);
    resolve_acceptance(instance, router);
    resolve_vmac(instance, router, draft);
    router.addresses = instance.addresses;
    router.excluded = instance.excluded;
    router.routes = instance.routes;
    router.rules = instance.rules;
    resolve_unicast(instance, router, draft);
    resolve_group(instance, router, draft);
    resolve_ipvlan(instance, router, draft);
    resolve_interface(instance, router, draft);
    resolve_tracking(instance, router, draft);
    resolve_notify(instance, router, draft);
    resolve_stages(instance, router);
    resolve_stand_in(instance, router, draft);
    check_required(instance, router, draft);
    return router;
}

// The reason why two virtual routers with one VRID cannot be told apart by their peers, as keepalived does it. Nothing:
// they can be.
std::optional<std::string> why_alike(const VirtualRouterConfig& first, const VirtualRouterConfig& second) {
    const bool both_unicast = !first.unicast_peers.empty() && !second.unicast_peers.empty();
    const bool one_group = first.unicast_peers.empty() && second.unicast_peers.empty() &&
                           first.multicast_group() == second.multicast_group();
    if (one_group)
        return "";
    if (!both_unicast)
        return "; telling them apart by where their adverts go to is not supported yet";
    if (first.vmac || second.vmac)
        return "; beside use_vmac they would have one MAC";
    const auto common = std::ranges::find_first_of(first.unicast_peers, second.unicast_peers, {},
                                                   &core::UnicastPeer::address, &core::UnicastPeer::address);
    return common == first.unicast_peers.end()
               ? std::nullopt
               : std::optional(fmt::format("; both have the unicast_peer {}", common->address.text()));
}

void report_clash(const InstanceDraft& first, const InstanceDraft& second, const VirtualRouterConfig& router,
                  const std::string& why, Draft& draft) {
    draft.report(
        error(second.vrid->where,
              fmt::format("{} and {} both use virtual_router_id {} on {}", in_quotes(first.name),
                          in_quotes(second.name), static_cast<int>(router.vrid), in_quotes(router.interface)),
              fmt::format("{} has it on {}{}", in_quotes(first.name),
                          line_seen_from(second.vrid->where, first.vrid->where), why)));
}

// The source of an advert says whose it is, so it must be a peer's.
void share_vrid(VirtualRouterConfig& router) {
    router.shares_vrid = true;
    router.check_unicast_src = true;
}

// RFC 9568 section 1.1: a virtual router is its VRID and family on one network.
void check_clashes(std::vector<VirtualRouterConfig>& routers, Draft& draft) {
    std::multimap<std::tuple<std::string, std::uint8_t, core::Family>, std::size_t> seen;
    for (std::size_t i = 0; i < routers.size(); ++i) {
        VirtualRouterConfig& router = routers[i];
        if (router.vrid == 0 || router.interface.empty())
            continue;
        const std::tuple key(router.interface, router.vrid, router.family);
        for (auto [each, end] = seen.equal_range(key); each != end; ++each) {
            const auto why = why_alike(routers[each->second], router);
            if (why) {
                report_clash(draft.instances[each->second], draft.instances[i], router, *why, draft);
                break;
            }
            share_vrid(routers[each->second]);
            share_vrid(router);
        }
        seen.emplace(key, i);
    }
}

} // namespace

Config resolve(Draft& draft) {
    Config config;
    config.identity = resolve_identity(draft);
    if (draft.router_id)
        config.router_id = draft.router_id->value;
    config.scheduling = resolve_scheduling(draft);
    config.reload = resolve_reloading(draft);
    config.dumps = resolve_dumps(draft);
    config.dynamic_interfaces = draft.dynamic_interfaces.has_value();
    config.disable_local_igmp = draft.disable_local_igmp.has_value();
    config.static_addresses = draft.static_addresses;
    config.scripts = draft.scripts;
    config.checks = resolve_check_scripts(draft);
    config.processes = resolve_track_processes(draft);
    config.track_files = resolve_track_files(draft);
    config.notifying = resolve_notifying(draft);
    config.mailing = resolve_mailing(draft);
    for (const InstanceDraft& instance : draft.instances)
        config.routers.push_back(
            resolve_instance(is_strict(instance, draft) ? comply(instance, draft) : instance, draft));
    resolve_static_routing(config, draft);
    resolve_sync_groups(config, draft);
    check_clashes(config.routers, draft);
    name_vmacs(config.routers, draft);
    resolve_addresses(config, draft);
    config.garp_groups = resolve_garp_groups(draft);
    std::ranges::for_each(config.routers, [&](auto& router) { pace(router, config.garp_groups); });
    return config;
}

} // namespace xvrrp::config
