// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_datapath.h"

#include "tools/columns.h"
#include "tools/reply.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

std::string token_of(const json& all) {
    const auto trouble = text_in(all, "trouble");
    if (!trouble.empty())
        return "The kernel cannot stand in: " + trouble + "\n";
    return "The kernel can stand in: " + member(all, "turns").dump() + " turns of its token, at most " +
           member(all, "largest_gap_ms").dump() + " ms apart; lost " + member(all, "lost").dump() + "\n";
}

json programs_on(const std::string& interface, const std::map<std::string, HookPrograms>& hooks) {
    const auto found = hooks.find(interface);
    return document_of(found == hooks.end() ? HookPrograms{} : found->second);
}

// Nothing where xvrrpd is alone.
std::string shared_hooks(const json& interfaces) {
    std::vector<std::vector<std::string>> rows{{"INTERFACE", "HOOK", "ID", "NAME", "PLACE"}};
    for (const auto& each : interfaces) {
        const auto& programs = member(each, "programs");
        if (std::ranges::all_of(programs, [](const json& it) { return text_in(it, "place") == "xvrrpd"; }))
            continue;
        for (const auto& it : programs) {
            const auto& number = member(it, "id");
            rows.push_back({text_in(each, "name"), text_in(it, "hook"),
                            number.is_null() ? "-" : number.dump(), text_in(it, "name"),
                            text_in(it, "place")});
        }
    }
    return rows.size() == 1 ? "" : "Received packets pass, in this order:\n" + aligned(rows);
}

} // namespace

json datapath_of(const json& status, const std::optional<std::map<std::string, HookPrograms>>& hooks) {
    const auto& daemon = member(status, "daemon");
    auto interfaces = member(status, "interfaces");
    for (auto& each : interfaces)
        each["programs"] = hooks ? programs_on(text_in(each, "name"), *hooks) : json();
    return {{"schema", member(status, "schema")},
            {"pins", member(daemon, "pins")},
            {"bpf_dir", member(daemon, "bpf_dir")},
            {"stand_in", member(status, "stand_in")},
            {"interfaces", std::move(interfaces)}};
}

std::string render_datapath(const json& datapath) {
    std::vector<std::vector<std::string>> rows{{"INTERFACE", "INDEX", "MODE", "HOOK", "KEPT", "WHY"}};
    for (const auto& each : member(datapath, "interfaces"))
        rows.push_back({text_in(each, "name"), member(each, "ifindex").dump(), text_in(each, "mode"),
                        text_in(each, "hook"), member(each, "reused") == true ? "yes" : "no",
                        text_in(each, "why")});
    return aligned(rows) + shared_hooks(member(datapath, "interfaces")) +
           (member(datapath, "pins") == true
                ? "Programs and maps are pinned in " + text_in(datapath, "bpf_dir")
                : std::string("Nothing is pinned")) +
           "\n" + token_of(member(datapath, "stand_in"));
}

} // namespace xvrrp::tools
