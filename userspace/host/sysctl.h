// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of this network namespace under /proc/sys/net, and their values from before we changed them.
#pragma once

#include "core/result.h"

#include <map>
#include <set>
#include <string>

namespace xvrrp::host {

// key is the path below /proc/sys/net, as in "ipv4/conf/eth0/arp_ignore".
Result<std::string> read_sysctl(const std::string& key);
// Writes only a value that differs, so a right value on a read-only file system is no error.
Result<> write_sysctl(const std::string& key, const std::string& value);

// Settings that are put back when we leave. A file keeps the old values too, so the successor of a crashed
// daemon puts back the values from before both.
class BorrowedSysctls {
public:
    explicit BorrowedSysctls(std::string file);

    Result<> set(const std::string& key, const std::string& value);
    // Puts back the old value. A setting that was not set, or that went with its interface, is left alone.
    Result<> give_back(const std::string& key);
    // Puts back the settings that only the predecessor has set.
    void give_back_inherited();
    // Puts back every setting. Those that went with their interface are left out.
    void restore();

private:
    Result<> save() const;

    std::string file_;
    std::map<std::string, std::string> before_;
    std::set<std::string> inherited_; // the settings that the predecessor set and that are not set again yet
};

} // namespace xvrrp::host
