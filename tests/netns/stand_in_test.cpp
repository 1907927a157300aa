// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel stands in for a MASTER whose daemon is stopped or killed: nothing moves for the time of the lease, and at its
// end the host says that it leaves and answers for nothing any more.
#include "support/questioned.h"

#include <thread>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class StandingIn : public RootTest {};

} // namespace

TEST_F(StandingIn, for_a_master_that_is_stopped_for_two_seconds_moves_nothing) {
    for (const auto& [interval, bound] : {std::pair{"1", 1500ms}, {"0.1", 150ms}, {"0.01", 30ms}}) {
        Questioned net;
        ASSERT_TRUE(net.elect(every(interval, 100), every(interval, 90))) << interval;
        std::this_thread::sleep_for(300ms);
        net.wire.clear();
        net.a.daemon().stop();
        std::this_thread::sleep_for(2s);
        EXPECT_TRUE(net.is_answered_by(net.a)) << interval;
        net.a.daemon().resume();
        std::this_thread::sleep_for(500ms);
        EXPECT_TRUE(adverts(net.wire.frames(), net.b.address()).empty()) << interval;
        EXPECT_TRUE(leads(net.a, net.b)) << interval;
        EXPECT_EQ(net.b.counter("master-transitions"), 0u) << interval;
        EXPECT_GT(net.a.instance()["stand_in"]["adverts"], 0) << net.a.status();
        EXPECT_LE(largest_gap(adverts(net.wire.frames(), net.a.address())), milliseconds(bound)) << interval;
    }
}

TEST_F(StandingIn, ends_with_a_resignation_and_nobody_has_two_answers) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    nopreempt\n"), every("0.1", 90)));
    net.a.daemon().stop();
    ASSERT_TRUE(net.wire.wait_for(resignation_from(net.a.address()), 6s));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(net.a.has_vip()) << "its daemon cannot remove it";
    EXPECT_FALSE(net.is_answered_by(net.a));
    EXPECT_TRUE(net.is_answered_by(net.b));
    net.wire.clear();
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["reason"], "lease_ended") << net.a.log();
    EXPECT_TRUE(adverts(net.wire.frames(), net.a.address()).empty());
    EXPECT_TRUE(net.is_answered_by(net.b));
}

TEST_F(StandingIn, for_a_master_that_is_killed_ends_the_same_way) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100), every("0.1", 90)));
    net.wire.clear();
    net.a.daemon().kill();
    const auto resigned = net.wire.wait_for(resignation_from(net.a.address()), 6s);
    ASSERT_TRUE(resigned);
    EXPECT_LE(largest_gap(adverts(net.wire.frames(), net.a.address())), 150ms);
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.is_answered_by(net.a));
    EXPECT_TRUE(net.is_answered_by(net.b));
}

TEST_F(StandingIn, yields_to_a_better_router_within_one_advert) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in 20\n"), every("0.1", 90)));
    net.a.daemon().stop();
    net.b.write_config(every("0.1", 150).text());
    ASSERT_EQ(net.b.xvrrpctl("reload").status, 0);
    ASSERT_TRUE(net.b.becomes("MASTER"));
    const auto first = net.wire.wait_for(advert_from(net.b.address()));
    ASSERT_TRUE(first);
    std::this_thread::sleep_for(500ms);
    for (const auto& seen : adverts(net.wire.frames(), net.a.address()))
        EXPECT_LE(seen.time, first->time + 10ms);
    EXPECT_FALSE(net.is_answered_by(net.a));
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["reason"], "higher_priority");
}

TEST_F(StandingIn, ends_with_the_carrier) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in 20\n"), every("0.1", 90)));
    net.a.daemon().stop();
    net.a.netns().must("ip link set eth0 down");
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
    net.a.netns().must("ip link set eth0 up");
    std::this_thread::sleep_for(500ms);
    net.wire.clear();
    std::this_thread::sleep_for(500ms);
    EXPECT_TRUE(adverts(net.wire.frames(), net.a.address()).empty()) << "a gate does not open by itself";
    net.a.daemon().resume();
    EXPECT_TRUE(leads(net.a, net.b)) << net.a.log();
}

TEST_F(StandingIn, for_a_daemon_that_gets_no_processor_moves_nothing) {
    Questioned net;
    const auto ordinary = [](int priority) {
        return "global_defs {\n    vrrp_version 3\n    vrrp_priority 19\n}\n" + without_global(every("0.01", priority).text());
    };
    net.a.run_xvrrpd(ordinary(100));
    net.b.run_xvrrpd(every("0.01", 90).text());
    ASSERT_TRUE(leads(net.a, net.b));
    std::vector<Process> busy;
    for (unsigned each = 0; each < 2 * std::thread::hardware_concurrency(); ++each)
        busy.push_back(net.bystander.netns().start({"sh", "-c", "while :; do :; done"}));
    std::this_thread::sleep_for(5s);
    busy.clear();
    EXPECT_EQ(net.b.counter("master-transitions"), 0u);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(StandingIn, goes_on_with_another_token_when_one_is_lost) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(every("0.1", 100).text());
    ASSERT_TRUE(host.becomes("MASTER"));
    const auto turns = [&] { return host.status()["stand_in"]["turns"].get<std::uint64_t>(); };
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before; }));
    host.netns().must("ip link set xvrrp0 down");
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before + 10; }, 3s)) << host.log();
    host.netns().must("ip link del xvrrp0");
    EXPECT_TRUE(wait_until([&, before = turns()] { return turns() > before + 10; }, 3s)) << host.log();
    EXPECT_EQ(host.status()["stand_in"]["trouble"], nullptr);
}

TEST_F(StandingIn, is_not_there_where_it_is_switched_off) {
    Questioned net;
    ASSERT_TRUE(net.elect(every("0.1", 100, "    stand_in off\n"), every("0.1", 90)));
    EXPECT_EQ(net.a.instance()["stand_in"]["lent"], false);
    EXPECT_EQ(net.a.netns().run("ip link show xvrrp0").status, 1);
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_EQ(net.b.instance()["reason"], "master_down");
}

TEST_F(StandingIn, leaves_nothing_behind_when_the_daemon_leaves) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(every("0.1", 100).text());
    ASSERT_TRUE(host.becomes("MASTER"));
    EXPECT_NE(host.netns().must("ip -o link").find("xvrrp0"), std::string::npos);
    host.daemon().terminate();
    EXPECT_EQ(host.daemon().wait(), 0);
    EXPECT_EQ(host.netns().run("ip link show xvrrp0").status, 1);
}

} // namespace xvrrp::test
