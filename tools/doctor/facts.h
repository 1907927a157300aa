// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor looks at: the daemon's status and the host around it, as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct InterfaceFacts {
    unsigned mtu = 0;                    // 0: unknown
    bool snoops_without_querier = false; // it is a bridge or a port of one
    std::set<std::string> groups{};      // the multicast groups that the host has joined there
    std::string foreign_xdp{};           // the name of an XDP program that is not xvrrpd's
};

struct Facts {
    nlohmann::json status;
    std::map<std::string, InterfaceFacts> interfaces{};
    std::optional<nlohmann::json> ruleset{};      // of nftables, as libnftables prints it in JSON
    std::map<std::string, std::string> sysctls{}; // by their path below /proc/sys
    bool sysctls_are_read_only = false;
    bool has_time_namespace = false;             // with another monotonic clock than the host's
    std::optional<std::uint64_t> capabilities{}; // the effective ones of the daemon
    unsigned open_files = 0;
    unsigned most_files = 0;                  // 0: unknown
    std::vector<std::string> other_daemons{}; // of VRRP in the same network namespace: "keepalived (pid 7)"
};

} // namespace xvrrp::tools
