// SPDX-License-Identifier: GPL-2.0-or-later
// The times at which to look at each attachment: in turn every two seconds, and soon after a reported change.
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
    void looked(int ifindex, core::TimePoint now); // the interface is watched from here on
    void forget(int ifindex);
    void disturbed(int ifindex, core::TimePoint now); // without effect if the interface is not watched
    void all_disturbed(core::TimePoint now);

    std::vector<int> due(core::TimePoint now) const;

    core::TimePoint deadline() const { return order_.empty() ? core::kNever : order_.begin()->first; }

private:
    struct Look {
        core::TimePoint last;
        core::TimePoint next;
    };

    void plan(int ifindex, Look& look, core::TimePoint next);

    std::map<int, Look> looks_;                       // by interface index
    std::set<std::pair<core::TimePoint, int>> order_; // the same, ordered by the time of the next look
};

} // namespace xvrrp::datapath
