// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/netns.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace xvrrp::test {

namespace {

Finished shell(const std::string& command, const std::string& network, Duration timeout) {
    Process process({"sh", "-c", command}, network);
    const auto status = process.wait(timeout);
    if (!status)
        return {-1, process.output() + "(still running after " + std::to_string(timeout.count()) + " ms)"};
    return {*status, process.output()};
}

// Everything that still runs in the namespace is killed too: the name shows that it is ours.
void remove_netns(const std::string& name) {
    shell("if [ -e /run/netns/" + name + " ]; then ip netns pids " + name +
              " | xargs -r kill -9; ip netns del " + name + "; fi",
          {}, std::chrono::seconds(10));
}

ifreq ask(const NetNs& netns, const std::string& interface, unsigned long question) {
    const Inside inside(netns);
    const os::Fd fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    EXPECT_EQ(ioctl(fd.get(), question, &request), 0) << netns.name() << ": no interface " << interface;
    return request;
}

void wait_for_carrier(const NetNs& netns, const std::string& interface) {
    EXPECT_TRUE(wait_until([&] { return netns.running(interface); })) << netns.name() << ": " << interface;
}

} // namespace

void RootTest::SetUp() {
    if (geteuid() != 0)
        GTEST_SKIP() << "network namespaces need root";
}

std::string test_name(std::string_view role) {
    std::string identity = std::filesystem::read_symlink("/proc/self/exe").string();
    if (const auto* test = ::testing::UnitTest::GetInstance()->current_test_info())
        identity += std::string(" ") + test->test_suite_name() + "." + test->name();
    char hash[17];
    std::snprintf(hash, sizeof hash, "%08zx", std::hash<std::string>{}(identity)&0xffffffff);
    return "xvrrp-" + std::string(hash) + "-" + std::string(role);
}

NetNs::NetNs(std::string_view role) : name_(test_name(role)) {
    remove_netns(name_);
    const Finished added = shell("ip netns add " + name_, {}, std::chrono::seconds(10));
    EXPECT_EQ(added.status, 0) << added.output;
    up("lo");
}

NetNs::~NetNs() {
    remove_netns(name_);
}

Finished NetNs::run(const std::string& shell_command, Duration timeout) const {
    return shell(shell_command, path(), timeout);
}

std::string NetNs::must(const std::string& shell_command) const {
    const Finished finished = run(shell_command);
    EXPECT_EQ(finished.status, 0) << name_ << ": " << shell_command << "\n" << finished.output;
    return finished.output;
}

int NetNs::ifindex(const std::string& interface) const {
    const Inside inside(*this);
    return static_cast<int>(if_nametoindex(interface.c_str()));
}

bool NetNs::running(const std::string& interface) const {
    return (ask(*this, interface, SIOCGIFFLAGS).ifr_flags & IFF_RUNNING) != 0;
}

core::MacAddress NetNs::mac(const std::string& interface) const {
    core::MacAddress mac;
    std::memcpy(mac.octets.data(), ask(*this, interface, SIOCGIFHWADDR).ifr_hwaddr.sa_data,
                mac.octets.size());
    return mac;
}

bool NetNs::has(const core::IpAddress& address) const {
    return !must("ip -o addr show to " + address.text()).empty();
}

Inside::Inside(const NetNs& netns) : home_(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
    const os::Fd there(open(netns.path().c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(setns(there.get(), CLONE_NEWNET), 0) << "enter " << netns.path();
}

Inside::~Inside() {
    EXPECT_EQ(setns(home_.get(), CLONE_NEWNET), 0) << "come back from a namespace";
}

void connect(const NetNs& a, const std::string& interface_a, const NetNs& b, const std::string& interface_b) {
    // The two ends get different indices. With equal ones the kernel takes a second to report that they have
    // a carrier.
    static int index = 100;
    b.ip("link add " + interface_b + " index " + std::to_string(++index) + " type veth peer name " +
         interface_a + " netns " + a.name());
    // VLAN tags stay in the frame, where native XDP sees them.
    a.must("ethtool -K " + interface_a + " rxvlan off txvlan off");
    b.must("ethtool -K " + interface_b + " rxvlan off txvlan off");
    a.up(interface_a);
    b.up(interface_b);
    wait_for_carrier(a, interface_a);
    wait_for_carrier(b, interface_b);
}

Lan::Lan(std::string_view role) : netns_(role) {
    netns_.ip("link add br0 type bridge mcast_snooping 0");
    netns_.run("sysctl -qw net.bridge.bridge-nf-call-iptables=0"); // br_netfilter refuses broken IP headers
    netns_.up("br0");
}

void Lan::plug(const NetNs& host, const std::string& interface) {
    plugs_.push_back({host.name(), interface});
    const std::string port = port_of(host, interface);
    connect(host, interface, netns_, port);
    netns_.ip("link set " + port + " master br0");
    wait_until_forwarding(port);
}

void Lan::unplug(const NetNs& host, const std::string& interface) const {
    netns_.down(port_of(host, interface));
    EXPECT_TRUE(wait_until([&] { return !host.running(interface); }));
}

void Lan::replug(const NetNs& host, const std::string& interface) const {
    const std::string port = port_of(host, interface);
    netns_.up(port);
    wait_for_carrier(host, interface);
    wait_until_forwarding(port);
}

void Lan::wait_until_forwarding(const std::string& port) const {
    const auto forwarding = [&] {
        return netns_.must("bridge link show dev " + port).find("state forwarding") != std::string::npos;
    };
    EXPECT_TRUE(wait_until(forwarding)) << netns_.name() << ": " << port;
}

std::string Lan::port_of(const NetNs& host, const std::string& interface) const {
    const auto is_it = [&](const Plug& plug) {
        return plug.host == host.name() && plug.interface == interface;
    };
    const auto found = std::find_if(plugs_.begin(), plugs_.end(), is_it);
    EXPECT_NE(found, plugs_.end()) << host.name() << " " << interface << " is not plugged in";
    return "port" + std::to_string(found - plugs_.begin());
}

TemporaryDirectory::TemporaryDirectory(std::string_view role)
    : path_((std::filesystem::temp_directory_path() / test_name(role)).string()) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& file, std::string_view text) const {
    const std::string path = path_ + "/" + file;
    std::ofstream(path) << text;
    return path;
}

} // namespace xvrrp::test
