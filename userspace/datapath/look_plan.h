// SPDX-License-Identifier: GPL-2.0-or-later
// The times at which to look at each attachment: on a beat of two seconds, and soon after a reported change.
//
// Pure. A storm of reports costs one look each ten milliseconds. Attachments that are due at the same moment
// are handed out in portions, so that an advert never waits for a thousand looks.
#pragma once

#include "core/types.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace xvrrp::datapath {

class LookPlan {
public:
    // The interface is watched from here on.
    void looked(core::InterfaceIndex interface, core::TimePoint now);
    void forget(core::InterfaceIndex interface);
    // This does nothing if the interface is not watched.
    void disturbed(core::InterfaceIndex interface, core::TimePoint now);
    void all_disturbed(core::TimePoint now);

    std::vector<core::InterfaceIndex> due(core::TimePoint now) const;

    core::TimePoint deadline() const { return order_.empty() ? core::kNever : order_.begin()->first; }

private:
    struct Look {
        core::TimePoint last;
        core::TimePoint next;
    };

    void plan(core::InterfaceIndex interface, Look& look, core::TimePoint next);

    std::map<core::InterfaceIndex, Look> looks_;
    // The same, ordered by the time of the next look.
    std::set<std::pair<core::TimePoint, core::InterfaceIndex>> order_;
};

} // namespace xvrrp::datapath
