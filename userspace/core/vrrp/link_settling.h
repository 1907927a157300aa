// SPDX-License-Identifier: GPL-2.0-or-later
// What counts of a link that goes up and down: a change only once it has lasted (interface_up_down_delays).
#pragma once

#include "core/net/net_state.h"
#include "core/vrrp/virtual_router_config.h"

#include <optional>

namespace xvrrp::core {

class LinkSettling {
public:
    // What counts of what is seen now, beside what counted before. A link that comes, goes or is another one counts
    // at once; so does whatever else changes about it.
    std::optional<Link> settle(const std::optional<Link>& counted, const std::optional<Link>& seen,
                               const LinkDelays& delays, TimePoint now);

    // When the change that waits counts: settle() once more then, with seen().
    TimePoint due() const { return due_; }

    const std::optional<Link>& seen() const { return seen_; }

private:
    std::optional<Link> seen_;
    TimePoint due_ = kNever;
};

} // namespace xvrrp::core
