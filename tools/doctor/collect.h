// SPDX-License-Identifier: GPL-2.0-or-later
// Gathers the facts for the doctor from /proc, ip(8), tc(8), nft(8) and bpf(2), in the network namespace of the daemon, where
// it also sends a packet over lo. It changes nothing.
#pragma once

#include "tools/doctor/facts.h"

#include <string>

namespace xvrrp::tools {

// clang-tidy 14 believes that to move a nlohmann::json may throw.
// NOLINTNEXTLINE(bugprone-exception-escape)
struct Gathered {
    Facts facts;
    std::string trouble; // why something could not be looked at, or empty
};

// This process is in the daemon's network namespace afterwards.
Gathered gather(nlohmann::json status, std::string config);

// Moves this process into the daemon's network namespace. Returns why that failed, or an empty text.
std::string enter_namespace_of(const nlohmann::json& status);

// The programs on the hooks of the interfaces on which the daemon receives adverts.
Hooked hooks_beside(const nlohmann::json& status);

// The parts of the output of ip(8), with addresses and details, and of files of /proc. Pure.
std::map<std::string, InterfaceFacts> interfaces_in(const nlohmann::json& all,
                                                    const nlohmann::json& memberships);
std::vector<Claim> claims_in(const std::string& proc_net_unix);
std::optional<std::uint64_t> capabilities_in(const std::string& proc_status);
bool is_root_in(const std::string& proc_status); // by the effective user
unsigned soft_limit_in(const std::string& proc_limits);
bool has_offset(const std::string& timens_offsets);

} // namespace xvrrp::tools
