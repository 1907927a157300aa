// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/judge.h"

#include "tools/doctor/firewall.h"
#include "tools/reply.h"

#include <algorithm>
#include <array>

namespace xvrrp::tools {

namespace {

using nlohmann::json;
using Findings = std::vector<Finding>;

const json& routers_of(const Facts& facts) {
    return member(facts.status, "instances");
}

// ---- what the daemon knows itself ------------------------------------------------------------------------------

void look_at_routers(const Facts& facts, Findings& out) {
    for (const auto& each : routers_of(facts)) {
        const auto name = text_in(each, "name");
        if (text_in(each, "state") == "FAULT" && text_in(each, "drain") != "drained")
            out.push_back(
                {true, name + " is in FAULT: " + text_in(each, "reason_text"), "xvrrpctl why " + name});
        const auto& rival = member(each, "rival");
        if (rival.is_object())
            out.push_back({true,
                           name + " is MASTER, and " + text_in(rival, "address") +
                               " says that it is MASTER too: it does not hear our adverts",
                           "tcpdump -ni " + text_in(each, "interface") + " 'proto 112 or ip6 proto 112'"});
    }
}

void look_at_datapath(const Facts& facts, Findings& out) {
    for (const auto& each : member(facts.status, "interfaces")) {
        if (text_in(each, "mode") == "none")
            out.push_back(
                {true, "no adverts are received on " + text_in(each, "name") + ": " + text_in(each, "why"),
                 "xvrrpctl datapath"});
    }
    if (const auto trouble = text_in(member(facts.status, "stand_in"), "trouble"); !trouble.empty())
        out.push_back({true, "the kernel cannot stand in for a late daemon: " + trouble, "modprobe sch_tbf"});
    if (member(member(facts.status, "daemon"), "pins") == false)
        out.push_back({true,
                       "nothing is pinned, so a restart loses what it heard and the kernel cannot stand in",
                       "mount -t bpf bpf /sys/fs/bpf && xvrrpctl restart"});
}

// The same VRID that is refused is a wrong configuration, and another one only has another router.
void look_at_strangers(const Facts& facts, Findings& out) {
    for (const auto& each : member(facts.status, "refused")) {
        const auto vrid = member(each, "vrid").dump();
        const auto where = text_in(each, "interface") + " from " + text_in(each, "source");
        if (text_in(each, "reason") == "vrid_unknown")
            out.push_back(
                {false,
                 "adverts of VRID " + vrid + " are heard on " + where + ", and no virtual router here has it",
                 ""});
        else
            out.push_back(
                {true,
                 "adverts of VRID " + vrid + " are refused on " + where + ": " + text_in(each, "sentence"),
                 "xvrrpctl why"});
    }
}

// ---- the host --------------------------------------------------------------------------------------------------

struct Needed {
    unsigned bit; // capability(7)
    const char* name;
    const char* lacking; // what does not work without it
};

constexpr std::array kCapabilities = {
    Needed{5, "CAP_KILL", "scripts that run as another user cannot be ended"},
    Needed{6, "CAP_SETGID", "scripts cannot run as their users"},
    Needed{7, "CAP_SETUID", "scripts cannot run as their users"},
    Needed{12, "CAP_NET_ADMIN", "addresses cannot be set"},
    Needed{13, "CAP_NET_RAW", "adverts cannot be sent"},
    Needed{23, "CAP_SYS_NICE", "the daemon has no real-time priority"},
    Needed{38, "CAP_PERFMON", "kernels before 6.8 refuse the BPF programs"},
    Needed{39, "CAP_BPF", "BPF programs cannot be loaded"},
};

void look_at_capabilities(const Facts& facts, Findings& out) {
    if (!facts.capabilities)
        return;
    for (const auto& each : kCapabilities) {
        if ((*facts.capabilities >> each.bit & 1U) == 0)
            out.push_back({true, std::string("the daemon lacks ") + each.name + ": " + each.lacking,
                           "systemctl show -p CapabilityBoundingSet xvrrpd"});
    }
}

long setting(const Facts& facts, const std::string& path, long otherwise) {
    const auto found = facts.sysctls.find(path);
    try {
        return found == facts.sysctls.end() ? otherwise : std::stol(found->second);
    } catch (const std::exception&) {
        return otherwise;
    }
}

void look_at_sysctls(const Facts& facts, Findings& out) {
    if (facts.sysctls_are_read_only)
        out.push_back(
            {true,
             "/proc/sys is read-only, as in many containers: use_vmac and promote_secondaries cannot "
             "set what they need",
             "mount -o remount,rw /proc/sys"});
    const auto runtime = setting(facts, "kernel/sched_rt_runtime_us", -1);
    const auto period = setting(facts, "kernel/sched_rt_period_us", 1'000'000);
    if (runtime >= 0 && runtime < period / 2)
        out.push_back({true,
                       "real-time processes get only " + std::to_string(runtime) + " of " +
                           std::to_string(period) + " us, so adverts may be late on a busy host",
                       "sysctl -w kernel.sched_rt_runtime_us=950000"});
    if (setting(facts, "net/ipv4/ip_nonlocal_bind", 0) == 1)
        out.push_back(
            {false,
             "ip_nonlocal_bind is 1: xvrrpd does not need it; a server that binds to a virtual address on "
             "a BACKUP does",
             ""});
}

void look_at_process(const Facts& facts, Findings& out) {
    if (facts.has_time_namespace)
        out.push_back(
            {false,
             "the daemon runs in a time namespace: times that end in _ns are not those of the host's "
             "clock",
             ""});
    if (facts.most_files > 0 && facts.open_files > facts.most_files / 10 * 8)
        out.push_back({true,
                       "the daemon has " + std::to_string(facts.open_files) + " of at most " +
                           std::to_string(facts.most_files) + " files open",
                       "systemctl edit xvrrpd   # LimitNOFILE="});
    for (const auto& each : facts.other_daemons)
        out.push_back({true,
                       each + " runs in the same network namespace: with the same VRID both are MASTER here",
                       "systemctl disable --now keepalived   # keepalived --check may stay for LVS"});
}

// ---- interfaces and packets ------------------------------------------------------------------------------------

// An advert is one packet.
std::size_t packet_size(const json& router) {
    const bool six = text_in(router, "family") == "ipv6";
    return (six ? 40 : 20) + 8 + (six ? 16 : 4) * member(router, "addresses").size();
}

void look_at_interface_of(const json& router, const InterfaceFacts& facts, Findings& out) {
    const auto name = text_in(router, "name");
    const auto interface = text_in(router, "interface");
    const auto group = text_in(router, "group");
    if (facts.mtu > 0 && packet_size(router) > facts.mtu)
        out.push_back({true,
                       "an advert of " + name + " has " + std::to_string(packet_size(router)) +
                           " bytes, more than the MTU of " + interface + ", " + std::to_string(facts.mtu) +
                           ": put addresses into virtual_ipaddress_excluded",
                       ""});
    const auto state = text_in(router, "state");
    const bool is_at_work = state == "MASTER" || state == "BACKUP";
    if (is_at_work && !group.empty() && !facts.groups.contains(group))
        out.push_back({true,
                       interface + " has not joined " + group + ", so a switch may keep the adverts for " +
                           name + " from this host (disable_local_igmp asks for that)",
                       "ip maddress show dev " + interface});
    // A bridge floods 224.0.0.0/24 in any case, and of IPv6 only ff02::1.
    if (facts.snoops_without_querier && text_in(router, "family") == "ipv6" && !group.empty())
        out.push_back({false,
                       "the bridge of " + interface +
                           " snoops multicast and is no querier: without one on the link "
                           "it may forget who listens to " +
                           group,
                       "ip link set dev BRIDGE type bridge mcast_querier 1"});
}

void look_at_interfaces(const Facts& facts, Findings& out) {
    for (const auto& each : routers_of(facts)) {
        const auto found = facts.interfaces.find(text_in(each, "interface"));
        if (found != facts.interfaces.end())
            look_at_interface_of(each, found->second, out);
    }
    for (const auto& [name, each] : facts.interfaces) {
        if (!each.foreign_xdp.empty())
            out.push_back({false,
                           "the XDP program " + each.foreign_xdp + " on " + name +
                               " sees packets before xvrrpd: it must pass protocol 112",
                           "bpftool net show dev " + name});
    }
}

// Adverts are heard before the firewall and sent past it, but for unicast ones, which leave as any packet.
void look_at_firewall(const Facts& facts, Findings& out) {
    if (!facts.ruleset)
        return;
    const bool has_unicast = std::ranges::any_of(routers_of(facts), [](const json& each) {
        const auto& peers = member(each, "unicast_peers");
        return peers.is_array() && !peers.empty();
    });
    for (const auto& each : chains_that_drop_adverts(*facts.ruleset)) {
        const bool is_outward = each.hook == "output" || each.hook == "postrouting";
        if (is_outward && has_unicast)
            out.push_back({true, "unicast adverts do not leave through " + each.name + ": " + each.how,
                           "nft list ruleset"});
        else if (!is_outward && each.hook != "forward")
            out.push_back(
                {false,
                 each.name + " drops adverts (" + each.how +
                     "): xvrrpd hears them before it, and another VRRP daemon or a peer with such a rule "
                     "does not",
                 "nft list ruleset"});
    }
}

} // namespace

std::vector<Finding> findings_of(const Facts& facts) {
    Findings out;
    for (const auto look : {look_at_routers, look_at_datapath, look_at_strangers, look_at_capabilities,
                            look_at_sysctls, look_at_process, look_at_interfaces, look_at_firewall})
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
