// SPDX-License-Identifier: GPL-2.0-or-later
// A link whose change to up or down counts only after it has lasted for a while (interface_up_down_delays).
//
// A link that comes, goes or is replaced counts at once. So does every other change of it.
#pragma once

#include "core/net/net_state.h"
#include "core/vrrp/virtual_router_config.h"

namespace xvrrp::core {

class SettlingLink {
public:
    void see(SharedLink seen, const LinkDelays& delays, TimePoint now);

    // The waiting change counts if due() has come.
    void settle(const LinkDelays& delays, TimePoint now);

    TimePoint due() const { return due_; }

    // The link as it counts now.
    const SharedLink& counted() const { return counted_; }

private:
    SharedLink seen_;
    SharedLink counted_; // the same unless a change waits
    TimePoint due_ = kNever;
};

} // namespace xvrrp::core
