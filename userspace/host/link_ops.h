// SPDX-License-Identifier: GPL-2.0-or-later
// Macvlans and ipvlans of this network namespace: created down, put into a VRF, brought up, removed. Each call is one finished request.
#pragma once

#include "core/net/links.h"
#include "core/result.h"
#include "host/netlink_channel.h"

namespace xvrrp::host {

class LinkOps {
public:
    static Result<LinkOps> open();

    Result<> apply(const core::LinkOperation& operation);

private:
    explicit LinkOps(Channel channel) : channel_(std::move(channel)) {}

    Channel channel_;
};

} // namespace xvrrp::host
