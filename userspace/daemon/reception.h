// SPDX-License-Identifier: GPL-2.0-or-later
// Where adverts come from: on every interface with a virtual router the programs are attached, the groups joined, and
// the kernel's slots filled.
#pragma once

#include "core/vrrp/vrrp_router.h"
#include "daemon/options.h"
#include "daemon/render.h"
#include "datapath/datapath.h"
#include "host/group_membership.h"

#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Reception {
public:
    Reception(const core::VrrpRouter& router, datapath::Datapath& datapath, const Options& options)
        : router_(router), datapath_(datapath), options_(options) {}

    bool serves(const core::Link& link) const;
    // Receive what comes on this interface. Adverts are nobody's until their virtual router is admitted.
    Result<> attach(const core::Link& link);
    core::ReceptionObserved admit(core::RouterId id, const core::Link& link, core::TimePoint now);
    // Both, for all virtual routers of the interface.
    std::vector<core::ReceptionObserved> serve(const core::Link& link, core::TimePoint now);
    // One that was admitted may have changed between unicast and multicast.
    core::ReceptionObserved join_again(core::RouterId id, const core::Link& link, core::TimePoint now);

    // Interfaces where something of this failed, and when to serve them again.
    const std::set<std::string>& deaf() const { return deaf_; }

    core::TimePoint retry_at() const { return deaf_.empty() ? core::kNever : retry_at_; }

    // The interface is gone, or has another name.
    void lose(const std::string& interface);
    // After a reload: interfaces and groups that nobody needs any more.
    void release_unused();

    const std::vector<NamedAttachment>& attachments() const { return attachments_; }

private:
    Result<> join(const core::VirtualRouterConfig& config, const core::Link& link);
    Result<> configure(core::RouterId id, const core::Link& link);
    core::ReceptionObserved observed(core::RouterId id, const core::Link& link, const Result<>& done,
                                     core::TimePoint now);

    const core::VrrpRouter& router_;
    datapath::Datapath& datapath_;
    const Options& options_;
    host::GroupMembership membership_;
    std::vector<NamedAttachment> attachments_;
    std::set<std::string> deaf_;
    core::TimePoint retry_at_{};
};

} // namespace xvrrp::daemon
