// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/address_monitor.h"

#include <sstream>

namespace xvrrp::test {

// The monitor listens once it reports an address that is added only to find this out.
AddressMonitor::AddressMonitor(const NetNs& netns)
    : process_(netns.start({"ip", "-o", "monitor", "address"})) {
    EXPECT_TRUE(wait_until([&] {
        netns.ip("addr add 127.9.9.9/32 dev lo");
        netns.ip("addr del 127.9.9.9/32 dev lo");
        return said().find("127.9.9.9") != std::string::npos;
    }));
}

bool AddressMonitor::lost(const core::IpAddress& address) const {
    std::istringstream lines(said());
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Deleted") && line.find(' ' + address.text() + '/') != std::string::npos)
            return true;
    }
    return false;
}

} // namespace xvrrp::test
