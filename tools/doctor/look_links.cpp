// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

struct User {
    std::string interface;
    std::string name; // "VI_1", "another xvrrpd"
};

using Vrid = std::tuple<std::string, std::string, unsigned>; // the link, the family, the number

unsigned vrid_of(const json& router) {
    return static_cast<unsigned>(number_in(router, "vrid"));
}

std::string wire_of(const Facts& facts, const std::string& interface) {
    const auto* its = interface_of(facts, interface);
    return its == nullptr || its->wire.empty() ? interface : its->wire;
}

bool is_own(const Facts& facts, const Claim& claim) {
    return std::ranges::any_of(routers_of(facts), [&](const json& each) {
        return text_in(each, "interface") == claim.interface && text_in(each, "family") == claim.family &&
               vrid_of(each) == claim.vrid;
    });
}

// Unicast routers are told apart by their peers.
std::map<Vrid, std::vector<User>> users_of_vrids(const Facts& facts) {
    std::map<Vrid, std::vector<User>> out;
    for (const auto& each : routers_of(facts)) {
        const auto interface = text_in(each, "interface");
        if (!has_unicast_peers(each))
            out[{wire_of(facts, interface), text_in(each, "family"), vrid_of(each)}].push_back(
                {interface, text_in(each, "name")});
    }
    for (const auto& each : facts.claims) {
        if (!is_own(facts, each))
            out[{wire_of(facts, each.interface), each.family, each.vrid}].push_back(
                {each.interface, "another xvrrpd"});
    }
    return out;
}

void look_at_doubles(const Facts& facts, Findings& out) {
    for (const auto& [vrid, users] : users_of_vrids(facts)) {
        for (std::size_t i = 1; i < users.size(); ++i) {
            if (users[i].interface == users.front().interface)
                continue;
            out.push_back({true,
                           users.front().name + " on " + users.front().interface + " and " + users[i].name +
                               " on " + users[i].interface + " have the VRID " +
                               std::to_string(std::get<unsigned>(vrid)) + " (" + std::get<1>(vrid) +
                               ") on one link: each takes the other for its peer, so give one another VRID",
                           "ip -d link show dev " + users[i].interface});
        }
    }
}

// The counter outlives restarts, so this may be long over.
void look_at_other_addresses(const Facts& facts, Findings& out) {
    for (const auto& each : routers_of(facts)) {
        const auto count =
            static_cast<std::uint64_t>(number_in(member(each, "counters"), "address-list-errors"));
        if (count > 0)
            out.push_back({false,
                           "adverts of VRID " + std::to_string(vrid_of(each)) + " on " +
                               text_in(each, "interface") + " came with other addresses than those of " +
                               text_in(each, "name") + ", " + std::to_string(count) +
                               " so far: the configurations differ, or others use this VRID there",
                           "xvrrpctl events"});
    }
}

} // namespace

void look_at_links(const Facts& facts, Findings& out) {
    look_at_doubles(facts, out);
    look_at_other_addresses(facts, out);
}

} // namespace xvrrp::tools
