// SPDX-License-Identifier: GPL-2.0-or-later
// Whether this host forwards IPv6 packets that come in on an interface: net.ipv6.conf.IF.forwarding.
#pragma once

#include <string>

namespace xvrrp::host {

// True where that cannot be read: what runs VRRP is a router.
bool forwards_ipv6(const std::string& interface);

} // namespace xvrrp::host
