// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's side of core::Network. It carries out plans, and keeps the notes for a successor.
//
// Everything that a crash would leave behind is written into the runtime directory before it comes into being: the
// values of borrowed settings, the addresses and macvlans that may be placed, and a mark for the table of nftables.
#pragma once

#include "core/net/network.h"
#include "daemon/journal.h"
#include "host/link_ops.h"
#include "host/netlink.h"
#include "host/routing.h"
#include "host/sysctl.h"

#include <span>
#include <string>
#include <vector>

namespace xvrrp::daemon {

// Returns the name of the nftables table of no_accept. Daemons with different runtime directories have tables
// of their own.
std::string accept_table(const std::string& runtime_dir);

class KernelNetwork {
public:
    static Result<KernelNetwork> open(const std::string& runtime_dir);

    host::Netlink& netlink() { return netlink_; }

    host::Routing& routing() { return routing_; }

    Journal& journal() { return journal_; }

    // Carries out the operations in their order, and returns those that failed. Operations of one kind that
    // follow one another go to the kernel in one batch.
    std::vector<core::FailedOperation> apply(const core::NetworkPlan& plan);

    // Puts back the settings that only the predecessor has set.
    void give_back_inherited() { sysctls_.give_back_inherited(); }

    // Nothing that was placed is left: puts back every setting and removes the note.
    void leave();

private:
    using Operations = std::span<const core::NetworkOperation>;
    using Failures = std::vector<core::FailedOperation>;

    KernelNetwork(host::Netlink netlink, host::Routing routing, host::LinkOps links,
                  const std::string& runtime_dir);

    Failures apply_alike(Operations operations);
    Result<> apply(const core::LinkOperation& operation);
    Result<> apply(const core::SettingOperation& operation);
    Result<> apply(const core::FirewallOperation& operation);

    host::Netlink netlink_;
    host::Routing routing_;
    host::LinkOps links_;
    host::BorrowedSysctls sysctls_;
    Journal journal_;
    std::string table_;
    std::string mark_; // a file that exists as long as the table
};

} // namespace xvrrp::daemon
