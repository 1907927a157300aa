// SPDX-License-Identifier: GPL-2.0-or-later
// A daemon that is dead and does not come back leaves nothing in the kernel: the runner cleans up when the lease is over, or
// the service manager does, or a person. A successor that comes in time keeps everything.
#include "support/address_monitor.h"
#include "support/questioned.h"
#include "support/stranger.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class CleanUp : public RootTest {};

// Everything that a virtual router can place.
Instance with_everything(int priority) {
    return {
        .priority = priority,
        .advert_int = "0.1",
        .more =
            "    use_vmac\n    no_accept\n    promote_secondaries\n"
            "    virtual_ipaddress_excluded {\n        2001:db8::100/64\n        192.168.1.101/24 dev eth0\n    }\n"
            "    virtual_routes {\n        203.0.113.0/24 via 192.168.1.9 dev eth0\n"
            "        blackhole 198.51.100.0/24 table 77 no_track\n    }\n"
            "    virtual_rules {\n        from 198.51.100.0/24 table 77 priority 700\n    }\n"};
}

Instance plain(int priority, const std::string& more = "") {
    return {.priority = priority, .advert_int = "0.1", .more = more};
}

// What a daemon changes in its namespace, as a text.
std::string world(const NetNs& netns) {
    return netns.must(
        "ip -br addr | awk '{$2=\"\"; print}'; ip route show table all; ip -6 route show table 77; "
        "ip rule; ip -6 rule; nft list tables; "
        "for each in arp_ignore arp_filter arp_announce promote_secondaries; do "
        "    sysctl net.ipv4.conf.eth0.$each; done; "
        "bpftool net show | grep -E 'xvrrp|vrrp_' || true");
}

struct Routers : TwoRouters {
    std::string before;

    // The kernel's own address of eth0 comes after a while.
    Routers() {
        a.link_local();
        before = world(a.netns());
    }

    bool is_as_before() { return world(a.netns()) == before && !std::filesystem::exists(a.bpf_dir()); }

    bool is_as_before(Clock::time_point by) {
        return wait_until([&] { return is_as_before(); },
                          std::max(std::chrono::duration_cast<Duration>(by - Clock::now()), 0ms));
    }

    Finished clean_up(const std::string& words, const std::string& variables = "") {
        std::string command = variables;
        for (const auto& word : a.xvrrpd_command({words}))
            command += ' ' + word;
        return a.netns().run("env " + command, 70s);
    }

    bool has_no_process() {
        return a.netns()
            .must("for each in $(ip netns pids " + a.netns().name() +
                  "); do cat /proc/$each/comm 2>/dev/null; done | grep xvrrp || true")
            .empty();
    }
};

std::string difference(Routers& net) {
    return "before:\n" + net.before + "\nnow:\n" + world(net.a.netns()) + "\n" + net.a.log();
}

} // namespace

TEST_F(CleanUp, after_a_daemon_that_was_killed_for_good_leaves_the_host_as_it_was) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    ASSERT_TRUE(wait_until([&] {
        const auto there = world(net.a.netns());
        return std::ranges::all_of(std::initializer_list<const char*>{"vrrp.51", "203.0.113.0",
                                                                      "700:", "inet xvrrpd", "arp_ignore = 1",
                                                                      "xvrrp0", "192.168.1.101"},
                                   [&](const char* each) { return there.find(each) != std::string::npos; });
    })) << world(net.a.netns());
    const auto killed = Clock::now();
    net.a.daemon().kill();
    EXPECT_TRUE(net.is_as_before(killed + 4s)) << difference(net);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(wait_until([&] { return net.has_no_process(); }));
    EXPECT_NE(net.a.log().find("removed what a dead xvrrpd left behind: 3 addresses, 1 interfaces"),
              std::string::npos)
        << net.a.log();
}

TEST_F(CleanUp, gives_nobody_two_answers) {
    Routers net;
    ASSERT_TRUE(net.elect(plain(100), plain(90)));
    const auto question =
        arp_question(net.bystander.netns().mac("eth0"), net.bystander.address(), virtual_address());
    net.wire.clear();
    net.a.daemon().kill();
    const auto end = Clock::now() + 5s;
    while (Clock::now() < end) {
        net.wire.send(question);
        std::this_thread::sleep_for(5ms);
    }
    const auto of_a = net.wire.matching(arp_answer_of(net.a.netns().mac("eth0")));
    const auto of_b = net.wire.matching(arp_answer_of(net.b.netns().mac("eth0")));
    ASSERT_FALSE(of_a.empty());
    ASSERT_FALSE(of_b.empty());
    EXPECT_LE(of_a.back().time - of_b.front().time, 100ms);
    EXPECT_LE(of_b.front().time - of_a.back().time, 500ms) << "nobody answered";
    EXPECT_TRUE(net.is_as_before()) << difference(net);
}

