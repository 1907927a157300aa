// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/resolve.h"

#include "config/vrrp/scheduling.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::State;
using core::Version;
using core::VirtualRouterConfig;

// What an advert of 1500 bytes holds: an IPv6 header, a VRRP header, and 16 bytes each.
constexpr int kRoomForIpv6 = 1500 - 40 - 8;

void resolve_priority(const InstanceDraft& instance, VirtualRouterConfig& router, Draft& draft) {
    router.priority = priority_of(instance);
    if (instance.priority || router.priority != VRRP_PRIORITY_OWNER)
        return;
    draft.report(
        warning(instance.state->where,
                "state MASTER without a priority means priority 255: this router takes over at once, "
                "whoever is master",
                "write 'state BACKUP' or a 'priority'"));
}

Version resolve_version(const InstanceDraft& instance, Draft& draft) {
    if (instance.family == core::Family::Ipv6 && instance.version && instance.version->value == Version::V2)
        draft.report(warning(instance.version->where, "IPv6 needs VRRP version 3, using that"));
    return version_of(instance, draft);
}

// RFC 3768 section 5.3.7: whole seconds. RFC 9568 section 5.2.7: twelve bits of centiseconds.
void resolve_interval(const InstanceDraft& instance, VirtualRouterConfig& router, Draft& draft) {
    if (!instance.interval)
        return;
    const bool v2 = router.version == Version::V2;
    const Microseconds step = v2 ? Microseconds(1'000'000) : Microseconds(10'000);
    const Microseconds most = v2 ? step * 255 : step * static_cast<int>(VRRP_MAX_INTERVAL_CS);
    const Microseconds written = instance.interval->value;
    const Microseconds rounded = (written + step / 2) / step * step;
    const Microseconds used = std::clamp(rounded, step, most);
    router.interval = std::chrono::duration_cast<core::Centiseconds>(used);
    if (used == written)
        return;
    const std::string rule = written > most ? "no more than 40.95 s"
                             : v2           ? "only whole seconds"
                                            : "only steps of 0.01 s";
    draft.report(warning(instance.interval->where, fmt::format("VRRP version {} knows {}, using {:g} s",
                                                               static_cast<int>(router.version), rule,
                                                               static_cast<double>(used.count()) / 1e6)));
}

void resolve_preemption(const InstanceDraft& instance, VirtualRouterConfig& router, Draft& draft) {
    router.preempt = !instance.preempt || instance.preempt->value;
    if (instance.preempt_delay)
        router.preempt_delay = instance.preempt_delay->value;
    const bool starts_as_master = router.initial_state == State::Master;
    if (!router.preempt && router.priority == VRRP_PRIORITY_OWNER) {
        router.preempt = true;
        draft.report(warning(instance.preempt->where,
                             "nopreempt does not work with priority 255, ignoring it",
                             "the owner of the addresses always takes over"));
    } else if (!router.preempt && starts_as_master) {
        router.preempt = true;
        draft.report(warning(instance.preempt->where,
                             "nopreempt does not work with state MASTER, ignoring it",
                             "write 'state BACKUP' on every router"));
    }
    if (router.preempt_delay.count() == 0)
        return;
    if (starts_as_master) {
        router.preempt_delay = {};
        draft.report(warning(instance.preempt_delay->where,
                             "preempt_delay does not work with state MASTER, ignoring it",
                             "write 'state BACKUP'"));
    } else if (!router.preempt) {
        router.preempt_delay = {};
        draft.report(warning(instance.preempt_delay->where,
                             "preempt_delay does not work with nopreempt, ignoring it"));
    }
}

void resolve_authentication(const InstanceDraft& instance, VirtualRouterConfig& router, Draft& draft) {
    const vrrp_auth_type type = instance.auth_type ? instance.auth_type->value : VRRP_AUTH_NONE;
    const bool has_password = instance.auth_pass && !instance.auth_pass->value.empty();
    if (!instance.auth_type && has_password) {
        draft.report(warning(instance.auth_pass->where,
                             "auth_pass without an auth_type, authentication is off",
                             "add 'auth_type PASS'"));
    }
    if (type == VRRP_AUTH_NONE)
        return;
    const Span where = instance.auth_type->where;
    if (router.version == Version::V3) {
        draft.report(warning(where, "VRRP version 3 has no authentication, ignoring it"));
    } else if (type == VRRP_AUTH_AH) {
        draft.report(error(where, "auth_type AH is not supported",
                           "use 'auth_type PASS' on every router, or no authentication"));
    } else if (!has_password) {
        draft.report(warning(where, "auth_type PASS without an auth_pass, authentication is off"));
    } else {
        router.authentication.type = VRRP_AUTH_PASS;
        std::copy(instance.auth_pass->value.begin(), instance.auth_pass->value.end(),
                  router.authentication.data.begin());
    }
}

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

// Where the instance has its addresses anyway is not worth a word.
std::vector<core::VirtualAddress> resolve_addresses(std::vector<core::VirtualAddress> addresses,
                                                    const VirtualRouterConfig& router) {
    for (auto& each : addresses) {
        if (each.interface == (router.vmac ? router.vmac->interface : router.interface))
            each.interface.clear();
    }
    return addresses;
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
    resolve_tuning(instance, router, draft);
    resolve_vmac(instance, router, draft);
    router.addresses = resolve_addresses(instance.addresses, router);
    router.excluded = resolve_addresses(instance.excluded, router);
    router.routes = instance.routes;
    router.rules = instance.rules;
    resolve_unicast(instance, router, draft);
    resolve_group(instance, router, draft);
    resolve_interface(instance, router, draft);
    check_required(instance, router, draft);
    return router;
}

// keepalived tells two that share a VRID apart by what their adverts say beside it.
std::string telling_apart(const VirtualRouterConfig& first, const VirtualRouterConfig& second) {
    const bool both_unicast = !first.unicast_peers.empty() && !second.unicast_peers.empty();
    const bool same_group = first.unicast_peers.empty() && second.unicast_peers.empty() &&
                            first.multicast_group() == second.multicast_group();
    if (same_group)
        return {};
    return fmt::format("; telling them apart by {} is not supported yet",
                       both_unicast ? "their unicast_peer" : "where their adverts go to");
}

// RFC 9568 section 1.1: a virtual router is its VRID and family on one network.
void check_clashes(const std::vector<VirtualRouterConfig>& routers, Draft& draft) {
    std::map<std::tuple<std::string, std::uint8_t, core::Family>, std::size_t> seen;
    for (std::size_t i = 0; i < routers.size(); ++i) {
        const VirtualRouterConfig& router = routers[i];
        if (router.vrid == 0 || router.interface.empty())
            continue;
        const auto [earlier, is_new] = seen.try_emplace({router.interface, router.vrid, router.family}, i);
        if (is_new)
            continue;
        const InstanceDraft& first = draft.instances[earlier->second];
        const InstanceDraft& second = draft.instances[i];
        draft.report(error(second.vrid->where,
                           fmt::format("{} and {} both use virtual_router_id {} on {}", in_quotes(first.name),
                                       in_quotes(second.name), static_cast<int>(router.vrid),
                                       in_quotes(router.interface)),
                           fmt::format("{} has it on {}{}", in_quotes(first.name),
                                       line_seen_from(second.vrid->where, first.vrid->where),
                                       telling_apart(routers[earlier->second], router))));
    }
}

} // namespace

std::uint8_t priority_of(const InstanceDraft& instance) {
    if (instance.priority)
        return instance.priority->value;
    const bool master = instance.state && instance.state->value == State::Master;
    return master ? VRRP_PRIORITY_OWNER : VRRP_PRIORITY_DEFAULT;
}

Version version_of(const InstanceDraft& instance, const Draft& draft) {
    if (instance.family == core::Family::Ipv6)
        return Version::V3;
    const auto& written = instance.version ? instance.version : draft.version;
    return written ? written->value : Version::V2;
}

Config resolve(Draft& draft) {
    Config config;
    config.identity = resolve_identity(draft);
    if (draft.router_id)
        config.router_id = draft.router_id->value;
    config.scheduling = resolve_scheduling(draft);
    config.dynamic_interfaces = draft.dynamic_interfaces.has_value();
    config.static_addresses = draft.static_addresses;
    for (const InstanceDraft& instance : draft.instances)
        config.routers.push_back(
            resolve_instance(is_strict(instance, draft) ? comply(instance, draft) : instance, draft));
    resolve_static_routing(config, draft);
    check_clashes(config.routers, draft);
    name_vmacs(config.routers, draft);
    return config;
}

} // namespace xvrrp::config
