// SPDX-License-Identifier: GPL-2.0-or-later
// A link whose change to up or down counts only after it has lasted for a while (interface_up_down_delays).
//
// A link that comes, goes or is replaced counts at once. So does every other change of it.
#pragma once

#include "core/net/net_state.h"
#include "core/vrrp/virtual_router_config.h"

#include <memory>
#include <optional>

namespace xvrrp::core {

class SettlingLink {
public:
    void see(const std::optional<Link>& seen, const LinkDelays& delays, TimePoint now);

    // The waiting change counts if due() has come.
    void settle(const LinkDelays& delays, TimePoint now);

    TimePoint due() const { return due_; }

    // The link as it counts now, or nothing if it does not exist.
    const std::optional<Link>& counted() const;

private:
    // They are one value unless a change waits. Most virtual routers have no interface for a virtual MAC, and null is
    // no link.
    std::shared_ptr<const std::optional<Link>> seen_;
    std::shared_ptr<const std::optional<Link>> counted_;
    TimePoint due_ = kNever;
};

} // namespace xvrrp::core