TEST_F(CleanUp, takes_nothing_from_a_successor_that_comes_in_time) {
    for (const auto pause : {300ms, 2000ms}) {
        Routers net;
        ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
        AddressMonitor before(net.a.netns());
        const auto macvlan = net.a.netns().ifindex("vrrp.51");
        net.a.daemon().kill();
        std::this_thread::sleep_for(pause);
        EXPECT_FALSE(before.lost(virtual_address())) << before.said();
        net.a.run_xvrrpd(with_everything(100).text());
        ASSERT_TRUE(leads(net.a, net.b));
        AddressMonitor after(net.a.netns());
        std::this_thread::sleep_for(4s);
        EXPECT_FALSE(after.lost(virtual_address())) << after.said();
        EXPECT_TRUE(leads(net.a, net.b));
        EXPECT_EQ(net.a.netns().ifindex("vrrp.51"), macvlan);
        EXPECT_TRUE(std::filesystem::exists(net.a.runtime_dir() + "/placed"));
        EXPECT_NE(world(net.a.netns()).find("203.0.113.0"), std::string::npos);
        EXPECT_EQ(net.a.log().find("removed what a dead xvrrpd"), std::string::npos) << net.a.log();
        net.a.daemon().terminate();
        EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
        EXPECT_TRUE(wait_until([&] { return net.has_no_process(); })) << "also of its predecessor";
    }
}

TEST_F(CleanUp, by_hand_removes_at_once_what_nobody_else_removes) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    net.a.kill_with_runner();
    std::this_thread::sleep_for(5s);
    EXPECT_TRUE(net.a.netns().has(core::IpAddress::v4(192, 168, 1, 101)));
    const auto done = net.clean_up("--clean-up");
    EXPECT_EQ(done.status, 0) << done.output;
    EXPECT_NE(done.output.find("removed what a dead xvrrpd left behind: 3 addresses, 1 interfaces"),
              std::string::npos)
        << done.output;
    EXPECT_TRUE(net.is_as_before()) << difference(net);
    EXPECT_EQ(net.clean_up("--clean-up").status, 0) << "nothing is left, and that is no error";
}

// As on a kernel without tcx.
TEST_F(CleanUp, removes_the_filters_that_fence_the_way_out) {
    Routers net;
    const TcxTaken in(net.a.netns(), "eth0");
    const TcxTaken out(net.a.netns(), "eth0", datapath::Side::Out);
    net.before = world(net.a.netns());
    ASSERT_TRUE(net.elect(plain(100), plain(90), {"--datapath", "tc"}));
    ASSERT_TRUE(wait_until([&] { return world(net.a.netns()).find("vrrp_fence_tc") != std::string::npos; }));
    net.a.kill_with_runner();
    EXPECT_EQ(net.clean_up("--clean-up").status, 0);
    EXPECT_TRUE(net.is_as_before()) << difference(net);
}

// Otherwise the kernel would go on to say that this host is MASTER, without the addresses.
TEST_F(CleanUp, by_hand_lets_the_kernel_resign_first) {
    Routers net;
    ASSERT_TRUE(net.elect(plain(100, "    stand_in 30\n"), plain(90)));
    net.a.kill_with_runner();
    net.wire.clear();
    EXPECT_EQ(net.clean_up("--clean-up").status, 0);
    EXPECT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 1s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(net.is_as_before()) << difference(net);
}

// The daemon was upgraded, and does not start.
TEST_F(CleanUp, ends_the_leases_of_another_version_in_the_same_way) {
    Routers net;
    ASSERT_TRUE(net.elect(plain(100, "    stand_in 30\n"), plain(90)));
    net.a.kill_with_runner();
    make_foreign(net.a.bpf_dir());
    net.wire.clear();
    EXPECT_EQ(net.clean_up("--clean-up").status, 0);
    EXPECT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 1s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(net.is_as_before()) << difference(net);
}

TEST_F(CleanUp, is_refused_while_a_daemon_runs) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    const auto there = world(net.a.netns());
    const auto done = net.clean_up("--clean-up");
    EXPECT_EQ(done.status, 1);
    EXPECT_NE(done.output.find("xvrrpd runs there, as process " + std::to_string(net.a.daemon().pid())),
              std::string::npos)
        << done.output;
    for (const auto* words : {"--clean-up=lease", "--clean-up=service"})
        EXPECT_EQ(net.clean_up(words, "EXIT_CODE=exited EXIT_STATUS=2").status, 0) << words;
    EXPECT_EQ(world(net.a.netns()), there);
    EXPECT_TRUE(leads(net.a, net.b));
}

