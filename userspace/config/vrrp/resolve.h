// SPDX-License-Identifier: GPL-2.0-or-later
// What only the file as a whole decides: defaults, settings that depend on each other, clashes between instances.
#pragma once

#include "config/grammar/configuration.h"
#include "config/grammar/draft.h"
#include "config/vrrp/key_file.h"

#include <vector>

namespace xvrrp::config {

Config resolve(Draft& draft);

Identity resolve_identity(Draft& draft);
// What is written, or what it means where nothing is.
std::uint8_t priority_of(const InstanceDraft& instance);
core::Version version_of(const InstanceDraft& instance, const Draft& draft);

bool is_strict(const InstanceDraft& instance, const Draft& draft);
// The instance without what strict mode does not allow.
InstanceDraft comply(InstanceDraft instance, Draft& draft);

// The parts of an instance that have files of their own.
void resolve_hmac(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_group(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_interface(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_tuning(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft);
void resolve_unicast(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
void resolve_vmac(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft);
// Of the whole: routes and rules that no instance has, and whom they matter to.
void resolve_static_routing(Config& config, Draft& draft);
// The keys that stand in files, which are not read here.
std::vector<KeyFile> key_files(const Draft& draft);
// Gives each interface with a virtual MAC a name of its own.
void name_vmacs(std::vector<core::VirtualRouterConfig>& routers, Draft& draft);

} // namespace xvrrp::config
