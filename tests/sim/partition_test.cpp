// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenario.h"

namespace xvrrp::sim {

using Partition = Scenario;

TEST_F(Partition, has_a_master_on_either_side_and_one_after_it_heals) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    lan.partition({0, 1});
    lan.run_for(10s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
    lan.heal();
    lan.run_for(10s);
    // b's advert of 20.02 s is the first to cross; a answers it at once.
    const auto crossing = 9'414'062'500ns + 100us + 3'609'375us + 7s;
    EXPECT_EQ(lan.record.changes_since(20s),
              (Changes{{crossing + 200us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
    EXPECT_EQ(lan.record.adverts_of("a", 20s).front(), (SentAdvert{crossing + 100us, "a", 0, 150}));
}

TEST_F(Partition, of_equal_priorities_is_won_by_the_higher_address) {
    lan.add({instance(100)});
    lan.add({instance(100)});
    lan.partition({0, 1});
    settle();
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
    lan.heal();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{10'609'375us + 100us, "a", 0, State::Master, State::Backup, Reason::HigherAddress}}));
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
}

TEST_F(Partition, of_three_leaves_the_best_of_each_side) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    lan.add({instance(50)});
    settle();
    lan.partition({0, 1, 1});
    lan.run_for(10s);
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
    EXPECT_EQ(lan.hosts()[2].state(), State::Backup);
    EXPECT_EQ(lan.record.adverts_of("c"), Adverts{});
    lan.heal();
    lan.run_for(10s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.hosts()[1].state(), State::Backup);
    EXPECT_EQ(lan.hosts()[2].state(), State::Backup);
}

TEST_F(Partition, by_a_lost_link_is_a_fault_and_recovery_is_a_new_election) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.set_link(false);
    lan.run_for(10s);
    a.set_link(true);
    lan.run_for(10s);
    const auto b_takes_over = 9'414'062'500ns + 100us + 3'609'375us;
    const auto a_preempts = 20s + 3'414'062'500ns;
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{10s, "a", 0, State::Master, State::Fault, Reason::InterfaceDown},
                       {b_takes_over, "b", 0, State::Backup, State::Master, Reason::MasterDown},
                       {20s, "a", 0, State::Fault, State::Backup, Reason::FaultCleared},
                       {a_preempts, "a", 0, State::Backup, State::Master, Reason::Preempting},
                       {a_preempts + 100us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
}

TEST_F(Partition, leaves_no_address_of_a_crashed_master_on_a_dead_link) {
    auto& a = lan.add({instance(150)});
    settle();
    a.kill();
    a.set_link(false);
    a.start();
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{10s, "a", 0, State::Init, State::Fault, Reason::InterfaceDown}}));
    EXPECT_FALSE(a.wants_addresses());
}

TEST_F(Partition, that_ends_as_a_router_starts_again_does_not_elect_it_from_memory) {
    // The kernel side of b remembers old adverts of a. They must not count as silence of a.
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.kill();
    a.set_link(false);
    lan.run_for(20s);
    a.set_link(true);
    b.start();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(30s),
              (Changes{{30s, "b", 0, State::Init, State::Backup, Reason::Startup},
                       {30s, "a", 0, State::Fault, State::Backup, Reason::FaultCleared},
                       {30s + 3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

} // namespace xvrrp::sim
