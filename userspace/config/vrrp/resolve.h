// SPDX-License-Identifier: GPL-2.0-or-later
// The meaning that only the file as a whole gives: defaults, settings that depend on each other, clashes of instances.
#pragma once

#include "config/grammar/configuration.h"
#include "config/grammar/draft.h"
#include "config/vrrp/key_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::config {

Config resolve(Draft& draft);

Identity resolve_identity(Draft& draft);
Scheduling resolve_scheduling(const Draft& draft);
ReloadFiles resolve_reloading(Draft& draft);
Dumps resolve_dumps(const Draft& draft);

// The written value, or the one that holds where nothing is written.
std::uint8_t priority_of(const InstanceDraft& instance);
core::Version version_of(const InstanceDraft& instance, const Draft& draft);

bool is_strict(const InstanceDraft& instance, const Draft& draft);
// The instance without the settings that strict mode does not allow.
InstanceDraft comply(InstanceDraft instance, Draft& draft);

// The parts of an instance, each beside its keywords. They build on one another in this order.
core::Version resolve_version(const InstanceDraft& instance, Draft& draft);
void resolve_priority(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_interval(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_preemption(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_authentication(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_hmac(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_election(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft);
void resolve_garp(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft);
void resolve_acceptance(const InstanceDraft& instance, core::VirtualRouterConfig& router);
void resolve_vmac(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_ipvlan(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_unicast(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_group(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_interface(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_stages(const InstanceDraft& instance, core::VirtualRouterConfig& router);
void resolve_stand_in(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft);
void resolve_tracking(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
// The share of the virtual router in what is tracked; nothing if no weight can change its priority.
std::optional<core::Tracking> share_of(const core::VirtualRouterConfig& router, const TrackingDraft& tracked,
                                       Draft& draft);
std::vector<TrackFile> resolve_track_files(Draft& draft);
std::vector<CheckScript> resolve_check_scripts(Draft& draft);
std::vector<TrackProcess> resolve_track_processes(Draft& draft);
void resolve_notify(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft);
// The scripts of a sync group, how they are written, and what the group sets for a member that does not say it.
core::Notify resolve_notify(const NotifyDraft& notify, const Draft& draft);
std::vector<std::string> lines_of(const core::Notify& notify);
Notifying resolve_notifying(Draft& draft);
core::Mailing resolve_mailing(Draft& draft);
// smtp_alert of an instance or a sync group.
bool is_mailed(const NotifyDraft& notify, const Draft& draft);
std::vector<GarpGroup> resolve_garp_groups(Draft& draft);
// The paces of the interfaces that the virtual router announces addresses on, once all addresses have their interfaces.
void pace(core::VirtualRouterConfig& router, const std::vector<GarpGroup>& groups);
// The groups, once all instances have their names.
void resolve_sync_groups(Config& config, Draft& draft);

// The group of something static, which has to be defined and has to have an interface to track.
std::string resolve_track_group(const Optional<std::string>& group, bool track, bool has_interface,
                                Draft& draft);
// The routes and rules that no instance has, and the instances that static things matter to.
void resolve_static_routing(Config& config, Draft& draft);
// The keys that stand in files, which are not read here.
std::vector<KeyFile> key_files(const Draft& draft);
// The names of macvlans begin with this unless vmac_prefix says otherwise.
inline constexpr const char* kVmacPrefix = "vrrp";
// A name that an interface may have.
bool is_interface_name(std::string_view name);
// Gives each interface with a virtual MAC, and each ipvlan, a name of its own.
void name_vmacs(std::vector<core::VirtualRouterConfig>& routers, Draft& draft);
// The interfaces of the addresses, and the macvlans of those with a virtual MAC of their own, once the interfaces of the
// instances have their names.
void resolve_addresses(Config& config, Draft& draft);
// garp_extra_if, once it is known which addresses have a virtual MAC of their own.
void limit_extra_if(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);

} // namespace xvrrp::config
