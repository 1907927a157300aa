// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/interfaces.h"

#include "host/forwarding.h"
#include "host/sysctl.h"

#include <algorithm>

namespace xvrrp::daemon {

void Interfaces::take(const host::LinkEvent& event) {
    const auto known = links_.find(event.link.index);
    if (known != links_.end() && (event.gone || known->second.name != event.link.name))
        forget_name(known->second);
    if (event.gone) {
        links_.erase(event.link.index);
        addresses_.erase(event.link.index);
        return;
    }
    if (known != links_.end() && known->second == event.link)
        return;
    links_[event.link.index] = event.link;
    by_name_[event.link.name] = event.link.index;
    changed_.insert(event.link.name);
}

// Another interface may have got the name meanwhile.
void Interfaces::forget_name(const core::Link& link) {
    changed_.insert(link.name);
    if (const auto found = by_name_.find(link.name); found != by_name_.end() && found->second == link.index)
        by_name_.erase(found);
}

void Interfaces::take(const host::AddressEvent& event) {
    const bool is_there =
        !event.gone && !event.tentative; // RFC 4862 section 2: a tentative one is not assigned yet
    if (!is_there && !addresses_.contains(event.address.interface))
        return;
    auto& carried = addresses_[event.address.interface];
    const auto same = [&](const Carried& each) { return each.address == event.address.address; };
    const auto known = std::ranges::find_if(carried, same);
    if (!is_there) {
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
    by_name_.clear();
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
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &links_.at(found->second);
}

std::map<std::string, core::LinkObserved> Interfaces::some(const std::string& after, std::size_t most) const {
    std::map<std::string, core::LinkObserved> out;
    for (auto each = by_name_.upper_bound(after); each != by_name_.end() && out.size() < most; ++each)
        out.emplace_hint(out.end(), each->first, seen(links_.at(each->second)));
    return out;
}

// Primary addresses come before secondary ones, because the first one is the identity of a virtual router.
core::LinkObserved Interfaces::seen(const core::Link& link) const {
    core::LinkObserved out;
    out.link = link;
    const auto carried = addresses_.find(link.index);
    if (carried == addresses_.end())
        return out;
    for (const bool secondary : {false, true}) {
        for (const auto& each : carried->second) {
            if (each.secondary == secondary)
                out.addresses.push_back(each.address);
        }
    }
    return out;
}

core::LinkObserved Interfaces::describe(const std::string& name) const {
    const auto* link = find(name);
    auto out = link ? seen(*link) : core::LinkObserved{};
    out.link.name = name;
    if (!link)
        return out;
    out.link.forwards = host::forwards_ipv6(name);
    out.link.ipv6 = host::read_sysctl("ipv6/conf/" + name + "/disable_ipv6").value_or("1") == "0";
    return out;
}

} // namespace xvrrp::daemon
