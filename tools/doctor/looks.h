// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the judgement, each about one subject. Pure.
#pragma once

#include "tools/doctor/judge.h"

namespace xvrrp::tools {

using Findings = std::vector<Finding>;

void look_at_daemon(const Facts& facts, Findings& out);     // what it says about itself
void look_at_host(const Facts& facts, Findings& out);       // capabilities, sysctls, processes, clocks
void look_at_links(const Facts& facts, Findings& out);      // the VRIDs of a link, and who else uses them
void look_at_interfaces(const Facts& facts, Findings& out); // the MTU, groups and bridges
void look_at_hooks(const Facts& facts, Findings& out);      // programs and VLAN tags before and behind xvrrpd
void look_at_arp(const Facts& facts, Findings& out);        // rp_filter and arp_ignore
void look_at_unicast(const Facts& facts, Findings& out);    // sources and peers
void look_at_firewall(const Facts& facts, Findings& out);   // rules, and what came of a packet

// ---- shared by them --------------------------------------------------------------------------------------------

const nlohmann::json& routers_of(const Facts& facts);
bool has_unicast_peers(const nlohmann::json& router);
// The facts of an interface, or nothing.
const InterfaceFacts* interface_of(const Facts& facts, const std::string& name);
// The lines of a vrrp_instance in the running configuration.
std::string block_of(const std::string& config, const std::string& instance);
// "192.0.2.1/24" has 192.0.2.7. With another family, or with what is no address, false.
bool contains(const std::string& network, const std::string& address);

} // namespace xvrrp::tools
