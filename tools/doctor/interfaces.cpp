// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/collect.h"
#include "tools/reply.h"

#include <sstream>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr const char* kOurProgram = "xvrrp_root";

// The bridge itself, or the one that the interface is a port of.
const json& bridge_of(const json& link, const json& links) {
    static const json none;
    if (text_in(member(link, "linkinfo"), "info_kind") == "bridge")
        return link;
    const auto master = text_in(link, "master");
    for (const auto& each : links) {
        if (!master.empty() && text_in(each, "ifname") == master &&
            text_in(member(each, "linkinfo"), "info_kind") == "bridge")
            return each;
    }
    return none;
}

} // namespace

std::map<std::string, InterfaceFacts> interfaces_in(const json& links, const json& memberships) {
    std::map<std::string, InterfaceFacts> out;
    for (const auto& link : links) {
        auto& facts = out[text_in(link, "ifname")];
        facts.mtu = static_cast<unsigned>(number_in(link, "mtu"));
        const auto& bridge = member(member(bridge_of(link, links), "linkinfo"), "info_data");
        facts.snoops_without_querier =
            number_in(bridge, "mcast_snooping") == 1 && number_in(bridge, "mcast_querier") == 0;
        const auto& program = member(member(link, "xdp"), "prog");
        const auto name = text_in(program, "name");
        if (program.is_object() && name != kOurProgram)
            facts.foreign_xdp = name.empty() ? "with id " + member(program, "id").dump() : name;
    }
    for (const auto& each : memberships) {
        for (const auto& group : member(each, "maddr"))
            out[text_in(each, "ifname")].groups.insert(text_in(group, "address"));
    }
    return out;
}

std::optional<std::uint64_t> capabilities_in(const std::string& proc_status) {
    std::istringstream lines(proc_status);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("CapEff:", 0) == 0)
            return std::stoull(line.substr(7), nullptr, 16);
    }
    return {};
}

unsigned soft_limit_in(const std::string& proc_limits) {
    constexpr std::string_view kName = "Max open files";
    std::istringstream lines(proc_limits);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(kName, 0) != 0)
            continue;
        std::istringstream numbers(line.substr(kName.size()));
        unsigned soft = 0;
        numbers >> soft; // "unlimited" leaves 0
        return soft;
    }
    return 0;
}

// "monotonic  0  0"
bool has_offset(const std::string& timens_offsets) {
    std::istringstream words(timens_offsets);
    std::string clock;
    long seconds = 0;
    long nanoseconds = 0;
    while (words >> clock >> seconds >> nanoseconds) {
        if (clock == "monotonic" && (seconds != 0 || nanoseconds != 0))
            return true;
    }
    return false;
}

} // namespace xvrrp::tools
