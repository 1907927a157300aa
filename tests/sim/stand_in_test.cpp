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

std::vector<std::string> answering(Network& lan, std::optional<unsigned> part = {}) {
    std::vector<std::string> out;
    for (std::size_t host = 0; host < lan.hosts().size(); ++host) {
        if (lan.hosts()[host].answers_for(0) && lan.part_of(host) == part.value_or(lan.part_of(host)))
            out.push_back(lan.hosts()[host].config().name);
    }
    return out;
}

// In one part of the network.
bool has_two_answers(Network& lan) {
    return answering(lan, 0).size() > 1 || answering(lan, 1).size() > 1;
}

// The longest time in which more than one host answered, as far as looks each millisecond see it.
Duration longest_with_two_answers(Network& lan, Duration time) {
    Duration longest{0};
    Duration now{0};
    for (Duration passed{0}; passed < time; passed += 1ms) {
        lan.run_for(1ms);
        now = has_two_answers(lan) ? now + 1ms : Duration(0);
        longest = std::max(longest, now);
    }
    return longest;
}

constexpr auto kLateness = 5ms;

// Three routers whose daemons are stalled, or killed and started again, at random times.
void disturb_daemons(Network& net, Random& random) {
    for (const auto priority : std::to_array<std::uint8_t>({150, 120, 100}))
        net.add({lending(priority)}).loop().lateness = kLateness;
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
        disturb_daemons(net, random);
        net.start();
        EXPECT_LE(longest_with_two_answers(net, 40s), 100ms) << seed;
        EXPECT_EQ(answering(net), std::vector<std::string>{"a"}) << seed;
        EXPECT_EQ(net.record.violations, std::vector<std::string>{}) << seed;
    }
}

// Each part has its own MASTER, and when they meet again the better advert may be one that the kernel sends: a quarter of an
// interval later than the daemon would.
TEST_F(StandIn, never_lets_two_hosts_that_hear_each_other_answer_however_the_network_is_divided) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Network net(seed);
        Random random(seed);
        disturb_daemons(net, random);
        for (int i = 0; i < 3; ++i) {
            const auto at = 5s + i * 7s + random.up_to(1s);
            const auto members = random.between(1U, 6U);
            net.at(at, [&net, members] { net.partition({members & 1, members >> 1 & 1, members >> 2 & 1}); });
            net.at(at + random.up_to(6s), [&net] { net.heal(); });
        }
        net.start();
        EXPECT_LE(longest_with_two_answers(net, 45s), 125ms + 2 * kLateness) << seed;
        EXPECT_EQ(answering(net), std::vector<std::string>{"a"}) << seed;
        EXPECT_EQ(net.record.violations, std::vector<std::string>{}) << seed;
    }
}

} // namespace xvrrp::sim
