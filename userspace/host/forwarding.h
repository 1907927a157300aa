// SPDX-License-Identifier: GPL-2.0-or-later
// A check that this host forwards the IPv6 packets of an interface: net.ipv6.conf.IF.forwarding.
#pragma once

#include <string>

namespace xvrrp::host {

// Returns true if the setting cannot be read, because a host that runs VRRP is a router.
bool forwards_ipv6(const std::string& interface);

} // namespace xvrrp::host
