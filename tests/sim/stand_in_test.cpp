// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel sends the adverts of a MASTER whose daemon is stalled or gone, and lets nobody ask for its addresses once it
// has lost.
#include "random.h"
#include "scenario.h"

#include <array>

namespace xvrrp::sim {

namespace {

core::VirtualRouterConfig lending(std::uint8_t priority, Duration interval = 100ms) {
    auto out = instance(priority);
    out.version = core::Version::V3;
    out.interval = std::chrono::duration_cast<core::Centiseconds>(interval);
    out.stand_in = 3s;
    return out;
}

std::vector<std::string> answering(Network& lan) {
    std::vector<std::string> out;
    for (const auto& host : lan.hosts()) {
        if (host.answers_for(0))
            out.push_back(host.config().name);
    }
    return out;
}

// The longest time in which more than one host answered, as far as looks each millisecond see it.
Duration longest_with_two_answers(Network& lan, Duration time) {
    Duration longest{0};
    Duration now{0};
    for (Duration passed{0}; passed < time; passed += 1ms) {
        lan.run_for(1ms);
        now = answering(lan).size() > 1 ? now + 1ms : Duration(0);
        longest = std::max(longest, now);
    }
    return longest;
}

} // namespace

using StandIn = Scenario;

TEST_F(StandIn, for_a_master_that_stalls_for_two_seconds_moves_nothing) {
    for (const Duration interval : {10ms, 100ms, 1000ms}) {
        Network net;
        auto& a = net.add({lending(150, interval)});
        net.add({lending(100, interval)});
        net.start();
        net.run_for(10s);
        a.stall_for(2s);
        net.run_for(10s);
        EXPECT_EQ(net.record.changes_since(9s), Changes{});
        EXPECT_GE(a.stood_in(), 2s / interval - 1);
        EXPECT_EQ(net.record.violations, std::vector<std::string>{});
    }
}

TEST_F(StandIn, ends_with_a_resignation_after_the_lease) {
    auto& a = lan.add({lending(150)});
    lan.add({lending(100)});
    lan.start();
    lan.run_for(10s);
    a.stall_for(20s);
    EXPECT_LE(longest_with_two_answers(lan, 15s), 0ms);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"b"});
    const auto changes = lan.record.changes_since(10s);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes.front().reason, Reason::MasterResigned);
    EXPECT_LT(changes.front().at, 13'200ms) << "the lease and the skew";
    lan.run_for(6s); // it wakes up
    EXPECT_EQ(a.state(), State::Master);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"a"});
}

TEST_F(StandIn, of_a_daemon_that_died_ends_the_same_way) {
    auto& a = lan.add({lending(150)});
    lan.add({lending(100)});
    lan.start();
    lan.run_for(10s);
    a.kill();
    EXPECT_LE(longest_with_two_answers(lan, 15s), 0ms);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"b"});
    a.start();
    EXPECT_LE(longest_with_two_answers(lan, 5s), 100ms);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"a"});
}

TEST_F(StandIn, ends_at_once_for_a_better_router) {
    auto& a = lan.add({lending(100)});
    auto& b = lan.add({lending(150)});
    a.start();
    lan.run_for(10s);
    a.stall_for(2s);
    lan.run_for(1s);
    b.start(); // it takes over after its master-down interval, while a is stalled
    EXPECT_LE(longest_with_two_answers(lan, 5s), 10ms);
    const auto of_b = lan.record.adverts_of("b");
    ASSERT_FALSE(of_b.empty());
    EXPECT_EQ(a.state(), State::Backup);
    EXPECT_EQ(b.state(), State::Master);
}

TEST_F(StandIn, of_an_interface_without_a_carrier_ends) {
    auto& a = lan.add({lending(150)});
    lan.add({lending(100)});
    lan.start();
    lan.run_for(10s);
    a.stall_for(2s);
    a.set_link(false);
    lan.run_for(1s);
    a.set_link(true);
    lan.run_for(500ms);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"b"});
}

TEST_F(StandIn, bridges_a_restart_so_that_nothing_moves) {
    for (const Duration interval : {10ms, 100ms, 1000ms}) {
        Network net;
        auto& a = net.add({lending(150, interval)});
        auto& b = net.add({lending(100, interval)});
        net.start();
        net.run_for(10s);
        const auto before = net.record.changes_since(0s);
        a.kill();
        net.run_for(2s);
        a.start_again();
        EXPECT_EQ(a.state(), State::Master);
        net.run_for(10s);
        EXPECT_EQ(a.state(), State::Master);
        EXPECT_EQ(b.state(), State::Backup);
        EXPECT_EQ(net.record.changes_since(0s).size(), before.size() + 1) << "only that of the successor";
        EXPECT_EQ(answering(net), std::vector<std::string>{"a"});
        EXPECT_EQ(net.record.violations, std::vector<std::string>{});
    }
}

TEST_F(StandIn, of_a_daemon_that_starts_too_late_has_ended) {
    auto& a = lan.add({lending(150)});
    auto& b = lan.add({lending(100)});
    lan.start();
    lan.run_for(10s);
    a.kill();
    lan.run_for(3500ms);
    EXPECT_EQ(b.state(), State::Master);
    a.start_again();
    EXPECT_EQ(a.state(), State::Backup);
    EXPECT_EQ(answering(lan), std::vector<std::string>{"b"});
}

// The bound is that of two routers that are both alive: the better advert has to arrive, and the other has to yield.
TEST_F(StandIn, never_lets_two_hosts_answer_whatever_happens_to_the_daemons) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Network net(seed);
        Random random(seed);
        for (const auto priority : std::to_array<std::uint8_t>({150, 120, 100}))
            net.add({lending(priority)}).loop().lateness = 5ms;
        for (int i = 0; i < 6; ++i) {
            auto& host = net.hosts()[random.between<std::size_t>(0, 2)];
            const auto at = 5s + random.up_to(20s);
            const auto length = random.up_to(6s);
            if (random.chance(50)) {
                net.at(at, [&host, length] { host.stall_for(length); });
            } else {
                net.at(at, [&host] { host.kill(); });
                net.at(at + length, [&host] { host.start_again(); });
            }
        }
        net.start();
        EXPECT_LE(longest_with_two_answers(net, 40s), 100ms) << seed;
        EXPECT_EQ(answering(net), std::vector<std::string>{"a"}) << seed;
        EXPECT_EQ(net.record.violations, std::vector<std::string>{}) << seed;
    }
}

} // namespace xvrrp::sim
