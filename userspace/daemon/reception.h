// SPDX-License-Identifier: GPL-2.0-or-later
// Where adverts come from: on every interface with a virtual router the programs are attached, the groups joined, and
// the kernel's slots filled.
#pragma once

#include "core/vrrp_router.h"
#include "daemon/options.h"
#include "daemon/render.h"
#include "kernel/datapath.h"
#include "kernel/group_membership.h"

#include <vector>

namespace xvrrp::daemon {

class Reception {
public:
    Reception(const core::VrrpRouter& router, kernel::Datapath& datapath, const Options& options)
        : router_(router), datapath_(datapath), options_(options) {}

    bool serves(int ifindex) const;
    // Receive what comes on this interface. Adverts are nobody's until their virtual router is admitted.
    Result<> attach(const core::Link& link);
    Result<> admit(core::RouterId id, const core::Link& link);
    // Both, for all virtual routers of the interface.
    Result<> serve(const core::Link& link);
    // Twice is once.
    Result<> join(const core::VirtualRouterConfig& config, const core::Link& link);
    // After a reload: interfaces and groups that nobody needs any more.
    void release_unused();

    const std::vector<NamedAttachment>& attachments() const { return attachments_; }

private:
    const core::VrrpRouter& router_;
    kernel::Datapath& datapath_;
    const Options& options_;
    kernel::GroupMembership membership_;
    std::vector<NamedAttachment> attachments_;
};

} // namespace xvrrp::daemon
