// SPDX-License-Identifier: GPL-2.0-or-later
// The macvlan interfaces that carry virtual MACs, kept as the configuration wants them, with the settings
// they need.
#pragma once

#include "core/net/link_plan.h"
#include "core/vrrp/virtual_router_config.h"
#include "host/link_ops.h"
#include "host/sysctl.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class VirtualMacs {
public:
    VirtualMacs(const core::Configs& routers, host::LinkOps ops, host::BorrowedSysctls& sysctls);

    // Sets the wanted interfaces after a reload. The next reconcile() removes the others.
    void want(const core::Configs& routers);

    // Adds the interfaces that a crashed predecessor noted, so that those not wanted are removed.
    void inherit(const std::set<core::Macvlan>& macvlans);

    // True if a change of this interface is a reason to reconcile.
    bool concerns(const std::string& interface) const { return names_.contains(interface); }

    // Does one step: an interface that is created now is made ready once it is seen. Returns each problem
    // once.
    std::vector<std::string> reconcile(const core::LinksByName& links);
    // Removes the interfaces.
    std::vector<std::string> leave(const core::LinksByName& links);

private:
    std::vector<std::string> remove(const std::vector<core::Macvlan>& macvlans,
                                    const core::LinksByName& links);
    Result<> perform(const core::LinkOperation& operation);
    Result<> make_ready(const core::Macvlan& link);
    void give_back(const std::set<std::string>& bases);

    host::LinkOps ops_;
    host::BorrowedSysctls& borrowed_; // those of the base interfaces
    std::vector<core::Macvlan> wanted_;
    std::vector<core::Macvlan> left_;  // wanted before the reload
    std::set<std::string> bases_left_; // base interfaces whose settings are given back
    std::set<std::string> names_;      // the macvlans and their base interfaces
    std::set<int> adopted_;
    std::map<std::string, std::string> said_; // the last problem of each interface
};

} // namespace xvrrp::daemon
