// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules of this network namespace: changed in batches, and watched for removals of ours by others.
#pragma once

#include "core/net/routing.h"
#include "core/result.h"
#include "host/netlink_channel.h"

#include <functional>
#include <span>
#include <vector>

namespace xvrrp::host {

class Routing {
public:
    static Result<Routing> open();

    // Sends all operations, one sendmsg per 64 KiB; the kernel has applied them when this returns. An entry
    // that is already there, or already gone, is no error.
    std::vector<core::FailedRouting> apply(std::span<const core::RoutingOperation> operations);

    int monitor_fd() const { return monitor_.fd(); }

    // Reports entries that went and that apply() did not remove, in the kernel's order. The kernel does not
    // report entries that go together with their interface or their address. lost: messages were lost, so any
    // entry may be gone.
    Result<> read_monitor(const std::function<void(const core::RoutingGone&)>& gone,
                          const std::function<void()>& lost);

private:
    Routing(Channel monitor, Channel request) : monitor_(std::move(monitor)), request_(std::move(request)) {}

    Channel monitor_;
    Channel request_;
};

} // namespace xvrrp::host
