// SPDX-License-Identifier: GPL-2.0-or-later
// no_accept: what arrives for the virtual addresses of others is dropped (RFC 9568 section 6.1, Accept_Mode).
//
// By one table of nftables that is static: a BACKUP has no virtual address to protect, so a takeover changes nothing.
#pragma once

#include "core/result.h"
#include "core/vrrp/virtual_router_config.h"

#include <string>

namespace xvrrp::daemon {

// Daemons with different runtime directories have tables of their own.
std::string accept_table(const std::string& runtime_dir);

// The table, in nftables' language, in place of one that a crash left behind. Empty where every instance accepts.
// ARP is no business of this table; neighbor discovery passes it, or nobody would find the address.
std::string accept_rules(const std::string& table, const core::Configs& routers);

// The table while it is loaded.
class AcceptMode {
public:
    explicit AcceptMode(const std::string& runtime_dir);

    // Also removes the table that a predecessor with another configuration left behind.
    Result<> load(const core::Configs& routers);
    Result<> unload();

private:
    Result<> remove();

    std::string table_;
    std::string mark_; // a file that is there as long as the table is
};

} // namespace xvrrp::daemon
