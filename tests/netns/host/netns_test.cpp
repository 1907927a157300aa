// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the fixture itself, on which other tests rely.
#include "support/netns.h"
#include "support/port.h"

#include <algorithm>

#include <sys/stat.h>

namespace xvrrp::test {

namespace {

class Fixture : public RootTest {};

// Follows a link. The link /proc/PID/exe of a zombie leads nowhere.
bool exists(const std::string& path) {
    struct stat found {};

    return stat(path.c_str(), &found) == 0;
}

} // namespace

TEST_F(Fixture, leaves_no_namespace_and_no_process_behind) {
    std::string path;
    pid_t left = 0;
    {
        const NetNs host("host");
        path = host.path();
        EXPECT_TRUE(exists(path));
        left = std::stoi(host.must("sleep 1000 >/dev/null 2>&1 & echo $!"));
    }
    EXPECT_FALSE(exists(path));
    EXPECT_TRUE(wait_until([&] { return !exists("/proc/" + std::to_string(left) + "/exe"); }));
}

TEST_F(Fixture, takes_over_what_a_crashed_run_left_behind) {
    Process left({"ip", "netns", "add", test_name("host")});
    ASSERT_EQ(left.wait(), 0);
    const NetNs host("host");
    EXPECT_EQ(host.ifindex("lo"), 1);
}

TEST_F(Fixture, comes_back_from_a_namespace) {
    struct stat before {};

    struct stat within {};

    struct stat after {};

    const NetNs host("host");
    stat("/proc/self/ns/net", &before);
    {
        const Inside inside(host);
        stat("/proc/self/ns/net", &within);
    }
    stat("/proc/self/ns/net", &after);
    EXPECT_NE(before.st_ino, within.st_ino);
    EXPECT_EQ(before.st_ino, after.st_ino);
}

TEST_F(Fixture, switches_frames_between_the_hosts_of_a_lan) {
    const NetNs a("a");
    const NetNs b("b");
    Lan lan("lan");
    lan.plug(a, "eth0");
    lan.plug(b, "eth0");
    a.ip("addr add 192.0.2.1/24 dev eth0");
    b.ip("addr add 192.0.2.2/24 dev eth0");
    EXPECT_TRUE(a.has(core::IpAddress::v4(192, 0, 2, 1)));
    EXPECT_FALSE(a.has(core::IpAddress::v4(192, 0, 2, 2)));

    Port port(a, "eth0");
    core::Bytes frame;
    core::put_bytes(frame, b.mac("eth0").octets);
    core::put_bytes(frame, a.mac("eth0").octets);
    frame.resize(60, 0xab);
    Port other(b, "eth0");
    const auto start = std::chrono::system_clock::now();
    port.send(frame);
    const auto seen = other.wait_for([&](const Frame& each) { return each.bytes == frame; });
    ASSERT_TRUE(seen);
    EXPECT_FALSE(seen->outgoing);
    EXPECT_GE(seen->time, start);
    EXPECT_LE(seen->time, std::chrono::system_clock::now());

    other.clear();
    lan.unplug(a, "eth0");
    EXPECT_FALSE(a.running("eth0"));
    port.send(frame);
    lan.replug(a, "eth0");
    core::Bytes later = frame;
    later.back() = 0xcd;
    port.send(later);
    EXPECT_TRUE(other.wait_for([&](const Frame& each) { return each.bytes == later; }));
    EXPECT_TRUE(other.matching([&](const Frame& each) { return each.bytes == frame; }).empty());
}

TEST_F(Fixture, stops_resumes_and_ends_a_process) {
    const NetNs host("host");
    Process process =
        host.start({"sh", "-c", "trap 'echo caught; exit 3' TERM; echo ready; while :; do sleep 0.01; done"});
    ASSERT_TRUE(process.says("ready"));
    process.stop();
    process.terminate();
    EXPECT_FALSE(process.wait(Duration(50)));
    EXPECT_EQ(process.output(), "ready\n");
    process.resume();
    EXPECT_EQ(process.wait(), 3);
    EXPECT_EQ(process.output(), "ready\ncaught\n");
    EXPECT_EQ(Process({"/no/such/program"}).wait(), 127);
}

TEST_F(Fixture, keeps_files_for_as_long_as_the_test) {
    std::string path;
    {
        const TemporaryDirectory directory;
        path = directory.write("xvrrpd.conf", "vrrp_instance a {\n}\n");
        EXPECT_TRUE(exists(path));
    }
    EXPECT_FALSE(exists(path));
}

} // namespace xvrrp::test
