// SPDX-License-Identifier: GPL-2.0-or-later
// What a reload changes: which virtual routers stay as they are, stay with other settings, go, or come. Pure.
//
// A virtual router is its interface, its VRID, its family and the interface that carries its virtual MAC. Everything
// else, its name included, can change without a loss of mastership.
#pragma once

#include "core/vrrp/virtual_router.h"

#include <vector>

namespace xvrrp::core {

ReloadPlan plan_reload(const VirtualRouters& now, std::vector<VirtualRouterConfig> next);

// The next steps of one kind, which are not in plan afterwards: as many as most, first those that remove.
ReloadPlan take_steps(ReloadPlan& plan, std::size_t most);

} // namespace xvrrp::core
