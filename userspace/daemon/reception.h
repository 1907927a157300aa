// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces on which adverts are received: the programs are attached to them, the groups are joined there, and
// the kernel's slots lead from them to the virtual routers.
//
// It keeps what the core has asked for as values, and asks the core nothing.
#pragma once

#include "core/vrrp/io.h"
#include "daemon/options.h"
#include "daemon/render.h"
#include "datapath/datapath.h"
#include "host/group_membership.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Reception {
public:
    Reception(datapath::Datapath& datapath, const Options& options)
        : datapath_(datapath), options_(options) {}

    bool serves(const core::Link& link) const;
    // Attach to this interface. Its adverts are nobody's until a virtual router is received for.
    Result<> attach(const core::Link& link);
    // Attach, join the group, fill the slot; what fails is tried again by retry().
    core::ReceptionObserved receive(const core::Receive& wanted, core::TimePoint now);
    Result<> stop(core::RouterId router);

    // Everything that failed is tried once more.
    std::vector<core::ReceptionObserved> retry(core::TimePoint now);

    core::TimePoint retry_at() const { return deaf_.empty() ? core::kNever : retry_at_; }

    // This interface is there, but could not be attached to when it was tried last.
    bool is_deaf(const core::InterfaceKey& interface) const;

    // Attachments and groups that nobody needs any more are given up.
    void release_unused();

    // After a start that failed: what it attached goes, a predecessor's attachments stay.
    void undo_attachments();

    const std::vector<NamedAttachment>& attachments() const { return attachments_; }

private:
    Result<> join(const core::Receive& wanted);
    Result<> serve(const core::Receive& wanted);
    bool is_needed(const NamedAttachment& attachment) const;

    datapath::Datapath& datapath_;
    const Options& options_;
    host::GroupMembership membership_;
    std::vector<NamedAttachment> attachments_;
    std::map<core::RouterId, core::Receive> wanted_;
    std::set<core::RouterId> deaf_;
    core::TimePoint retry_at_{};
};

} // namespace xvrrp::daemon
