// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/forwarding.h"

#include <fstream>

namespace xvrrp::host {

bool forwards_ipv6(const std::string& interface) {
    int value = 1;
    std::ifstream file("/proc/sys/net/ipv6/conf/" + interface + "/forwarding");
    return !(file >> value) || value != 0;
}

} // namespace xvrrp::host
