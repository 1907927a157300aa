// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <algorithm>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr int kMostLayers = 8;

Finding sees_first(const HookProgram& program, const std::string& below, const std::string& heard) {
    return {false,
            words_for(program) + " on " + below + " sees packets before xvrrpd on " + heard +
                ": it must pass protocol 112",
            "bpftool net show dev " + below};
}

// Some interfaces hand their frames to this one. The programs on those interfaces run first.
void look_below(const Facts& facts, const std::string& heard, const std::string& name, int layers,
                std::set<std::string>& seen, Findings& out) {
    const auto* its = interface_of(facts, name);
    if (its == nullptr || layers == 0)
        return;
    for (const auto& below : its->lower) {
        const auto* facts_below = interface_of(facts, below);
        if (facts_below == nullptr || !seen.insert(below).second)
            continue;
        for (const auto& each : facts_below->programs) {
            if (!each.is_xvrrpd)
                out.push_back(sees_first(each, below, heard));
        }
        look_below(facts, heard, below, layers - 1, seen, out);
    }
}

void look_at_programs(const std::string& name, const HookPrograms& programs, Findings& out) {
    for (std::size_t i = 0; i < programs.size(); ++i) {
        const auto show = (programs[i].hook == "filter" ? "tc filter show dev " + name + " ingress"
                                                        : "bpftool net show dev " + name);
        switch (place_of(programs, i)) {
        case Place::Ours:
            break;
        case Place::After:
            out.push_back({false,
                           words_for(programs[i]) + " on " + name +
                               " sees packets after xvrrpd: nothing is to do for xvrrpd, but tcpdump and "
                               "other daemons see only what it passes",
                           show});
            break;
        case Place::Before:
        case Place::Alone:
            out.push_back({false,
                           words_for(programs[i]) + " on " + name +
                               " sees packets before xvrrpd: it must pass protocol 112",
                           show});
            break;
        }
    }
}

// tc sees a tag that the hardware put beside the frame, and XDP does not.
void look_at_tags(const std::string& name, const std::string& mode, const InterfaceFacts& its,
                  Findings& out) {
    const bool is_xdp = mode == "native" || mode == "generic";
    if (!its.strips_tags.value_or(false) || (!is_xdp && !its.carries_vlans))
        return;
    const auto off = "ethtool -K " + name + " rxvlan off";
    if (is_xdp)
        out.push_back({true,
                       "rxvlan of " + name +
                           " is on, so XDP does not see VLAN tags and takes adverts of a VLAN for untagged "
                           "ones",
                       off});
    else
        out.push_back(
            {false,
             "rxvlan of " + name +
                 " is on and VLAN interfaces stand on it: tc hears adverts with their VLAN, which is "
                 "right, and XDP would need it off",
             off + "   # only for XDP"});
}

} // namespace

void look_at_hooks(const Facts& facts, Findings& out) {
    std::set<std::string> seen;
    for (const auto& each : member(facts.status, "interfaces"))
        seen.insert(text_in(each, "name"));
    for (const auto& each : member(facts.status, "interfaces")) {
        const auto name = text_in(each, "name");
        const auto* its = interface_of(facts, name);
        if (its == nullptr)
            continue;
        look_at_programs(name, its->programs, out);
        look_at_tags(name, text_in(each, "mode"), *its, out);
        look_below(facts, name, name, kMostLayers, seen, out);
    }
}

} // namespace xvrrp::tools
