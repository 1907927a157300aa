// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon that a host runs, with a configuration that either daemon accepts.
#pragma once

#include "support/vrrp_host.h"

#include <ostream>
#include <string>

namespace xvrrp::test {

enum class Daemon { Xvrrpd, Keepalived };

inline std::string name_of(Daemon daemon) {
    return daemon == Daemon::Xvrrpd ? "xvrrpd" : "keepalived";
}

inline void PrintTo(Daemon daemon, std::ostream* out) {
    *out << name_of(daemon);
}

inline Daemon peer_of(Daemon daemon) {
    return daemon == Daemon::Xvrrpd ? Daemon::Keepalived : Daemon::Xvrrpd;
}

inline void run(VrrpHost& host, Daemon daemon, const std::string& config) {
    if (daemon == Daemon::Xvrrpd)
        host.run_xvrrpd(config);
    else
        host.run_keepalived(config);
}

// The configuration of one instance whose addresses are on the interface with the virtual MAC.
inline std::string with_vmac(const std::string& config) {
    const std::string before = "    virtual_ipaddress {";
    std::string changed = config;
    return changed.insert(changed.find(before), "    use_vmac\n");
}

} // namespace xvrrp::test
