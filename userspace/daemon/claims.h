// SPDX-License-Identifier: GPL-2.0-or-later
// The claim of this process to its virtual routers, so that no second daemon of the host runs the same ones.
// A second daemon would be another MASTER for the same addresses, whatever its directories are.
//
// A claim is an abstract UNIX socket of the network namespace, named after interface, family and VRID. It
// dies with the process. Containers that share a network namespace but no directory see it too.
#pragma once

#include "core/result.h"
#include "core/vrrp/virtual_router_config.h"
#include "os/fd.h"

#include <map>
#include <span>
#include <string>

namespace xvrrp::daemon {

class Claims {
public:
    // Takes all claims. If another process has one of them, only those that were held before are kept.
    Result<> take(std::span<const core::VirtualRouterConfig> routers);
    // The claims to all other virtual routers are not needed any more. give_up_some() gives them up.
    void keep_only(const core::Configs& configs);
    // Gives up some of them, because each takes the kernel some time. Returns false if there are none.
    bool give_up_some();

private:
    using Held = std::map<std::string, os::Fd>; // the key is the name of the socket

    Held held_;
    Held unneeded_;
};

} // namespace xvrrp::daemon
