// SPDX-License-Identifier: GPL-2.0-or-later
// The sysctl promote_secondaries: whether secondary addresses outlive the primary one of their network.
//
// Where the configuration asks for it, it is set as long as it does. Elsewhere it is set for the moment of a removal
// that would take other addresses with it.
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

    // On these interfaces (name and index), and on no others any more. Returns what could not be done, once.
    std::vector<std::string> keep(const std::map<std::string, int>& interfaces);

    // On the interfaces of these addresses, until end().
    Result<> begin(std::span<const core::PlacedAddress> endangered);
    void end();

private:
    host::BorrowedSysctls& sysctls_;
    std::map<std::string, int> kept_;
    std::set<std::string> for_now_;
};

} // namespace xvrrp::daemon
