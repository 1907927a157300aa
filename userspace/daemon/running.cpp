// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/running.h"

namespace xvrrp::daemon {

config::Config running_config(config::Config globals, const core::Configs& routers) {
    for (const auto& each : routers)
        globals.routers.push_back(*each);
    return globals;
}

core::Standing standing_of(const config::Config& globals, const core::Configs& routers) {
    auto standing = core::standing_of(routers);
    standing.addresses.insert(standing.addresses.begin(), globals.static_addresses.begin(),
                              globals.static_addresses.end());
    standing.routes = globals.static_routing.routes;
    standing.rules = globals.static_routing.rules;
    return standing;
}

core::Noted placeable(const config::Config& globals, const core::Configs& routers) {
    auto noted = core::placeable(routers, globals.static_addresses);
    core::add_routing(noted.routing, globals.static_routing.routes, globals.static_routing.rules);
    return noted;
}

core::Noted placeable(const config::Config& config) {
    auto noted = placeable(config, {});
    for (const auto& each : config.routers)
        noted.add(each);
    return noted;
}

} // namespace xvrrp::daemon
