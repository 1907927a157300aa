// SPDX-License-Identifier: GPL-2.0-or-later
// A host on which the doctor finds nothing, for the tests of what it finds.
#pragma once

#include "tools/doctor/judge.h"

namespace xvrrp::tools {

using nlohmann::json;

inline constexpr std::uint64_t kAll = ~std::uint64_t{0};

inline json router() {
    return {{"name", "VI_1"},
            {"state", "MASTER"},
            {"reason_text", "eth0 is down"},
            {"drain", "no"},
            {"interface", "eth0"},
            {"family", "ipv4"},
            {"rival", nullptr},
            {"group", "224.0.0.18"},
            {"unicast_peers", json::array()},
            {"addresses", {"192.0.2.100/24"}}};
}

// A host on which nothing is wrong.
inline Facts sound(json its = router()) {
    Facts out;
    out.status = {{"daemon", {{"pins", true}}},
                  {"stand_in", {{"trouble", nullptr}}},
                  {"interfaces", {{{"name", "eth0"}, {"mode", "native"}}}},
                  {"instances", json::array({std::move(its)})},
                  {"refused", json::array()}};
    out.interfaces["eth0"] = {.mtu = 1500, .groups = {"224.0.0.18"}};
    out.capabilities = kAll;
    out.sysctls = {{"kernel/sched_rt_runtime_us", "950000"}, {"kernel/sched_rt_period_us", "1000000"}};
    out.open_files = 30;
    out.most_files = 1024;
    return out;
}

inline std::string said(const Facts& facts) {
    return render_findings(findings_of(facts), false);
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace xvrrp::tools
