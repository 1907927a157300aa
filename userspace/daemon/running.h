// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration that runs: its globals, and the virtual routers as the core has them. The file may be another one by
// now.
#pragma once

#include "config/config.h"
#include "core/net/network.h"
#include "core/vrrp/virtual_router_config.h"

namespace xvrrp::daemon {

// With the virtual routers.
config::Config running_config(config::Config globals, const core::Configs& routers);

// The things in the kernel that are there whatever the states are.
core::Standing standing_of(const config::Config& globals, const core::Configs& routers);

// All that may be placed in the kernel.
core::Noted placeable(const config::Config& globals, const core::Configs& routers);
// The same of a configuration with its virtual routers.
core::Noted placeable(const config::Config& config);

} // namespace xvrrp::daemon
