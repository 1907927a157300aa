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
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Claims {
public:
    // Takes all claims. If another process has one of them, only those that were held before are kept.
    Result<> take(const std::vector<core::VirtualRouterConfig>& routers);
    // Gives up the claims to virtual routers that are gone.
    void keep_only(const core::Configs& configs);

private:
    std::map<std::string, os::Fd> held_; // the key is the name of the socket
};

} // namespace xvrrp::daemon
