// SPDX-License-Identifier: GPL-2.0-or-later
// A router that is drained hands over, so that at every moment a host answers for the addresses, and stays away.
#include "random.h"
#include "scenario.h"

namespace xvrrp::sim {

namespace {

std::vector<std::string> answering_now(Network& lan) {
    std::vector<std::string> out;
    for (const auto& host : lan.hosts()) {
        if (host.answers_for(0))
            out.push_back(host.config().name);
    }
    return out;
}

// The longest times without an answer and with more than one, as far as looks each 100 us see them.
struct Answers {
    Duration none{0};
    Duration several{0};
};

Answers watch(Network& lan, Duration time) {
    constexpr Duration kLook = 100us;
    Answers longest, now;
    for (Duration passed{0}; passed < time; passed += kLook) {
        lan.run_for(kLook);
        const auto count = answering_now(lan).size();
        now.none = count == 0 ? now.none + kLook : Duration(0);
        now.several = count > 1 ? now.several + kLook : Duration(0);
        longest.none = std::max(longest.none, now.none);
        longest.several = std::max(longest.several, now.several);
    }
    return longest;
}

core::VirtualRouterConfig with_before_backup(std::uint8_t priority, Duration timeout) {
    auto out = instance(priority);
    out.before_backup = core::Stage{{{kBeforeBackup}, {}, {}}, timeout};
    return out;
}

core::VirtualRouterConfig lending(std::uint8_t priority) {
    auto out = instance(priority);
    out.stand_in = 3s;
    return out;
}

} // namespace

using Draining = Scenario;

TEST_F(Draining, hands_over_after_the_skew_and_a_host_answers_all_the_time) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.drain({}, false);
    const auto answers = watch(lan, 5s);
    EXPECT_EQ(answers.none, 0ms);
    EXPECT_LE(answers.several, 1ms);
    EXPECT_EQ(
        lan.record.changes_since(10s),
        (Changes{{10s + 100us + 609'375us, "b", 0, State::Backup, State::Master, Reason::MasterResigned},
                 {10s + 200us + 609'375us, "a", 0, State::Master, State::Fault, Reason::Drained}}));
    EXPECT_EQ(lan.record.adverts_of("a", 10s), (Adverts{{10s, "a", 0, 0}}));
    EXPECT_TRUE(a.is_drained());
}

TEST_F(Draining, hands_over_although_the_first_resignation_is_lost) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    lan.wire.loss_percent = 100;
    a.drain({}, false);
    lan.run_for(1us);
    lan.wire.loss_percent = 0;
    EXPECT_EQ(watch(lan, 5s).none, 0ms);
    const auto changes = lan.record.changes_since(10s);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes.front().at, 11s + 100us + 609'375us);
    EXPECT_TRUE(a.is_drained());
}

TEST_F(Draining, of_the_best_of_three_goes_to_the_second_and_a_drained_one_never_comes_back) {
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    lan.add({instance(50)});
    settle();
    a.drain({}, false);
    EXPECT_EQ(watch(lan, 3s).none, 0ms);
    EXPECT_EQ(answering_now(lan), std::vector<std::string>{"b"});
    b.drain({}, false);
    EXPECT_EQ(watch(lan, 3s).none, 0ms);
    EXPECT_EQ(answering_now(lan), std::vector<std::string>{"c"});
    lan.hosts()[2].kill();
    lan.run_for(20s);
    EXPECT_EQ(a.state(), State::Fault);
    EXPECT_EQ(b.state(), State::Fault);
}

TEST_F(Draining, of_the_only_router_is_called_off_unless_it_is_forced) {
    auto& a = lan.add({instance(150)});
    settle();
    a.drain({}, false);
    EXPECT_EQ(watch(lan, 10s).none, 0ms);
    EXPECT_EQ(a.state(), State::Master);
    EXPECT_FALSE(a.is_drained());
    a.drain({}, true);
    lan.run_for(2900ms);
    EXPECT_EQ(a.state(), State::Master);
    lan.run_for(200ms);
    EXPECT_EQ(a.state(), State::Fault);
    EXPECT_FALSE(a.answers_for(0));
}

TEST_F(Draining, is_over_with_undrain_and_the_better_router_preempts) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.drain({}, false);
    lan.run_for(5s);
    a.undrain();
    EXPECT_EQ(watch(lan, 10s).none, 0ms);
    EXPECT_EQ(a.state(), State::Master);
}

TEST_F(Draining, outlives_a_crash_and_ends_with_the_daemon) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.drain({}, false);
    lan.run_for(5s);
    a.kill();
    a.start();
    lan.run_for(10s);
    EXPECT_EQ(a.state(), State::Fault);
    a.shut_down();
    lan.run_for(1s);
    a.start();
    lan.run_for(10s);
    EXPECT_EQ(a.state(), State::Master);
}

// The daemon dies before it heard a successor. The kernel goes on with its adverts, and the next daemon leads on.
TEST_F(Draining, that_is_not_over_ends_with_the_daemon) {
    auto& a = lan.add({lending(150)});
    settle();
    a.drain({}, true);
    lan.run_for(1s);
    a.kill();
    lan.run_for(1s);
    a.start();
    EXPECT_EQ(watch(lan, 10s).none, 0ms);
    EXPECT_EQ(a.state(), State::Master);
    EXPECT_FALSE(a.is_drained());
}

// Each host of two is drained in turn, with scripts, while loops are late.
TEST_F(Draining, of_one_host_after_the_other_never_leaves_nobody) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Network other(seed);
        Random random(seed);
        auto& a = other.add({with_before_backup(150, 1s)});
        auto& b = other.add({with_before_backup(100, 1s)});
        for (auto* host : {&a, &b})
            host->loop().lateness = random.up_to(20ms);
        other.start();
        other.run_for(10s);
        for (auto* host : {&a, &b, &a, &b}) {
            auto* const peer = host == &a ? &b : &a;
            peer->undrain();
            EXPECT_EQ(watch(other, 5s).none, 0ms) << seed;
            host->drain({}, false);
            EXPECT_EQ(watch(other, 5s).none, 0ms) << seed;
            EXPECT_TRUE(host->is_drained()) << seed;
            EXPECT_EQ(peer->state(), State::Master) << seed;
        }
        EXPECT_EQ(other.record.violations, std::vector<std::string>{});
    }
}

