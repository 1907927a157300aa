// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

namespace xvrrp::tools {

namespace {

using nlohmann::json;

// An advert is one packet.
std::size_t packet_size(const json& router) {
    const bool six = text_in(router, "family") == "ipv6";
    return (six ? 40 : 20) + 8 + (six ? 16 : 4) * member(router, "addresses").size();
}

void look_at_interface_of(const json& router, const InterfaceFacts& facts, Findings& out) {
    const auto name = text_in(router, "name");
    const auto interface = text_in(router, "interface");
    const auto group = text_in(router, "group");
    if (facts.mtu > 0 && packet_size(router) > facts.mtu)
        out.push_back({true,
                       "an advert of " + name + " has " + std::to_string(packet_size(router)) +
                           " bytes, more than the MTU of " + interface + ", " + std::to_string(facts.mtu) +
                           ": put addresses into virtual_ipaddress_excluded",
                       ""});
    const auto state = text_in(router, "state");
    const bool is_at_work = state == "MASTER" || state == "BACKUP";
    if (is_at_work && !group.empty() && !facts.groups.contains(group))
        out.push_back({true,
                       interface + " has not joined " + group + ", so a switch may keep the adverts for " +
                           name + " from this host (disable_local_igmp asks for that)",
                       "ip maddress show dev " + interface});
    // A bridge floods 224.0.0.0/24 in any case, and of IPv6 only ff02::1.
    if (facts.snoops_without_querier && text_in(router, "family") == "ipv6" && !group.empty())
        out.push_back({false,
                       "the bridge of " + interface +
                           " snoops multicast and is no querier: without one on the link "
                           "it may forget who listens to " +
                           group,
                       "ip link set dev BRIDGE type bridge mcast_querier 1"});
}

} // namespace

void look_at_interfaces(const Facts& facts, Findings& out) {
    for (const auto& each : routers_of(facts)) {
        const auto found = facts.interfaces.find(text_in(each, "interface"));
        if (found != facts.interfaces.end())
            look_at_interface_of(each, found->second, out);
    }
}

} // namespace xvrrp::tools
