// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/interfaces.h"

#include "host/forwarding.h"
#include "host/sysctl.h"

#include <algorithm>

namespace xvrrp::daemon {

void Interfaces::take(const host::LinkEvent& event) {
    const auto known = links_.find(event.link.index);
    if (known != links_.end() && (event.gone || known->second.name != event.link.name))
        changed_.insert(known->second.name);
    if (event.gone) {
        links_.erase(event.link.index);
        addresses_.erase(event.link.index);
        return;
    }
    if (known != links_.end() && known->second == event.link)
        return;
    links_[event.link.index] = event.link;
    changed_.insert(event.link.name);
}

void Interfaces::take(const host::AddressEvent& event) {
    auto& carried = addresses_[event.address.interface];
    const auto same = [&](const Carried& each) { return each.address == event.address.address; };
    const auto known = std::ranges::find_if(carried, same);
    if (event.gone || event.tentative) { // RFC 4862 section 2: a tentative address is not assigned yet
        if (known == carried.end())
            return;
        carried.erase(known);
    } else if (known != carried.end()) {
        if (known->secondary == event.secondary)
            return;
        known->secondary = event.secondary;
    } else {
        carried.push_back({event.address.address, event.secondary});
    }
    if (const auto link = links_.find(event.address.interface); link != links_.end())
        changed_.insert(link->second.name);
}

void Interfaces::repeat_all() {
    for (const auto& [index, link] : links_)
        changed_.insert(link.name);
}

void Interfaces::clear() {
    repeat_all();
    links_.clear();
    addresses_.clear();
}

std::vector<core::LinkObserved> Interfaces::changes() {
    std::vector<core::LinkObserved> out;
    for (const auto& name : changed_)
        out.push_back(describe(name));
    changed_.clear();
    return out;
}

const core::Link* Interfaces::find(const std::string& name) const {
    const auto found =
        std::ranges::find_if(links_, [&](const auto& each) { return each.second.name == name; });
    return found == links_.end() ? nullptr : &found->second;
}

// Primary addresses come before secondary ones, because the first one is the identity of a virtual router.
core::LinkObserved Interfaces::describe(const std::string& name) const {
    core::LinkObserved seen;
    seen.link.name = name;
    const auto* link = find(name);
    if (!link)
        return seen;
    seen.link = *link;
    seen.link.forwards = host::forwards_ipv6(name);
    seen.link.ipv6 = host::read_sysctl("ipv6/conf/" + name + "/disable_ipv6").value_or("1") == "0";
    const auto carried = addresses_.find(link->index);
    if (carried == addresses_.end())
        return seen;
    for (const bool secondary : {false, true}) {
        for (const auto& each : carried->second) {
            if (each.secondary == secondary)
                seen.addresses.push_back(each.address);
        }
    }
    return seen;
}

} // namespace xvrrp::daemon
