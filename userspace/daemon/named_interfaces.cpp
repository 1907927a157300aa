// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/named_interfaces.h"

#include "core/net/routing_entry.h"

#include <set>

namespace xvrrp::daemon {

namespace {

// The interfaces that the daemon makes.
std::set<std::string> made_interfaces(const config::Config& config) {
    std::set<std::string> made;
    for (const auto& router : config.routers) {
        if (router.vmac)
            made.insert(router.vmac->interface);
        if (router.ipvlan)
            made.insert(router.ipvlan->interface);
        for (const auto& each : router.placed())
            made.insert(each.vmac);
    }
    return made;
}

} // namespace

std::vector<NamedInterface> named_interfaces(const config::Config& config) {
    auto seen = made_interfaces(config);
    seen.insert(""); // an address without an interface has an empty name
    std::vector<NamedInterface> named;
    const auto name = [&](const std::string& interface, const std::string& by) {
        if (seen.insert(interface).second)
            named.push_back({interface, by});
    };
    for (const auto& each : config.static_addresses)
        name(each.interface, "static_ipaddress");
    const auto name_all = [&](const auto& routes, const auto& rules, const std::string& by) {
        for (const auto& each : routes) {
            for (const auto& interface : core::interfaces_of(each.route))
                name(interface, by);
        }
        for (const auto& each : rules) {
            for (const auto& interface : core::interfaces_of(each.rule))
                name(interface, by);
        }
    };
    name_all(config.static_routing.routes, config.static_routing.rules, "static_routes or static_rules");
    for (const auto& router : config.routers) {
        name(router.interface, "(" + router.name + ")");
        for (const auto& each : router.placed())
            name(each.interface, "(" + router.name + ")");
        for (const auto& each : router.tracked) {
            if (each.tracker.kind == core::Tracker::Kind::Interface)
                name(each.tracker.name, "(" + router.name + ")");
        }
        name_all(router.routes, router.rules, "(" + router.name + ")");
    }
    return named;
}

} // namespace xvrrp::daemon