TEST_F(Draining, of_a_sync_group_goes_to_one_host_as_a_whole) {
    auto routers = [](std::uint8_t priority) {
        std::vector<core::VirtualRouterConfig> out{instance(priority, 51), instance(priority, 52)};
        for (auto& each : out)
            each.sync_group = "G";
        return out;
    };
    auto& a = lan.add(routers(150));
    auto& b = lan.add(routers(100));
    settle();
    a.drain(1, false);
    EXPECT_EQ(watch(lan, 5s).none, 0ms);
    for (const std::size_t router : {0, 1}) {
        EXPECT_TRUE(a.is_drained(router));
        EXPECT_EQ(b.state(router), State::Master);
        EXPECT_TRUE(b.answers_for(router));
    }
}

// The kernel goes on to say priority 0, and the fence keeps the addresses quiet when the other one is MASTER.
TEST_F(Draining, by_a_daemon_that_stalls_meanwhile_lets_no_two_hosts_answer) {
    auto& a = lan.add({lending(150)});
    lan.add({lending(100)});
    settle();
    a.drain({}, false);
    lan.run_for(100ms);
    a.stall_for(10s);
    const auto answers = watch(lan, 5s);
    EXPECT_EQ(answers.none, 0ms);
    EXPECT_LE(answers.several, 1ms);
    EXPECT_EQ(answering_now(lan), std::vector<std::string>{"b"});
    lan.run_for(10s);
    EXPECT_EQ(a.state(), State::Fault);
}

} // namespace xvrrp::sim
