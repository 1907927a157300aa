// SPDX-License-Identifier: GPL-2.0-or-later
// What the doctor looks at: the daemon's status and the host around it, as plain values.
#pragma once

#include "tools/doctor/hooks.h"

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
    HookPrograms programs{};             // those that see a received packet, in their order
    std::vector<std::string> lower{};    // the interfaces that hand their frames to it
    std::string wire{};                  // a name that interfaces on one link share
    std::string virtual_mac_of{};        // the interface below, if this is a macvlan with a virtual MAC
    bool carries_vlans = false;          // VLAN interfaces stand on it
    std::optional<bool> strips_tags{};   // rxvlan
    std::vector<std::string> networks{}; // its addresses: "192.0.2.1/24"
    std::optional<long> rp_filter{};     // the stricter one of its own and that of all
    std::optional<long> arp_ignore{};    // the stricter one
};

// How far a packet of protocol 112 gets that the host sends to itself over lo.
enum class Passage { Unknown, Free, NotSent, NotReceived };

// A virtual router that some xvrrpd of the network namespace has claimed.
struct Claim {
    std::string interface;
    std::string family;
    unsigned vrid = 0;
};

// clang-tidy 14 believes that to move a nlohmann::json may throw.
// NOLINTNEXTLINE(bugprone-exception-escape)
struct Facts {
    nlohmann::json status;
    std::string config{}; // the running configuration as text; empty: unknown
    std::map<std::string, InterfaceFacts> interfaces{};
    nlohmann::json ruleset{};                     // of nftables, as libnftables prints it; null: unknown
    std::map<std::string, std::string> sysctls{}; // by their path below /proc/sys
    bool sysctls_are_read_only = false;
    bool has_time_namespace = false;             // with another monotonic clock than the host's
    std::optional<bool> clock_is_synchronised{}; // CLOCK_REALTIME
    std::optional<std::uint64_t> capabilities{}; // the effective ones of the daemon
    bool daemon_is_root = true;
    unsigned open_files = 0;
    unsigned most_files = 0;                  // 0: unknown
    std::vector<std::string> other_daemons{}; // of VRRP in the same network namespace: "keepalived (pid 7)"
    std::vector<Claim> claims{};              // of all xvrrpd in the same network namespace
    std::map<std::string, Passage> passage{}; // by family: "ipv4", "ipv6"
};

} // namespace xvrrp::tools
