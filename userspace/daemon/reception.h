// SPDX-License-Identifier: GPL-2.0-or-later
// The interfaces on which adverts are received. The programs are attached to them, the groups are joined
// there, and the kernel's slots lead from them to the virtual routers.
//
// It keeps the core's requests as values, and asks the core nothing.
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
    // Attaches to this interface. Its adverts belong to no virtual router until receive() names one.
    Result<> attach(const core::Link& link);
    // Attaches, joins the group and fills the slot. retry() repeats the steps that fail.
    core::ReceptionObserved receive(const core::Receive& wanted, core::TimePoint now);
    Result<> stop(core::RouterId router);

    // Tries once more what failed, on one interface a turn, because an attachment takes the kernel some time.
    std::vector<core::ReceptionObserved> retry(core::TimePoint now);

    // Looks at the attachments that are due, and at those of the named interfaces, on which the next Tick
    // would make a virtual router MASTER. Attaches again where an attachment was cut off. If that fails,
    // retry() goes on.
    std::vector<core::ReceptionObserved> look(const std::set<core::InterfaceKey>& before_takeover,
                                              core::TimePoint now);

    // This descriptor is readable when the kernel reports changes. take_reports() and look() must follow.
    int reports_fd() { return datapath_.watch().fd(); }

    void take_reports(core::TimePoint now) { datapath_.watch().read(now); }

    // The time of the next retry() or look().
    core::TimePoint deadline() const;

    // True if the interface exists and the last attempt to attach to it failed.
    bool is_deaf(const core::InterfaceKey& interface) const;

    // Refuses adverts from these addresses, and from these only. Nothing is done for the revision of the last call.
    Result<> refuse_from(const core::LocalAddresses& local, std::uint64_t revision);

    // Gives up the attachments and groups that nobody needs any more. look() detaches one of them a turn,
    // because the kernel waits for all its processors then.
    void release_unused();

    // Leaves all groups, for good.
    void leave_groups() { membership_ = {}; }

    // Undoes the attachments of a failed start. A predecessor's attachments stay.
    void undo_attachments();

    const std::vector<NamedAttachment>& attachments() const { return attachments_; }

private:
    Result<> join(const core::Receive& wanted);
    Result<> serve(const core::Receive& wanted);
    void put_right(NamedAttachment& each, const std::string& trouble, core::TimePoint now,
                   std::vector<core::ReceptionObserved>& news);
    void drop_replaced(const core::Link& link);
    void detach_one();

    core::TimePoint retry_at() const;
    std::vector<core::RouterId> deaf_on_one_interface(core::TimePoint now) const;

    datapath::Datapath& datapath_;
    const Options& options_;
    host::GroupMembership membership_;
    std::vector<NamedAttachment> attachments_;
    std::vector<NamedAttachment> unused_; // they are still attached
    std::uint64_t local_revision_ = 0;
    std::map<core::RouterId, core::Receive> wanted_;
    std::map<core::RouterId, core::TimePoint> deaf_; // the value is the time of the next attempt
};

} // namespace xvrrp::daemon
