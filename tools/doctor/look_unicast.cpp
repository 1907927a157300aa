// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <algorithm>
#include <sstream>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

// Whether the address stands in the list of this or another virtual router.
bool is_virtual(const Facts& facts, const std::string& address) {
    return std::ranges::any_of(routers_of(facts), [&](const json& router) {
        return std::ranges::any_of(member(router, "addresses"), [&](const json& each) {
            const auto text = each.is_string() ? each.get<std::string>() : std::string();
            return text.substr(0, text.find_first_of("/ ")) == address;
        });
    });
}

// A link-local address is the source only if there is no other one that a peer could mean.
std::size_t sources_on(const Facts& facts, const InterfaceFacts& its, bool six) {
    return static_cast<std::size_t>(std::ranges::count_if(its.networks, [&](const std::string& each) {
        return (each.find(':') != std::string::npos) == six &&
               !is_virtual(facts, each.substr(0, each.find('/')));
    }));
}

// The word behind another one on the line of the peer: "192.0.2.2 min_ttl 254".
std::string option_of_peer(const std::string& block, const std::string& peer, const std::string& option) {
    std::istringstream lines(block);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        if (!(words >> word) || word != peer)
            continue;
        while (words >> word) {
            std::string value;
            if (word == option && words >> value)
                return value;
        }
    }
    return {};
}

void look_at_peer(const json& router, const std::string& peer, const std::string& block,
                  const InterfaceFacts& its, Findings& out) {
    if (std::ranges::any_of(its.networks, [&](const auto& each) { return contains(each, peer); }))
        return;
    const auto name = text_in(router, "name");
    const auto least = option_of_peer(block, peer, "min_ttl");
    const auto which =
        "the peer " + peer + " of " + name + " is in no network of " + text_in(router, "interface");
    if (least == "255")
        out.push_back(
            {true,
             which + ", so a router forwards its adverts and lowers their TTL, which min_ttl 255 refuses: "
                     "set min_ttl to 255 minus the number of routers on the way",
             "tracepath -n " + peer});
    else if (least.empty())
        out.push_back({false,
                       which +
                           ", so a router forwards its adverts: min_ttl, 255 minus the number of routers on "
                           "the way, would refuse those from further away",
                       "tracepath -n " + peer});
}

} // namespace

void look_at_unicast(const Facts& facts, Findings& out) {
    for (const auto& router : routers_of(facts)) {
        const auto name = text_in(router, "name");
        const auto* its = interface_of(facts, text_in(router, "interface"));
        const auto block = block_of(facts.config, name);
        if (!has_unicast_peers(router) || its == nullptr || block.empty())
            continue;
        const bool is_named = block.find(" unicast_src_ip ") != std::string::npos;
        const auto sources = sources_on(facts, *its, text_in(router, "family") == "ipv6");
        if (!is_named && sources > 1)
            out.push_back({false,
                           name + " has no unicast_src_ip, so its adverts come from " +
                               text_in(router, "source") + ", the first of " + std::to_string(sources) +
                               " addresses of " + text_in(router, "interface") +
                               ", and a peer that expects another one refuses them: set unicast_src_ip",
                           "ip address show dev " + text_in(router, "interface")});
        for (const auto& peer : member(router, "unicast_peers")) {
            if (peer.is_string() && !its->networks.empty())
                look_at_peer(router, peer.get<std::string>(), block, *its, out);
        }
    }
}

} // namespace xvrrp::tools
