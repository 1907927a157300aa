// SPDX-License-Identifier: GPL-2.0-or-later
// The VLAN numbers of the VLAN interfaces in the network namespace of this thread.
#pragma once

#include <map>
#include <string>

namespace xvrrp::host {

using VlanNumbers = std::map<std::string, unsigned>; // by interface

// Reads /proc/net/vlan/config, which does not load the module as an ioctl would. Empty without VLAN interfaces.
VlanNumbers vlan_numbers();

// The same from the text of that file.
VlanNumbers vlan_numbers_in(const std::string& text);

} // namespace xvrrp::host
