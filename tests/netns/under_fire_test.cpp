// SPDX-License-Identifier: GPL-2.0-or-later
// Routers whose hosts or networks are at their limit. No router becomes MASTER without a reason, and no
// advert is lost.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
#include <thread>

namespace xvrrp::test {

namespace {

using std::chrono::duration;
using std::chrono::seconds;
using std::chrono::steady_clock;

using Counts = std::vector<std::uint64_t>; // by virtual router

std::string instances(unsigned count, int priority, const std::string& advert_int,
                      const std::string& interface, const std::string& network) {
    std::string text;
    for (unsigned vrid = 1; vrid <= count; ++vrid) {
        const auto id = std::to_string(vrid);
        text += "vrrp_instance " + interface + "_" + id + " {\n    interface " + interface +
                "\n    virtual_router_id " + id + "\n    priority " + std::to_string(priority) +
                "\n    advert_int " + advert_int + "\n    virtual_ipaddress {\n        " + network + id +
                "\n    }\n}\n";
    }
    return text;
}

std::string configuration(unsigned count, int priority, const std::string& advert_int,
                          const std::string& interface = "eth0") {
    return "global_defs {\n    vrrp_version 3\n}\n" +
           instances(count, priority, advert_int, interface, "10.9.0.");
}

bool all_in(const VrrpHost& host, unsigned count, const std::string& state) {
    const auto instances = host.status()["instances"];
    return instances.size() == count &&
           std::ranges::all_of(instances, [&](const auto& each) { return each["state"] == state; });
}

Counts counters(const VrrpHost& host, const std::string& name) {
    Counts values;
    const auto instances = host.status()["instances"];
    for (const auto& each : instances)
        values.push_back(each["counters"][name].get<std::uint64_t>());
    return values;
}

std::uint64_t sum(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

Counts since(const Counts& now, const Counts& then) {
    Counts difference;
    std::ranges::transform(now, then, std::back_inserter(difference), std::minus{});
    return difference;
}

double cpu_seconds(VrrpHost& host) {
    double nanoseconds = 0;
    std::ifstream("/proc/" + std::to_string(host.daemon().pid()) + "/schedstat") >> nanoseconds;
    return nanoseconds / 1e9;
}

std::ptrdiff_t log_lines(const VrrpHost& host) {
    return std::ranges::count(host.log(), '\n');
}

struct Pair {
    Lan lan{"lan"};
    VrrpHost master{lan, "master", "192.168.1.1/24"};
    VrrpHost backup{lan, "backup", "192.168.1.2/24"};

    ::testing::AssertionResult elect(unsigned count, const std::string& advert_int,
                                     const std::string& interface = "eth0") {
        master.run_xvrrpd(configuration(count, 200, advert_int, interface));
        if (!wait_until([&] { return all_in(master, count, "MASTER"); }))
            return ::testing::AssertionFailure() << master.log();
        backup.run_xvrrpd(configuration(count, 100, advert_int, interface));
        std::this_thread::sleep_for(seconds(1)); // more than a master-down interval
        if (!all_in(master, count, "MASTER") || !all_in(backup, count, "BACKUP"))
            return ::testing::AssertionFailure() << master.log() << backup.log();
        return ::testing::AssertionSuccess();
    }

    void expect_no_transition(unsigned count) {
        EXPECT_EQ(counters(master, "master-transitions"), Counts(count, 1)) << master.log();
        EXPECT_EQ(counters(backup, "master-transitions"), Counts(count, 0)) << backup.log();
        EXPECT_TRUE(all_in(master, count, "MASTER"));
        EXPECT_TRUE(all_in(backup, count, "BACKUP"));
    }

    // The number of adverts that the master has sent, and of those that the backup has recognised as known,
    // at a moment at which no advert is on its way.
    struct Exchanged {
        Counts sent;
        Counts known;
    };

    Exchanged exchanged() {
        Exchanged seen;
        EXPECT_TRUE(wait_until([&] {
            seen.sent = counters(master, "advertisement-sent");
            seen.known = counters(backup, "keepalive");
            return seen.sent == counters(master, "advertisement-sent");
        }));
        return seen;
    }
};

class UnderFire : public RootTest {};

} // namespace

TEST_F(UnderFire, ten_virtual_routers_at_100_ms_do_not_notice_a_flood) {
    constexpr unsigned kCount = 10;
    constexpr seconds kDuration(5);
    constexpr unsigned kAtLeast = 1000; // adverts of each kind
    Pair net;
    NetNs attacker("attacker");
    net.lan.plug(attacker, "eth0");
    ASSERT_TRUE(net.elect(kCount, "0.1"));
    const auto before = net.exchanged();
    const auto cpu_before = std::array{cpu_seconds(net.master), cpu_seconds(net.backup)};
    const auto lines_before = std::array{log_lines(net.master), log_lines(net.backup)};

    const auto start = steady_clock::now();
    auto flood = attacker.start(
        {FLOOD, "eth0", "192.168.1.66", std::to_string(kDuration.count()), std::to_string(kCount)});
    ASSERT_EQ(flood.wait(kDuration + seconds(20)), 0) << flood.output();
    const auto elapsed = duration<double>(steady_clock::now() - start).count();
    const auto cpu_after = std::array{cpu_seconds(net.master), cpu_seconds(net.backup)};
    const auto lines_after = std::array{log_lines(net.master), log_lines(net.backup)};

    net.expect_no_transition(kCount);
    const auto after = net.exchanged();
    EXPECT_EQ(since(after.known, before.known), since(after.sent, before.sent));
    EXPECT_GE(sum(since(after.sent, before.sent)), 10 * kCount * static_cast<unsigned>(kDuration.count()));
    for (const auto* host : {&net.master, &net.backup}) {
        const auto status = host->status();
        EXPECT_GT(status["drops"]["vrid_unknown"], kAtLeast);
        EXPECT_GT(status["drops"]["too_short"], kAtLeast);
        for (const auto& each : status["instances"]) {
            EXPECT_GT(each["drops"]["checksum"], kAtLeast / kCount);
            EXPECT_GT(each["drops"]["ttl"], kAtLeast / kCount);
            EXPECT_GT(each["counters"]["withheld"], kAtLeast / kCount);
        }
    }
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_LT(cpu_after[i] - cpu_before[i], 0.5 * elapsed); // if every frame woke it, it would never rest
        EXPECT_LE(lines_after[i] - lines_before[i], 4 * kCount);
    }
}

TEST_F(UnderFire, virtual_routers_at_10_ms_stay_where_they_are_beside_busy_processors) {
    constexpr unsigned kCount = 255;
    Pair net;
    ASSERT_TRUE(net.elect(kCount, "0.01"));
    std::vector<Process> busy;
    for (unsigned each = 0; each < std::thread::hardware_concurrency(); ++each)
        busy.push_back(net.lan.netns().start({"sh", "-c", "while :; do :; done"}));
    const auto heard_before = sum(counters(net.backup, "keepalive"));
    std::this_thread::sleep_for(seconds(10));
    EXPECT_TRUE(std::ranges::all_of(busy, &Process::running));
    net.expect_no_transition(kCount);
    EXPECT_GT(sum(counters(net.backup, "keepalive")) - heard_before, 9 * 100 * kCount);
}

// The whole status in one go would take longer than a master-down interval.
TEST_F(UnderFire, virtual_routers_stay_where_they_are_while_their_status_is_told) {
    constexpr unsigned kCount = 255;
    Pair net;
    ASSERT_TRUE(net.elect(kCount, "0.02"));
    for (int each = 0; each < 4; ++each) {
        EXPECT_TRUE(all_in(net.master, kCount, "MASTER"));
        EXPECT_TRUE(all_in(net.backup, kCount, "BACKUP"));
    }
    net.expect_no_transition(kCount);
}

// The other end of a veth takes 256 frames at once, and the kernel's adverts for all of them are due in the same moment.
TEST_F(UnderFire, virtual_routers_on_one_cable_stay_where_they_are_while_their_master_is_stopped) {
    constexpr unsigned kCount = 255;
    Pair net;
    connect(net.master.netns(), "eth1", net.backup.netns(), "eth1");
    net.master.netns().run("ip address add 192.168.2.1/24 dev eth1");
    net.backup.netns().run("ip address add 192.168.2.2/24 dev eth1");
    ASSERT_TRUE(net.elect(kCount, "0.1", "eth1"));
    net.master.daemon().stop();
    std::this_thread::sleep_for(seconds(2)); // the lease is 3 s long
    net.master.daemon().resume();
    const auto instances = net.master.status()["instances"];
    for (const auto& each : instances)
        EXPECT_GT(each["stand_in"]["adverts"], 15) << each["name"];
    net.expect_no_transition(kCount);
}

// The kernel resigns for 128 of them in a turn.
TEST_F(UnderFire, virtual_routers_of_a_dead_daemon_all_resign_before_it_is_cleaned_up_after) {
    constexpr unsigned kLinks = 4;
    constexpr unsigned kOnLink = 255;
    Lan lan("lan");
    VrrpHost host(lan, "host", "192.168.1.1/24");
    NetNs peer("peer");
    std::vector<std::unique_ptr<Port>> ports;
    std::string text = "global_defs {\n    vrrp_version 3\n    stand_in 59\n}\n";
    for (unsigned link = 1; link <= kLinks; ++link) {
        const auto interface = "eth" + std::to_string(link);
        connect(host.netns(), interface, peer, interface);
        host.netns().must("ip address add 192.168." + std::to_string(link + 1) + ".1/24 dev " + interface);
        ports.push_back(std::make_unique<Port>(peer, interface));
        text += instances(kOnLink, 255, "1", interface, "10.9." + std::to_string(link) + ".");
    }
    host.run_xvrrpd(text);
    ASSERT_TRUE(wait_until([&] {
        const auto all = host.status()["instances"];
        return all.size() == kLinks * kOnLink &&
               std::ranges::all_of(all, [](const auto& each) { return each["stand_in"]["lent"] == true; });
    })) << host.log();
    host.kill_with_runner();
    for (auto& each : ports)
        each->clear();
    std::string command;
    for (const auto& word : host.xvrrpd_command({"--clean-up"}))
        command += word + ' ';
    ASSERT_EQ(host.netns().run(command, seconds(70)).status, 0);
    for (unsigned link = 1; link <= kLinks; ++link) {
        const auto source = core::IpAddress::v4(192, 168, static_cast<std::uint8_t>(link + 1), 1);
        EXPECT_EQ(ports[link - 1]->matching(resignation_from(source)).size(), kOnLink) << "eth" << link;
    }
}

} // namespace xvrrp::test
