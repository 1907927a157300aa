// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_datapath.h"

#include "tools/columns.h"
#include "tools/reply.h"

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

} // namespace

json datapath_of(const json& status) {
    const auto& daemon = member(status, "daemon");
    return {{"schema", member(status, "schema")},
            {"pins", member(daemon, "pins")},
            {"bpf_dir", member(daemon, "bpf_dir")},
            {"stand_in", member(status, "stand_in")},
            {"interfaces", member(status, "interfaces")}};
}

std::string render_datapath(const json& datapath) {
    std::vector<std::vector<std::string>> rows{{"INTERFACE", "INDEX", "MODE", "HOOK", "KEPT", "WHY"}};
    for (const auto& each : member(datapath, "interfaces"))
        rows.push_back({text_in(each, "name"), member(each, "ifindex").dump(), text_in(each, "mode"),
                        text_in(each, "hook"), member(each, "reused") == true ? "yes" : "no",
                        text_in(each, "why")});
    return aligned(rows) +
           (member(datapath, "pins") == true
                ? "Programs and maps are pinned in " + text_in(datapath, "bpf_dir")
                : std::string("Nothing is pinned")) +
           "\n" + token_of(member(datapath, "stand_in"));
}

} // namespace xvrrp::tools
