// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/judge.h"

#include "tools/doctor/looks.h"

#include <algorithm>

namespace xvrrp::tools {

using nlohmann::json;

std::vector<Finding> findings_of(const Facts& facts) {
    Findings out;
    for (const auto look : {look_at_daemon, look_at_links, look_at_host, look_at_arp, look_at_interfaces,
                            look_at_hooks, look_at_unicast, look_at_firewall})
        look(facts, out);
    std::stable_partition(out.begin(), out.end(), [](const Finding& each) { return each.is_wrong; });
    return out;
}

std::string render_findings(const std::vector<Finding>& findings, bool only_commands) {
    std::string out;
    for (const auto& each : findings) {
        if (!only_commands)
            out += std::string(each.is_wrong ? "wrong: " : "note:  ") + each.text + "\n";
        if (!each.command.empty())
            out += (only_commands ? "" : "       ") + each.command + "\n";
    }
    return out.empty() && !only_commands ? "nothing is wrong\n" : out;
}

json document_of(const std::vector<Finding>& findings) {
    json all = json::array();
    for (const auto& each : findings)
        all.push_back({{"wrong", each.is_wrong},
                       {"text", each.text},
                       {"command", each.command.empty() ? json() : json(each.command)}});
    return all;
}

} // namespace xvrrp::tools
