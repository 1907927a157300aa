// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules of this network namespace: changed in batches, and watched for those of ours that somebody removes.
#pragma once

#include "core/net/routing.h"
#include "core/result.h"
#include "host/netlink_channel.h"

#include <functional>
#include <span>
#include <vector>

namespace xvrrp::host {

struct RoutingError {
    core::RoutingOperation operation;
    Error error;
};

class Routing {
public:
    static Result<Routing> open();

    // All operations in one sendmsg per 64 KiB; the kernel has applied them when this returns. What is there already,
    // or gone already, is no error.
    std::vector<RoutingError> apply(std::span<const core::RoutingOperation> operations);

    int monitor_fd() const { return monitor_.fd(); }

    // What went and was not taken away by apply(), in the kernel's order. Without a word goes what goes with its
    // interface or its address. lost: messages were, anything may have gone.
    Result<> read_monitor(const std::function<void(const core::RoutingGone&)>& gone,
                          const std::function<void()>& lost);

private:
    Routing(Channel monitor, Channel request) : monitor_(std::move(monitor)), request_(std::move(request)) {}

    Channel monitor_;
    Channel request_;
};

} // namespace xvrrp::host
