// SPDX-License-Identifier: GPL-2.0-or-later
// Two settings of the kernel decide who answers for a virtual address, and whether packets to it are taken.
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <algorithm>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr long kStrict = 1;        // rp_filter
constexpr long kAnswersNobody = 8; // arp_ignore

std::string set(const char* what, const std::string& interface, int value) {
    return std::string("sysctl -w net.ipv4.conf.") + interface + "." + what + "=" + std::to_string(value);
}

// The macvlan has the address, and the route to its network leads to the interface below.
void look_at_macvlan(const Facts& facts, const std::string& name, const InterfaceFacts& its, Findings& out) {
    if (its.rp_filter == kStrict)
        out.push_back({true,
                       "rp_filter of " + name +
                           " is strict, its own or that of all: packets to the virtual addresses there are "
                           "dropped",
                       set("rp_filter", "all", 2) + "; " + set("rp_filter", name, 0)});
    const auto* below = interface_of(facts, its.virtual_mac_of);
    if (below != nullptr && below->arp_ignore == 0)
        out.push_back({true,
                       "arp_ignore of " + its.virtual_mac_of +
                           " is 0: it answers ARP for the virtual addresses of " + name + " with its own MAC",
                       set("arp_ignore", its.virtual_mac_of, 1)});
}

// Another interface with an address of the same network, which is most likely on the same link.
std::string twin_of(const Facts& facts, const std::string& name, const InterfaceFacts& its) {
    for (const auto& [other, theirs] : facts.interfaces) {
        if (other == name || other == its.virtual_mac_of || !theirs.virtual_mac_of.empty())
            continue;
        for (const auto& network : its.networks) {
            if (network.find(':') == std::string::npos && !network.ends_with("/32") &&
                std::ranges::any_of(theirs.networks, [&](const std::string& each) {
                    return contains(network, each.substr(0, each.find('/')));
                }))
                return other;
        }
    }
    return {};
}

void look_at_interface(const Facts& facts, const std::string& name, const InterfaceFacts& its,
                       Findings& out) {
    if (its.arp_ignore == kAnswersNobody)
        out.push_back(
            {true, "arp_ignore of " + name + " is 8: the kernel answers ARP for no address, virtual or not",
             set("arp_ignore", name, 1)});
    const auto twin = twin_of(facts, name, its);
    if (twin.empty())
        return;
    const auto both = name + " and " + twin + " have addresses of one network";
    if (its.arp_ignore == 0)
        out.push_back(
            {false,
             both + " and arp_ignore is 0: the host answers ARP for a virtual address on either of them",
             set("arp_ignore", "all", 1)});
    if (its.rp_filter == kStrict)
        out.push_back({false,
                       both +
                           " and rp_filter is strict: packets that come by the interface to which no route "
                           "leads are dropped",
                       set("rp_filter", name, 2)});
}

} // namespace

void look_at_arp(const Facts& facts, Findings& out) {
    std::set<std::string> carrying;
    for (const auto& each : routers_of(facts)) {
        if (text_in(each, "family") == "ipv4")
            carrying.insert(text_in(each, "interface"));
    }
    for (const auto& [name, its] : facts.interfaces) {
        if (!its.virtual_mac_of.empty() && carrying.contains(its.virtual_mac_of))
            look_at_macvlan(facts, name, its, out);
        else if (carrying.contains(name))
            look_at_interface(facts, name, its, out);
    }
}

} // namespace xvrrp::tools
