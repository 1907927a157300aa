// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/vlan_numbers.h"

#include <fstream>
#include <iterator>
#include <sstream>

namespace xvrrp::host {

VlanNumbers vlan_numbers() {
    std::ifstream file("/proc/thread-self/net/vlan/config");
    return vlan_numbers_in({std::istreambuf_iterator<char>(file), {}});
}

// "eth0.7         | 7  | eth0". The two lines of the head have no number there.
VlanNumbers vlan_numbers_in(const std::string& text) {
    VlanNumbers out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        std::string bar;
        unsigned number = 0;
        if (words >> name >> bar >> number && bar == "|")
            out.emplace(std::move(name), number);
    }
    return out;
}

} // namespace xvrrp::host
