// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/firewall.h"
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <algorithm>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

bool is_outward(const DroppingChain& chain) {
    return chain.hook == "output" || chain.hook == "postrouting";
}

// Adverts are heard before the firewall and sent past it, but for unicast ones, which leave as any packet.
void look_at_rules(const std::vector<DroppingChain>& chains, bool has_unicast, Findings& out) {
    for (const auto& each : chains) {
        if (is_outward(each) && has_unicast)
            out.push_back({true, "unicast adverts do not leave through " + each.name + ": " + each.how,
                           "nft list ruleset"});
        else if (!is_outward(each) && each.hook != "forward")
            out.push_back(
                {false,
                 each.name + " drops adverts (" + each.how +
                     "): xvrrpd hears them before it, and another VRRP daemon or a peer with such a rule "
                     "does not",
                 "nft list ruleset"});
    }
}

// Also finds what the rules alone do not tell: iptables, jumps, and filters of control groups. It knows nothing of rules for
// other interfaces than lo.
void look_at_passage(const std::string& family, Passage passage, const std::vector<DroppingChain>& chains,
                     bool has_unicast, Findings& out) {
    const auto known = [&](bool outward) {
        return std::ranges::any_of(chains, [&](const auto& each) { return is_outward(each) == outward; });
    };
    const auto tried = "a packet of protocol 112 that was sent to this host itself over lo (" + family + ") ";
    if (passage == Passage::NotSent && !known(true))
        out.push_back(
            {has_unicast,
             tried + "was not let out: " +
                 (has_unicast ? "most likely unicast adverts are not either"
                              : "unicast adverts would not be either, and multicast ones leave past "
                                "the firewall"),
             "nft list ruleset; iptables-save"});
    if (passage == Passage::NotReceived && !known(false))
        out.push_back({false,
                       tried + "did not arrive, so a firewall drops it: xvrrpd hears adverts before it, and "
                               "another VRRP daemon here does not",
                       "nft list ruleset; iptables-save"});
}

} // namespace

void look_at_firewall(const Facts& facts, Findings& out) {
    const bool has_unicast = std::ranges::any_of(routers_of(facts), has_unicast_peers);
    const auto chains = chains_that_drop_adverts(facts.ruleset);
    look_at_rules(chains, has_unicast, out);
    for (const auto& [family, passage] : facts.passage)
        look_at_passage(family, passage, chains, has_unicast, out);
}

} // namespace xvrrp::tools
