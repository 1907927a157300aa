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

// A virtual router whose adverts did not reach us, for this reason; over: by now they do again.
struct WasDeaf {
    core::RouterId router{};
    std::string trouble;
    bool over = false;
};

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

    // Looks at the attachments whose turn it is, and at those of the interfaces named: the next Tick would make a virtual
    // router there MASTER. What is cut off is attached again; where that fails, retry() goes on.
    std::vector<WasDeaf> look(const std::set<std::string>& before_takeover, core::TimePoint now);

    // Readable when the kernel reports changes; then take_reports() and look().
    int reports_fd() { return datapath_.watch().fd(); }

    void take_reports(core::TimePoint now) { datapath_.watch().read(now); }

    core::TimePoint look_at() { return datapath_.watch().looks().deadline(); }

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
    void put_right(NamedAttachment& each, const std::string& trouble, core::TimePoint now,
                   std::vector<WasDeaf>& news);
    void drop_replaced(const core::Link& link);
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
