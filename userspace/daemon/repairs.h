// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses of ours that somebody else removes: when each of them is put back.
//
// Five times at once, then after a second, after two, after four, up to a minute: a fight is not won by hurrying. An
// address that has stayed for ten seconds is a new case. Pure.
#pragma once

#include "core/net_state.h"

#include <map>
#include <set>
#include <vector>

namespace xvrrp::daemon {

class Repairs {
public:
    struct Turn {
        core::TimePoint at;
        bool backs_off = false; // from now on
    };

    // An address was removed that is wanted.
    Turn removed(const core::PlacedAddress& address, core::TimePoint now);
    // Those that waited for their turn and have it now.
    std::vector<core::PlacedAddress> due(core::TimePoint now);
    core::TimePoint deadline() const;

private:
    struct Case {
        unsigned removals = 0;
        core::Duration delay{0};
        core::TimePoint back_at{};
    };

    std::map<core::PlacedAddress, Case> cases_;
    std::set<core::PlacedAddress> waiting_;
};

} // namespace xvrrp::daemon
