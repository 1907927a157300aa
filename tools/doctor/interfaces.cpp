// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/collect.h"
#include "tools/reply.h"

#include <sstream>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr int kMostLayers = 8;

std::string kind_of(const json& link) {
    return text_in(member(link, "linkinfo"), "info_kind");
}

const json& info_of(const json& link) {
    return member(member(link, "linkinfo"), "info_data");
}

using Links = std::map<std::string, const json*>;

const json& link_named(const std::string& name, const Links& links) {
    static const json none;
    const auto found = links.find(name);
    return found == links.end() ? none : *found->second;
}

// The bridge itself, or the one that the interface is a port of.
const json& bridge_of(const json& link, const Links& links) {
    static const json none;
    if (kind_of(link) == "bridge")
        return link;
    const auto& master = link_named(text_in(link, "master"), links);
    return kind_of(master) == "bridge" ? master : none;
}

// The ports of a bridge are on one link unless it parts them by VLAN. A VLAN of a link is a link of its own.
std::string wire_of(const json& link, const Links& links, int layers = kMostLayers) {
    auto name = text_in(link, "ifname");
    const auto& below = link_named(text_in(link, "link"), links);
    const auto kind = kind_of(link);
    if (layers == 0)
        return name;
    if (below.is_object() && kind == "vlan")
        return wire_of(below, links, layers - 1) + "." + member(info_of(link), "id").dump();
    if (below.is_object() && (kind == "macvlan" || kind == "ipvlan"))
        return wire_of(below, links, layers - 1);
    const auto& bridge = bridge_of(link, links);
    const bool parts = number_in(info_of(bridge), "vlan_filtering") == 1;
    return bridge.is_object() && !parts ? text_in(bridge, "ifname") : name;
}

bool stands_on_its_link(const std::string& kind) {
    return kind == "vlan" || kind == "macvlan" || kind == "ipvlan";
}

bool takes_from_its_ports(const std::string& kind) {
    return kind == "bond" || kind == "team" || kind == "bridge";
}

void add_neighbours(const json& link, const Links& links, std::map<std::string, InterfaceFacts>& out) {
    const auto name = text_in(link, "ifname");
    const auto below = text_in(link, "link");
    const auto master = text_in(link, "master");
    const auto kind = kind_of(link);
    if (stands_on_its_link(kind) && !below.empty()) {
        out[name].lower.push_back(below);
        out[below].carries_vlans |= kind == "vlan";
    }
    if (takes_from_its_ports(kind_of(link_named(master, links))))
        out[master].lower.push_back(name);
    if (kind == "macvlan" && text_in(link, "address").rfind("00:00:5e:00:0", 0) == 0)
        out[name].virtual_mac_of = below;
}

} // namespace

std::map<std::string, InterfaceFacts> interfaces_in(const json& all, const json& memberships) {
    Links links;
    for (const auto& each : all)
        links.emplace(text_in(each, "ifname"), &each);
    std::map<std::string, InterfaceFacts> out;
    for (const auto& link : all) {
        auto& facts = out[text_in(link, "ifname")];
        facts.mtu = static_cast<unsigned>(number_in(link, "mtu"));
        const auto& bridge = info_of(bridge_of(link, links));
        facts.snoops_without_querier =
            number_in(bridge, "mcast_snooping") == 1 && number_in(bridge, "mcast_querier") == 0;
        facts.wire = wire_of(link, links);
        for (const auto& each : member(link, "addr_info"))
            facts.networks.push_back(text_in(each, "local") + "/" + member(each, "prefixlen").dump());
        add_neighbours(link, links, out);
    }
    for (const auto& each : memberships) {
        for (const auto& group : member(each, "maddr"))
            out[text_in(each, "ifname")].groups.insert(text_in(group, "address"));
    }
    return out;
}

// "0000: 00000002 00000000 00010000 0001 01 2715 @xvrrpd/eth0/ipv4/51", as userspace/daemon/claims.cpp names them.
std::vector<Claim> claims_in(const std::string& proc_net_unix) {
    constexpr std::string_view kPrefix = " @xvrrpd/";
    std::vector<Claim> out;
    std::istringstream lines(proc_net_unix);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find(kPrefix);
        if (begin == std::string::npos)
            continue;
        std::istringstream parts(line.substr(begin + kPrefix.size()));
        Claim claim;
        if (std::getline(parts, claim.interface, '/') && std::getline(parts, claim.family, '/') &&
            parts >> claim.vrid)
            out.push_back(std::move(claim));
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

bool is_root_in(const std::string& proc_status) {
    std::istringstream lines(proc_status);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        unsigned real = 0;
        unsigned effective = 0;
        if (words >> name >> real >> effective && name == "Uid:")
            return effective == 0;
    }
    return false;
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
