// SPDX-License-Identifier: GPL-2.0-or-later
// What holds whoever is MASTER: settings of interfaces, and what is noted of the addresses that may be there.
#include "daemon/daemon.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

void Daemon::keep_promoting() {
    std::map<std::string, int> interfaces;
    for (const auto& [id, router] : router_.routers()) {
        if (const auto& link = router.address_link(); link && router.config().promote_secondaries)
            interfaces.emplace(link->name, link->ifindex);
    }
    for (const auto& error : promotion_.keep(interfaces))
        spdlog::error("{}", error);
}

void Daemon::note_placeable() {
    if (auto noted = journal_.note(placeable(router_.routers(), static_addresses_)); !noted)
        spdlog::warn("{}", noted.error().text());
}

// What a crashed predecessor left behind and nobody is configured to have any more.
void Daemon::inherit_addresses() {
    std::vector<core::PlacedAddress> noted;
    for (const auto& [interface, address] : journal_.predecessor().addresses) {
        if (const auto* link = interfaces_.find(interface))
            noted.push_back({link->ifindex, address});
    }
    work_.inherit(noted);
}

} // namespace xvrrp::daemon
