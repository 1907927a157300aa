// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenario.h"

namespace xvrrp::sim {

namespace {

// a (150) died at 10 s and b (100) is MASTER; a comes back at 20 s.
void master_comes_back(Network& lan, core::VirtualRouterConfig config) {
    auto& a = lan.add({std::move(config)});
    lan.add({instance(100)});
    lan.start();
    lan.at(10s, [&] { a.kill(); });
    lan.at(20s, [&] { a.start(); });
}

constexpr auto kBack = 20s; // a starts

} // namespace

using Preemption = Scenario;

TEST_F(Preemption, takes_the_returned_master_a_master_down_interval) {
    master_comes_back(lan, instance(150));
    lan.run_for(40s);
    const auto preempts = kBack + 3'414'062'500ns;
    EXPECT_EQ(lan.record.changes_since(kBack),
              (Changes{{kBack, "a", 0, State::Init, State::Backup, Reason::Startup},
                       {preempts, "a", 0, State::Backup, State::Master, Reason::Preempting},
                       {preempts + 100us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
    EXPECT_FALSE(lan.hosts()[1].wants_addresses());
}

TEST_F(Preemption, does_not_happen_with_nopreempt) {
    auto config = instance(150);
    config.preempt = false;
    master_comes_back(lan, config);
    lan.run_for(60s);
    EXPECT_EQ(lan.record.changes_since(kBack),
              (Changes{{kBack, "a", 0, State::Init, State::Backup, Reason::Startup}}));
    EXPECT_EQ(lan.record.adverts_of("a", kBack), Adverts{});
}

TEST_F(Preemption, nopreempt_still_takes_over_from_a_dead_master) {
    auto config = instance(150);
    config.preempt = false;
    master_comes_back(lan, config);
    lan.at(30s, [&] { lan.hosts()[1].kill(); });
    lan.run_for(40s);
    const auto b_since = 9'414'062'500ns + 100us + 3'609'375us;
    const auto last_arrived = b_since + 16s + 100us; // sent at 29.02 s
    EXPECT_EQ(lan.record.changes_since(30s), (Changes{{last_arrived + 3'414'062'500ns, "a", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
}

TEST_F(Preemption, waits_for_the_delay_from_the_first_lower_advert) {
    auto config = instance(150);
    config.preempt_delay = 5s;
    master_comes_back(lan, config);
    lan.run_for(40s);
    const auto b_since = 9'414'062'500ns + 100us + 3'609'375us;
    const auto first_lower = b_since + 7s + 100us;
    // The last lower advert that counts as the master's came within the delay.
    const auto preempts = first_lower + 4s + 3'414'062'500ns;
    EXPECT_EQ(lan.record.changes_since(kBack + 1s),
              (Changes{{preempts, "a", 0, State::Backup, State::Master, Reason::Preempting},
                       {preempts + 100us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
}

// Each host is the better one for one member, so neither may have the whole group by right.
TEST_F(Preemption, of_a_sync_group_does_not_happen_while_one_member_has_a_better_master) {
    const auto group = [](std::uint8_t first, std::uint8_t second) {
        std::vector routers{instance(first, 51), instance(second, 52)};
        for (auto& each : routers)
            each.sync_group = "G";
        return routers;
    };
    auto& a = lan.add(group(150, 90));
    auto& b = lan.add(group(100, 100));
    lan.start();
    lan.at(20s, [&] { b.kill(); });
    lan.at(40s, [&] { b.start(); });
    lan.run_for(10s);
    EXPECT_TRUE(b.wants_addresses()) << "its members are ready first";
    EXPECT_FALSE(a.wants_addresses());
    lan.run_for(90s);
    EXPECT_EQ(lan.record.changes_since(10s).size(), 4u)
        << testing::PrintToString(lan.record.changes_since(10s))
        << "two to MASTER on a, and two to BACKUP on b";
    EXPECT_TRUE(a.wants_addresses()) << "it has been alone";
    EXPECT_FALSE(b.wants_addresses());
}

TEST_F(Preemption, delay_is_no_reason_to_leave_a_dead_master_alone) {
    auto config = instance(150);
    config.preempt_delay = 300s;
    master_comes_back(lan, config);
    lan.at(30s, [&] { lan.hosts()[1].kill(); });
    lan.run_for(40s);
    const auto last_arrived = 9'414'062'500ns + 100us + 3'609'375us + 16s + 100us;
    EXPECT_EQ(lan.record.changes_since(30s), (Changes{{last_arrived + 3'414'062'500ns, "a", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
}

TEST_F(Preemption, of_an_equal_priority_does_not_happen_whatever_the_addresses) {
    lan.add({instance(100)});
    auto& higher_address = lan.add({instance(100)});
    lan.hosts()[0].start();
    lan.run_for(10s);
    higher_address.start();
    lan.run_for(30s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.record.adverts_of("b"), Adverts{});
}

TEST_F(Preemption, by_the_address_owner_needs_no_election) {
    lan.add({instance(255)});
    lan.add({instance(100)});
    lan.hosts()[1].start();
    lan.run_for(10s);
    lan.hosts()[0].start();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{10s, "a", 0, State::Init, State::Master, Reason::Owner},
                       {10s + 100us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
}

} // namespace xvrrp::sim
