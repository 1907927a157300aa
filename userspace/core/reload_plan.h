// SPDX-License-Identifier: GPL-2.0-or-later
// What a reload changes: which virtual routers stay as they are, stay with other settings, go, or come. Pure.
//
// A virtual router is its interface, its VRID, its family and the interface that carries its virtual MAC. Everything
// else, its name included, can change without a loss of mastership.
#pragma once

#include "core/virtual_router.h"

#include <vector>

namespace xvrrp::core {

struct ReloadPlan {
    struct Changed {
        RouterId router = 0;
        VirtualRouterConfig config; // from now on
    };

    std::vector<RouterId> removed;
    std::vector<Changed> changed;
    std::vector<VirtualRouterConfig> added;
    std::size_t untouched = 0;
};

ReloadPlan plan_reload(const VirtualRouters& now, std::vector<VirtualRouterConfig> next);

} // namespace xvrrp::core
