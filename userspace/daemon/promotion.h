// SPDX-License-Identifier: GPL-2.0-or-later
// The sysctl promote_secondaries: secondary addresses survive the removal of their network's primary address.
//
// If the configuration asks for it, it stays set as long as that configuration runs. On other interfaces it
// is set only during a removal that would take other addresses with it.
#pragma once

#include "core/net/net_state.h"
#include "host/sysctl.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Promotion {
public:
    explicit Promotion(host::BorrowedSysctls& sysctls) : sysctls_(sysctls) {}

    // Sets it on these interfaces (name and index) and on no others. Returns each failure once.
    std::vector<std::string> keep(const std::map<std::string, int>& interfaces);

    // Sets it on the interfaces of these addresses, until end().
    Result<> begin(std::span<const core::PlacedAddress> endangered);
    void end();

private:
    host::BorrowedSysctls& sysctls_;
    std::map<std::string, int> kept_;
    std::set<std::string> for_now_;
};

} // namespace xvrrp::daemon
