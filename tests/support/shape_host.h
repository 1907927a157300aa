// SPDX-License-Identifier: GPL-2.0-or-later
// A host that runs xvrrpd with a file as a generator writes it, and has what the file names: interfaces with neighbours,
// programs and directories. The programs lie over those of this machine, in a mount namespace of the daemon's own.
//
//   ShapeHost host;
//   auto& net = host.plug("eth0", "10.0.0.11/24", "10.0.0.1/24");
//   host.check("/usr/bin/killall");
//   host.start("shapes/NAME.conf", {"eth0 inet 10.0.0.100/24"});
//   EXPECT_TRUE(host.leads("VI_1", net, "10.0.0.100"));
//   host.break_checks();
//   EXPECT_TRUE(host.falls("VI_1", "FAULT"));
#pragma once

#include "support/notify_scripts.h"
#include "support/vrrp_host.h"

#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xvrrp::test {

class ShapeHost {
public:
    using Lines = std::vector<std::string>;

    // An interface, and a neighbour behind it.
    Lan& plug(const std::string& interface, const std::string& address, const std::string& neighbour);

    // A program that succeeds until all of them are broken.
    void check(const std::string& path) const;
    void break_checks() const;
    void mend_checks() const;
    // A program that writes down how it was called.
    void notify(const std::string& path) const;

    // brings: what ip shows as long as the host is MASTER, and not otherwise.
    void start(const std::string& file, Lines brings);

    void reload() const { daemon_->signal(SIGHUP); }

    ::testing::AssertionResult leaves(); // with status 0, and ip shows nothing of what it had brought

    // The instance becomes MASTER, ip shows what it brings, and the neighbour reaches the address.
    ::testing::AssertionResult leads(const std::string& instance, const Lan& lan,
                                     const std::string& address) const;
    // The instance comes into a state other than MASTER, and ip shows nothing of what it had brought.
    ::testing::AssertionResult falls(const std::string& instance, const std::string& state) const;
    ::testing::AssertionResult says(const std::string& words) const; // the log of the daemon
    ::testing::AssertionResult shows(const std::string& line) const; // ip
    // The first call of a check begins with this: "[program][argument]".
    ::testing::AssertionResult checked(const std::string& call) const;
    // All calls of notify() programs that have the part in them, in their order.
    ::testing::AssertionResult told(const Lines& calls, const std::string& part = "") const;

    Process reader(const std::string& pipe) const; // its output is what came through the named pipe

    const NetNs& netns() const { return netns_; }

    std::string log() const { return daemon_->output(); }

private:
    void place(const std::string& path, const std::string& lines) const;
    bool has(const std::string& line) const;
    ::testing::AssertionResult verdict(bool good) const;

    NetNs netns_{"host"};
    std::list<Lan> lans_;
    TemporaryDirectory files_{"shape"};
    NotifyScripts scripts_;
    BpfDirectory pins_{"host"};
    Lines brings_;
    std::optional<Process> daemon_;
};

// The next node of a cluster. Its file is that of the first node with some changes, and without a check that could fail.
class NextNode {
public:
    using Lines = ShapeHost::Lines;
    // The text in the file of the first node, and the text that takes its place in this one's.
    using Changes = std::vector<std::pair<std::string, std::string>>;

    NextNode(Lan& lan, const std::string& address) : host_(lan, "next", address) {}

    void plug(Lan& lan, const std::string& interface, const std::string& address) const;
    void start(const std::string& file, const Changes& changes);
    void leave();

    // All instances are MASTER, or BACKUP, and so all of the addresses are there, or none is.
    ::testing::AssertionResult leads(const Lines& addresses) const { return has(addresses, true); }

    ::testing::AssertionResult waits(const Lines& addresses) const { return has(addresses, false); }

private:
    ::testing::AssertionResult has(const Lines& addresses, bool wanted) const;

    VrrpHost host_;
};

} // namespace xvrrp::test
