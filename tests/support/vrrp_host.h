// SPDX-License-Identifier: GPL-2.0-or-later
// A host on a LAN that runs a VRRP daemon: a namespace with eth0, a configuration, xvrrpd or keepalived.
//
//   Lan lan("lan");
//   VrrpHost a(lan, "a", "192.168.1.1/24");
//   a.run_xvrrpd(Instance{.priority = 100}.text());
//   EXPECT_TRUE(a.becomes("MASTER"));
//
// The runtime directory and the BPF directory belong to the host and live as long as it. A daemon that is
// started again is the successor of the one before.
#pragma once

#include "support/netns.h"
#include "support/port.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::test {

// The one virtual router of most tests, as a configuration for either daemon.
struct Instance {
    int priority = 100;
    int version = 3;
    std::string advert_int = "0.2";
    std::string state = "BACKUP";
    std::string more = ""; // further lines of the vrrp_instance
    std::string interface = "eth0";
    std::string addresses = "192.168.1.100/24"; // one on each line

    std::string text() const;
};

// The configuration that is published all over the web: version 2, a password, one advert per second.
Instance published(int priority, const std::string& state = "BACKUP");

const core::IpAddress& virtual_address(); // that of Instance

// The directory of the daemon's pins, removed before and after.
class BpfDirectory {
public:
    explicit BpfDirectory(std::string_view role);
    BpfDirectory(const BpfDirectory&) = delete;
    BpfDirectory& operator=(const BpfDirectory&) = delete;
    ~BpfDirectory();

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

class VrrpHost {
public:
    // If there is no address, eth0 has none.
    VrrpHost(Lan& lan, std::string_view role, const std::string& address);

    void run_xvrrpd(const std::string& config, const std::vector<std::string>& flags = {});
    void run_keepalived(const std::string& config);
    std::vector<std::string> xvrrpd_command(const std::vector<std::string>& flags = {}) const;

    void write_config(const std::string& config) const { directory_.write("config", config); }

    Process& daemon() { return *daemon_; }

    // The host loses its power: neither the daemon nor the kernel says a word. Its addresses stay, for a successor.
    void die();

    void signal_runner(int signal) const; // the one of the daemon
    void kill_with_runner();              // nobody cleans up

    const NetNs& netns() const { return netns_; }

    const core::IpAddress& address() const { return address_; }

    // Returns the address that the kernel made from the MAC of eth0, once duplicate address detection is
    // over.
    core::IpAddress link_local() const;

    const std::string& bpf_dir() const { return bpf_dir_.path(); }

    std::string config_file() const { return directory_.path() + "/config"; }

    std::string runtime_dir() const { return directory_.path() + "/run"; }

    std::string control_socket() const;

    std::string log() const { return daemon_->output(); }

    // Returns the last state in the daemon's log: MASTER, BACKUP, FAULT, or nothing yet.
    std::string state() const;
    bool becomes(std::string_view state, Duration timeout = kPatience) const;
    bool has_vip() const;

    Finished xvrrpctl(const std::string& arguments) const;
    nlohmann::json status() const;                        // null if no daemon answers
    nlohmann::json instance() const;                      // the first one of status()
    std::uint64_t counter(const std::string& name) const; // a counter of instance()

private:
    void run(const std::vector<std::string>& command);

    NetNs netns_;
    core::IpAddress address_;
    TemporaryDirectory directory_;
    BpfDirectory bpf_dir_;
    std::optional<Process> daemon_;
};

// Two routers on a LAN, and a bystander who records the frames there and sends any frame.
struct TwoRouters {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", "192.168.1.1/24"};
    VrrpHost b{lan, "b", "192.168.1.2/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};
    Port wire{bystander.netns(), "eth0"};

    // Waits until a is MASTER, b is BACKUP, and a has the address.
    ::testing::AssertionResult elect(const Instance& of_a, const Instance& of_b,
                                     const std::vector<std::string>& flags = {});
};

// Waits until host is MASTER, other is BACKUP, and only host has the address.
::testing::AssertionResult leads(const VrrpHost& host, const VrrpHost& other, Duration timeout = kPatience,
                                 const core::IpAddress& address = virtual_address());

} // namespace xvrrp::test
