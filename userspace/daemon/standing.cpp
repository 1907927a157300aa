// SPDX-License-Identifier: GPL-2.0-or-later
// What holds whoever is MASTER: settings of interfaces, and what is noted of the addresses that may be there.
#include "daemon/daemon.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

void Daemon::keep_promoting() {
    std::map<std::string, int> interfaces;
    for (const auto& config : core_.router.configs()) {
        const auto& home = config->vmac ? config->vmac->interface : config->interface;
        const auto* link = config->promote_secondaries ? interfaces_.find(home) : nullptr;
        if (link)
            interfaces.emplace(link->name, link->ifindex);
    }
    for (const auto& error : promotion_.keep(interfaces))
        spdlog::error("{}", error);
}

void Daemon::note_placeable() {
    if (auto noted = journal_.note(placeable(core_.router.configs(), globals_.static_addresses)); !noted)
        spdlog::warn("{}", noted.error().text());
}

// What a crashed predecessor left behind and nobody is configured to have any more.
void Daemon::inherit_addresses() {
    const auto configured = placeable(core_.router.configs(), globals_.static_addresses).addresses;
    std::vector<core::PlacedAddress> noted;
    for (const auto& each : journal_.predecessor().addresses) {
        const auto* link = interfaces_.find(each.interface);
        if (link && !configured.contains(each))
            noted.push_back({link->ifindex, each.address});
    }
    core_.addresses.inherit(noted);
}

} // namespace xvrrp::daemon
