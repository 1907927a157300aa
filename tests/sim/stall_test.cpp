// SPDX-License-Identifier: GPL-2.0-or-later
// User space does not run, and the kernel side stamps adverts all the same.
#include "forgery.h"
#include "scenario.h"

namespace xvrrp::sim {

using Stall = Scenario;

TEST_F(Stall, of_a_backup_for_10_s_is_no_takeover) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.stall_for(10s);
    lan.run_for(30s);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
}

TEST_F(Stall, of_a_backup_for_an_hour_is_no_takeover) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.stall_for(1h);
    lan.run_for(1h + 30s);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
}

TEST_F(Stall, of_a_backup_that_starts_before_the_first_advert_is_no_takeover) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    lan.start();
    b.stall_for(10s);
    lan.run_for(30s);
    EXPECT_EQ(lan.record.changes_since(1us),
              (Changes{{3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

TEST_F(Stall, of_a_backup_hides_the_death_of_the_master_until_it_ends) {
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.stall_for(10s);
    a.kill();
    lan.run_for(30s);
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{20s, "b", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

TEST_F(Stall, of_a_backup_is_no_takeover_even_if_the_master_was_replaced_meanwhile) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(120)});
    auto& c = lan.add({instance(100)});
    settle();
    c.stall_for(20s);
    a.kill();
    lan.run_for(40s);
    EXPECT_EQ(lan.hosts()[1].state(), State::Master);
    EXPECT_EQ(lan.record.adverts_of("c"), Adverts{});
}

TEST_F(Stall, of_a_backup_is_no_takeover_if_the_master_resigned_and_came_back_meanwhile) {
    // The address owner is MASTER again at once, with the advert that the kernel side of b already knows.
    auto& a = lan.add({instance(255)});
    auto& b = lan.add({instance(100)});
    settle();
    b.stall_for(5s);
    a.shut_down();
    lan.run_for(100ms);
    a.start();
    lan.run_for(20s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.record.adverts_of("b"), Adverts{});
}

TEST_F(Stall, of_a_backup_over_a_link_that_bounced_is_no_takeover_from_what_was_queued) {
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    lan.start();
    lan.run_for(3s);
    b.stall_for(10s);
    a.kill();
    lan.run_for(1s);
    a.start(); // its first advert, at 7.4 s, waits in b's ring
    lan.run_for(4s);
    a.set_link(false);
    b.set_link(false);
    b.set_link(true);
    lan.run_for(20s);
    EXPECT_EQ(lan.record.changes_since(13s),
              (Changes{{13s, "b", 0, State::Backup, State::Fault, Reason::InterfaceDown},
                       {13s, "b", 0, State::Fault, State::Backup, Reason::FaultCleared},
                       {13s + 3'609'375us, "b", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

TEST_F(Stall, of_a_backup_does_not_mix_up_the_intervals_of_two_masters) {
    auto config = instance(200);
    config.version = core::Version::V3;
    lan.add({config});
    config.priority = 100;
    auto& b = lan.add({config});
    settle();
    auto hasty = config;
    hasty.interval = core::Centiseconds(1);
    b.stall_for(500ms);
    lan.at(10'100ms, [&] { lan.inject(forged_advert(hasty, core::IpAddress::v4(192, 0, 2, 66), 150)); });
    lan.run_for(
        10s); // a's advert of 10.2 s, every second, comes after the one that promised another in 10 ms
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
}

TEST_F(Stall, of_a_backup_hears_an_advert_between_two_resignations) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    const auto resignation = forged_advert(instance(100), core::IpAddress::v4(192, 0, 2, 1), 0);
    lan.at(10'200ms, [&] { lan.inject(resignation); });
    lan.at(10'300ms,
           [&] { b.stall_for(550ms); }); // beyond a skew time after the first; a's advert of 10.4 s waits
    lan.at(10'700ms, [&] { lan.inject(resignation); });
    lan.run_for(10s);
    const auto takeover = 10'700ms + 609'375us;
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{takeover, "b", 0, State::Backup, State::Master, Reason::MasterResigned},
                       {takeover + 200us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
}

TEST_F(Stall, of_a_better_master_ends_with_its_retaking) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.stall_for(10s);
    lan.run_for(20s);
    const auto b_takes_over = 9'414'062'500ns + 100us + 3'609'375us;
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{b_takes_over, "b", 0, State::Backup, State::Master, Reason::MasterDown},
                       {20s + 100us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
    EXPECT_FALSE(lan.hosts()[1].wants_addresses());
}

TEST_F(Stall, of_a_worse_master_ends_with_its_yielding) {
    auto& a = lan.add({instance(100)});
    a.start();
    lan.run_for(10s);
    auto& b = lan.add({instance(150)});
    a.stall_for(10s);
    b.start();
    lan.run_for(20s);
    EXPECT_EQ(lan.record.changes_since(10s + 1us),
              (Changes{{13'414'062'500ns, "b", 0, State::Backup, State::Master, Reason::MasterDown},
                       {20s, "a", 0, State::Master, State::Backup, Reason::HigherPriority}}));
    EXPECT_EQ(lan.record.adverts_of("a", 10s), Adverts{});
}

TEST_F(Stall, of_a_master_is_made_up_for_by_one_advert_on_the_old_schedule) {
    auto& a = lan.add({instance(150)});
    a.start();
    lan.run_for(4s);
    a.stall_for(2500ms); // until 6.5 s: 4.41 s, 5.41 s and 6.41 s are late
    lan.run_for(4s);
    EXPECT_EQ(lan.record.adverts_of("a", 4s),
              (Adverts{{6'500ms, "a", 0, 150}, {7'414'062'500ns, "a", 0, 150}}));
}

TEST_F(Stall, with_news_that_the_kernel_side_withheld_is_no_takeover) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    b.kernel().limits.ring = 0; // as if other adverts had filled it
    settle();
    b.stall_for(5s);
    lan.run_for(30s);
    EXPECT_GT(b.kernel().peer(0).withheld, 30u);
    EXPECT_EQ(lan.record.adverts_of("b"), Adverts{});
}

} // namespace xvrrp::sim
