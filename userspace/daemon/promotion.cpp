// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/promotion.h"

#include <array>
#include <utility>

#include <net/if.h>

namespace xvrrp::daemon {

namespace {

std::string key_of(const std::string& interface) {
    return "ipv4/conf/" + interface + "/promote_secondaries";
}

std::string name_of(int ifindex) {
    std::array<char, IF_NAMESIZE> name{};
    if_indextoname(static_cast<unsigned>(ifindex), name.data());
    return name.data();
}

bool promoted_everywhere() {
    return host::read_sysctl(key_of("all")).value_or("0") == "1";
}

} // namespace

std::vector<std::string> Promotion::keep(const std::map<std::string, int>& interfaces) {
    const auto before = std::exchange(kept_, interfaces);
    for (const auto& [name, ifindex] : before) {
        if (!interfaces.contains(name))
            sysctls_.give_back(key_of(name));
    }
    std::vector<std::string> errors;
    for (const auto& each : interfaces) {
        if (const auto known = before.find(each.first); known != before.end() && *known == each)
            continue;
        if (auto done = sysctls_.set(key_of(each.first), "1"); !done)
            errors.push_back(done.error().text());
    }
    return errors;
}

Result<> Promotion::begin(std::span<const core::PlacedAddress> endangered) {
    if (endangered.empty() || promoted_everywhere())
        return {};
    std::set<int> ifindexes;
    for (const auto& each : endangered)
        ifindexes.insert(each.ifindex);
    for (const int ifindex : ifindexes) {
        const auto name = name_of(ifindex);
        if (name.empty())
            continue; // the interface is gone, and its addresses with it
        if (!kept_.contains(name))
            for_now_.insert(name);
        if (auto done = sysctls_.set(key_of(name), "1"); !done)
            return done;
    }
    return {};
}

void Promotion::end() {
    for (const auto& name : std::exchange(for_now_, {}))
        sysctls_.give_back(key_of(name));
}

} // namespace xvrrp::daemon