// It is not dead. The fence keeps it from answering, and when it goes on it finds its addresses and removes them itself.
TEST_F(CleanUp, removes_nothing_of_a_daemon_that_is_stopped) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    const auto there = world(net.a.netns());
    net.a.daemon().stop();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    std::this_thread::sleep_for(2s);
    EXPECT_EQ(world(net.a.netns()), there);
    EXPECT_EQ(net.clean_up("--clean-up").status, 1) << "it holds its lock";
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["state"], "BACKUP");
    EXPECT_NE(net.a.netns().ifindex("vrrp.51"), 0);
}

TEST_F(CleanUp, waits_for_the_lease_also_if_the_next_start_meets_a_broken_file) {
    for (const auto* broken :
         {"vrrp_instance {", "vrrp_instance VI_1 {\n    interface eth7\n    virtual_router_id 51\n"
                             "    virtual_ipaddress {\n        192.168.1.100\n    }\n}\n"}) {
        Routers net;
        ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
        AddressMonitor monitor(net.a.netns());
        const auto killed = Clock::now();
        net.a.daemon().kill();
        net.a.write_config(broken);
        EXPECT_EQ(net.clean_up("").status, 2);
        std::this_thread::sleep_until(killed + 2s);
        EXPECT_FALSE(monitor.lost(virtual_address())) << monitor.said();
        EXPECT_EQ(net.b.state(), "BACKUP");
        EXPECT_TRUE(net.is_as_before(killed + 5s)) << difference(net);
        EXPECT_TRUE(net.b.becomes("MASTER"));
        EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    }
}

// The service manager has killed the runner, too.
TEST_F(CleanUp, of_a_service_that_is_not_started_again_waits_for_the_lease_and_removes_everything) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    const auto killed = Clock::now();
    net.a.kill_with_runner();
    const auto done = net.clean_up("--clean-up=service", "EXIT_CODE=exited EXIT_STATUS=2");
    EXPECT_EQ(done.status, 0) << done.output;
    EXPECT_GE(Clock::now() - killed, 2500ms);
    EXPECT_LE(Clock::now() - killed, 5s);
    EXPECT_TRUE(net.is_as_before()) << difference(net);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
}

// The attachments stay for the successor: to attach again would reset the link of some network cards.
TEST_F(CleanUp, of_a_service_that_is_started_again_removes_only_what_is_over_and_no_attachment) {
    Routers net;
    ASSERT_TRUE(net.elect(with_everything(100), with_everything(90)));
    const auto there = world(net.a.netns());
    net.a.kill_with_runner();
    const auto begun = Clock::now();
    EXPECT_EQ(net.clean_up("--clean-up=service", "EXIT_CODE=killed EXIT_STATUS=KILL").status, 0);
    EXPECT_LE(Clock::now() - begun, 1s);
    EXPECT_EQ(world(net.a.netns()), there);
    std::this_thread::sleep_for(4s);
    EXPECT_EQ(net.clean_up("--clean-up=service", "EXIT_CODE=killed EXIT_STATUS=KILL").status, 0);
    EXPECT_FALSE(net.a.netns().has(virtual_address()));
    EXPECT_EQ(net.a.netns().ifindex("vrrp.51"), 0);
    EXPECT_EQ(net.a.netns().ifindex("xvrrp0"), 0);
    EXPECT_TRUE(std::filesystem::exists(net.a.bpf_dir() + "/root_1"));
    EXPECT_FALSE(net.is_as_before());
    net.a.run_xvrrpd(with_everything(100).text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.status()["interfaces"][0]["reused"], true) << net.a.status();
}

TEST_F(CleanUp, after_a_daemon_for_which_the_kernel_stands_in_not_gives_a_successor_the_same_time) {
    Routers net;
    ASSERT_TRUE(net.elect(plain(100, "    stand_in off\n"), plain(90)));
    const auto killed = Clock::now();
    net.a.daemon().kill();
    std::this_thread::sleep_until(killed + 1500ms);
    EXPECT_TRUE(net.a.has_vip());
    EXPECT_TRUE(net.is_as_before(killed + 4s)) << difference(net);
}

// What stays attached for the next start passes everything.
TEST_F(CleanUp, does_not_follow_an_orderly_end) {
    Routers net;
    ASSERT_TRUE(net.elect(plain(100), plain(90)));
    net.a.daemon().terminate();
    ASSERT_EQ(net.a.daemon().wait(), 0);
    EXPECT_TRUE(wait_until([&] { return net.has_no_process(); }));
    EXPECT_FALSE(std::filesystem::exists(net.a.bpf_dir()));
    EXPECT_EQ(net.a.log().find("removed what a dead xvrrpd"), std::string::npos);
}

} // namespace xvrrp::test
