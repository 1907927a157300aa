// SPDX-License-Identifier: GPL-2.0-or-later
// Network namespaces for a test: hosts, cables and switches that are gone when the test is over.
//
//   TEST_F(Failover, moves_the_address) {          // class Failover : public RootTest {};
//       NetNs a("a"), b("b");
//       Lan lan("lan");
//       lan.plug(a, "eth0");
//       lan.plug(b, "eth0");
//       a.ip("addr add 192.0.2.1/24 dev eth0");
//       Port port(b, "eth0");                      // port.h
//       Process router = a.start({"xvrrpd", "-n"});
//
// Declare namespaces before the processes in them. A set-up step that fails is a failure of the test.
#pragma once

#include "core/address.h"
#include "support/process.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace xvrrp::test {

class RootTest : public ::testing::Test {
protected:
    void SetUp() override; // skips the test without root, and gives the reason
};

// A name made from this program and the running test. Tests that run side by side have different names, and
// the leftovers of a crashed test are found again.
std::string test_name(std::string_view role);

class NetNs {
public:
    explicit NetNs(std::string_view role); // its loopback is up
    NetNs(const NetNs&) = delete;
    NetNs& operator=(const NetNs&) = delete;
    ~NetNs();

    const std::string& name() const { return name_; }

    std::string path() const { return "/run/netns/" + name_; }

    Finished run(const std::string& shell_command, Duration timeout = kPatience) const;
    std::string must(const std::string& shell_command) const; // its output; a failure fails the test

    void ip(const std::string& arguments) const { must("ip " + arguments); }

    Process start(const std::vector<std::string>& command) const { return Process(command, path()); }

    void up(const std::string& interface) const { ip("link set " + interface + " up"); }

    void down(const std::string& interface) const { ip("link set " + interface + " down"); }

    int ifindex(const std::string& interface) const;  // 0: the interface does not exist
    bool running(const std::string& interface) const; // up, and with a carrier
    core::MacAddress mac(const std::string& interface) const;
    bool has(const core::IpAddress& address) const; // on any interface

private:
    std::string name_;
};

// This thread is in the namespace as long as the value lives. Sockets that it opens stay there.
class Inside {
public:
    explicit Inside(const NetNs& netns);
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside();

private:
    os::Fd home_;
};

// A cable between two hosts; both ends are up.
void connect(const NetNs& a, const std::string& interface_a, const NetNs& b, const std::string& interface_b);

// A switch: a bridge in a namespace of its own.
class Lan {
public:
    explicit Lan(std::string_view role);
    void plug(const NetNs& host, const std::string& interface);         // up at both ends
    void unplug(const NetNs& host, const std::string& interface) const; // the host loses its carrier
    void replug(const NetNs& host, const std::string& interface) const;

    const NetNs& netns() const { return netns_; }

private:
    void wait_until_forwarding(const std::string& port) const;
    std::string port_of(const NetNs& host, const std::string& interface) const;

    struct Plug {
        std::string host;
        std::string interface;
    };

    NetNs netns_;
    std::vector<Plug> plugs_;
};

// A directory of the test's own, which is removed with everything in it.
class TemporaryDirectory {
public:
    explicit TemporaryDirectory(std::string_view role = "dir");
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    const std::string& path() const { return path_; }

    std::string write(const std::string& file, std::string_view text) const; // the file's path

private:
    std::string path_;
};

} // namespace xvrrp::test
