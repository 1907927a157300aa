// SPDX-License-Identifier: GPL-2.0-or-later
// The changes of a reload: the virtual routers that stay unchanged, stay with other settings, go, or come.
// Pure.
//
// A virtual router is identified by its interface, its VRID, its family and the interface that carries its
// virtual MAC. Everything else, also its name, can change without a loss of mastership.
#pragma once

#include "core/vrrp/virtual_router.h"

#include <vector>

namespace xvrrp::core {

ReloadPlan plan_reload(const VirtualRouters& now, std::vector<VirtualRouterConfig> next);

// Takes the next steps of one kind out of the plan, at most so many. Removals come first.
ReloadPlan take_steps(ReloadPlan& plan, std::size_t most);

} // namespace xvrrp::core
