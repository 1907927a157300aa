// SPDX-License-Identifier: GPL-2.0-or-later
// no_accept drops packets to the virtual addresses of other owners (RFC 9568 section 6.1, Accept_Mode).
//
// It uses one static table of nftables. A BACKUP has no virtual address that needs protection, so a takeover
// does not change the table.
#pragma once

#include "core/result.h"
#include "core/vrrp/virtual_router_config.h"

#include <string>

namespace xvrrp::daemon {

// Daemons with different runtime directories have tables of their own.
std::string accept_table(const std::string& runtime_dir);

// Returns the table in nftables' language, which replaces one that a crash left behind. The text is empty if
// every instance accepts. The table does not concern ARP. It lets neighbor discovery pass, because without it
// nobody would find the address.
std::string accept_rules(const std::string& table, const core::Configs& routers);

// The table while it is loaded.
class AcceptMode {
public:
    explicit AcceptMode(const std::string& runtime_dir);

    // Loads the table. It also removes a table that a predecessor with another configuration left behind.
    Result<> load(const core::Configs& routers);
    Result<> unload();

private:
    Result<> remove();

    std::string table_;
    std::string mark_; // a file that exists as long as the table
};

} // namespace xvrrp::daemon
