// SPDX-License-Identifier: GPL-2.0-or-later
// The macvlan interfaces that carry virtual MACs, kept as the configuration wants them, with the settings they need.
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

    // After a reload: what nobody wants any more goes with the next reconcile().
    void want(const core::Configs& routers);

    // What a crashed predecessor noted goes as well, unless it is wanted.
    void inherit(const std::set<core::Macvlan>& macvlans);

    // Whether a change of this interface is a reason to reconcile.
    bool concerns(const std::string& interface) const { return names_.contains(interface); }

    // One step: an interface that is created now is made ready when it was seen. Returns what is wrong, once.
    std::vector<std::string> reconcile(const core::LinksByName& links);
    // Takes the interfaces away.
    std::vector<std::string> leave(const core::LinksByName& links);

private:
    std::vector<std::string> remove(const std::vector<core::Macvlan>& macvlans,
                                    const core::LinksByName& links);
    Result<> perform(const core::LinkOperation& operation);
    Result<> make_ready(const core::Macvlan& link);
    void give_back(const std::set<std::string>& bases);

    host::LinkOps ops_;
    host::BorrowedSysctls& borrowed_; // of the interfaces below
    std::vector<core::Macvlan> wanted_;
    std::vector<core::Macvlan> left_;  // wanted before the reload
    std::set<std::string> bases_left_; // whose settings are given back
    std::set<std::string> names_;      // theirs, and their base interfaces'
    std::set<int> adopted_;
    std::map<std::string, std::string> said_; // by interface: what was wrong last
};

} // namespace xvrrp::daemon
