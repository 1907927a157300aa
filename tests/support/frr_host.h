// SPDX-License-Identifier: GPL-2.0-or-later
// A host on a LAN that runs FRR's vrrpd, and the zebra that it needs: a namespace with eth0 and a macvlan per family.
//
//   FrrHost peer(lan, "frr", "192.168.1.2/24");
//   peer.run({.priority = 90, .addresses = {"192.168.1.100/24"}});
//   EXPECT_TRUE(peer.becomes("Backup"));
//
// FRR makes no interface and no address: both are there before it starts, and it keeps the macvlan down
// (protodown) while it is Backup. Its states are Initialize, Backup and Master.
#pragma once

#include "support/netns.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::test {

// The one virtual router of a family, with VRID 51.
struct FrrInstance {
    int priority = 100;
    int version = 3;
    std::chrono::milliseconds interval{200};
    bool preempt = true;
    std::vector<std::string> addresses; // with their prefix lengths

    std::string text() const;
};

class FrrHost {
public:
    FrrHost(Lan& lan, std::string_view role, const std::string& address);

    void run(const FrrInstance& instance);
    void kill(); // both daemons

    void leave() const { vrrpd_->terminate(); }

    const NetNs& netns() const { return netns_; }

    const core::IpAddress& address() const { return address_; }

    std::string log() const { return vrrpd_->output(); }

    // The last state in its log, or nothing yet.
    std::string state() const;
    bool becomes(std::string_view state, Duration timeout = kPatience) const;
    bool holds_addresses() const; // its macvlan is up

private:
    void add_macvlan(const FrrInstance& instance);
    std::vector<std::string> command(const std::string& daemon) const;

    NetNs netns_;
    core::IpAddress address_;
    TemporaryDirectory directory_;
    std::string macvlan_;
    std::optional<Process> zebra_;
    std::optional<Process> vrrpd_;
};

} // namespace xvrrp::test
