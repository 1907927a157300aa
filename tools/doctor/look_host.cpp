// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

#include <array>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

struct Needed {
    unsigned bit = 0; // capability(7)
    const char* name = "";
    const char* lacking = ""; // what does not work without it
    bool of_root = false;     // another user has no need of it: its runner and its limits do the same
};

constexpr std::array kCapabilities = {
    Needed{5, "CAP_KILL", "scripts that run as another user cannot be ended", true},
    Needed{6, "CAP_SETGID", "scripts cannot run as their users", true},
    Needed{7, "CAP_SETUID", "scripts cannot run as their users", true},
    Needed{12, "CAP_NET_ADMIN", "addresses cannot be set"},
    Needed{13, "CAP_NET_RAW", "adverts cannot be sent"},
    Needed{23, "CAP_SYS_NICE", "the daemon has no real-time priority", true},
    Needed{38, "CAP_PERFMON", "kernels before 6.8 refuse the BPF programs"},
    Needed{39, "CAP_BPF", "BPF programs cannot be loaded"},
};

void look_at_capabilities(const Facts& facts, Findings& out) {
    if (!facts.capabilities)
        return;
    for (const auto& each : kCapabilities) {
        if ((*facts.capabilities >> each.bit & 1U) == 0 && (facts.daemon_is_root || !each.of_root))
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
    for (const auto* family : {"ipv4", "ipv6"}) {
        if (setting(facts, std::string("net/") + family + "/ip_nonlocal_bind", 0) == 1)
            out.push_back(
                {false,
                 std::string("ip_nonlocal_bind is 1 (") + family +
                     "), which is harmless: xvrrpd does not need it; a server that binds to a virtual "
                     "address on a BACKUP does",
                 ""});
    }
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

// Every deadline is of CLOCK_MONOTONIC. Only auth_hmac compares wall clocks.
void look_at_clock(const Facts& facts, Findings& out) {
    if (facts.clock_is_synchronised.value_or(true))
        return;
    std::string names;
    for (const auto& each : routers_of(facts)) {
        const auto block = block_of(facts.config, text_in(each, "name"));
        if (block.find(" auth_hmac {") != std::string::npos &&
            block.find(" anti_replay monotonic") == std::string::npos)
            names += (names.empty() ? "" : ", ") + text_in(each, "name");
    }
    if (names.empty())
        out.push_back({false,
                       "the clock is not synchronised: that matters only for the times in the log and the "
                       "events, elections use another clock",
                       "timedatectl"});
    else
        out.push_back({true,
                       "the clock is not synchronised, and auth_hmac of " + names +
                           " refuses adverts of a host whose clock differs",
                       "timedatectl set-ntp true"});
}

} // namespace

void look_at_host(const Facts& facts, Findings& out) {
    look_at_capabilities(facts, out);
    look_at_sysctls(facts, out);
    look_at_process(facts, out);
    look_at_clock(facts, out);
}

} // namespace xvrrp::tools
