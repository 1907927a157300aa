// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of this network namespace under /proc/sys/net, and what they were before we changed them.
#pragma once

#include "core/result.h"

#include <map>
#include <set>
#include <string>

namespace xvrrp::host {

// key: below /proc/sys/net, "ipv4/conf/eth0/arp_ignore".
Result<std::string> read_sysctl(const std::string& key);
// Writes only what differs: a right value on a read-only file system is right.
Result<> write_sysctl(const std::string& key, const std::string& value);

// Settings that are put back when we leave. Their old values are kept in a file as well: a successor of a daemon that
// crashed puts back what was there before both.
class BorrowedSysctls {
public:
    explicit BorrowedSysctls(std::string file);

    Result<> set(const std::string& key, const std::string& value);
    // As it was; one that was not set is left alone.
    void give_back(const std::string& key);
    // Those that only the predecessor has set.
    void give_back_inherited();
    // Everything as it was; what is gone with its interface is left out.
    void restore();

private:
    Result<> save() const;

    std::string file_;
    std::map<std::string, std::string> before_;
    std::set<std::string> inherited_; // of those, what is not set again yet
};

} // namespace xvrrp::host
