// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenario.h"

namespace xvrrp::sim {

using Takeover = Scenario;

TEST_F(Takeover, the_better_of_two_becomes_master_at_its_master_down_interval) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    EXPECT_EQ(lan.record.changes,
              (Changes{{0us, "a", 0, State::Init, State::Backup, Reason::Startup},
                       {0us, "b", 0, State::Init, State::Backup, Reason::Startup},
                       {3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
    EXPECT_EQ(lan.record.adverts, (Adverts{{3'414'062'500ns, "a", 0, 150},
                                           {4'414'062'500ns, "a", 0, 150},
                                           {5'414'062'500ns, "a", 0, 150},
                                           {6'414'062'500ns, "a", 0, 150},
                                           {7'414'062'500ns, "a", 0, 150},
                                           {8'414'062'500ns, "a", 0, 150},
                                           {9'414'062'500ns, "a", 0, 150}}));
}

TEST_F(Takeover, comes_3_609375_s_after_the_last_advert) {
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    a.kill();
    const auto last_arrived = 9'414'062'500ns + 100us;
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                       State::Master, Reason::MasterDown}}));
    EXPECT_TRUE(b.wants_addresses());
}

TEST_F(Takeover, comes_a_skew_time_after_a_resignation) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.shut_down();
    lan.run_for(5s);
    EXPECT_EQ(
        lan.record.changes_since(10s),
        (Changes{{10s, "a", 0, State::Master, State::Init, Reason::Shutdown},
                 {10s + 100us + 609'375us, "b", 0, State::Backup, State::Master, Reason::MasterResigned}}));
    EXPECT_EQ(lan.record.adverts_of("a", 10s), (Adverts{{10s, "a", 0, 0}}));
    EXPECT_FALSE(a.wants_addresses());
}

TEST_F(Takeover, of_a_resigned_master_goes_to_the_best_however_long_the_others_slept) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    lan.add({instance(50)});
    settle();
    // b and c look at the map at different times. The time of the last look must not decide.
    lan.run_for(4900ms);
    a.shut_down();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(14s),
              (Changes{{14'900ms, "a", 0, State::Master, State::Init, Reason::Shutdown},
                       {14'900ms + 100us + 609'375us, "b", 0, State::Backup, State::Master,
                        Reason::MasterResigned}}));
}

TEST_F(Takeover, waits_for_the_skew_time_even_if_an_older_deadline_comes_first) {
    // Whenever a resigns, b's own deadline rests on an older advert that it has looked up. It must never take
    // that one.
    for (auto resigned = 10s + 0ms; resigned < 18s; resigned += 100ms) {
        Network other;
        auto& a = other.add({instance(150)});
        other.add({instance(10)});
        other.start();
        other.at(resigned, [&] { a.shut_down(); });
        other.run_for(25s);
        EXPECT_EQ(other.record.changes_since(resigned),
                  (Changes{{resigned, "a", 0, State::Master, State::Init, Reason::Shutdown},
                           {resigned + 100us + 960'937'500ns, "b", 0, State::Backup, State::Master,
                            Reason::MasterResigned}}));
        EXPECT_EQ(other.record.violations, std::vector<std::string>{});
    }
}

TEST_F(Takeover, of_three_is_won_by_the_second_and_the_third_stays_quiet) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(50)});
    lan.add({instance(100)});
    settle();
    a.kill();
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), (Changes{{9'414'062'500ns + 100us + 3'609'375us, "c", 0,
                                                       State::Backup, State::Master, Reason::MasterDown}}));
    EXPECT_EQ(lan.record.adverts_of("b"), Adverts{});
}

TEST_F(Takeover, does_not_come_after_two_lost_adverts) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    lan.wire.loss_percent = 100;
    lan.run_for(2s); // the adverts of 10.4 s and 11.4 s
    lan.wire.loss_percent = 0;
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s), Changes{});
}

TEST_F(Takeover, comes_after_three_lost_adverts_and_ends_when_the_master_answers) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    lan.wire.loss_percent = 100;
    lan.run_for(3s);
    lan.wire.loss_percent = 0;
    lan.run_for(10s);
    const auto taken_over = 9'414'062'500ns + 100us + 3'609'375us;
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{taken_over, "b", 0, State::Backup, State::Master, Reason::MasterDown},
                       {taken_over + 200us, "b", 0, State::Master, State::Backup, Reason::HigherPriority}}));
}

TEST_F(Takeover, of_thirty_virtual_routers_is_one_takeover) {
    std::vector<core::VirtualRouterConfig> high, low;
    for (std::uint8_t vrid = 1; vrid <= 30; ++vrid) {
        high.push_back(instance(150, vrid));
        low.push_back(instance(100, vrid));
    }
    auto& a = lan.add(high);
    auto& b = lan.add(low);
    settle();
    a.kill();
    lan.run_for(10s);
    const auto changes = lan.record.changes_since(10s);
    EXPECT_EQ(changes.size(), 30u);
    for (std::size_t id = 0; id < 30; ++id) {
        EXPECT_EQ(changes[id], (Change{9'414'062'500ns + 100us + 3'609'375us, "b", id, State::Backup,
                                       State::Master, Reason::MasterDown}));
        EXPECT_TRUE(b.wants_addresses(id));
    }
}

TEST_F(Takeover, of_a_version_3_master_every_10_ms_takes_36_ms) {
    auto fast = instance(150);
    fast.version = core::Version::V3;
    fast.interval = core::Centiseconds(1);
    auto& a = lan.add({fast});
    fast.priority = 100;
    lan.add({fast});
    lan.start();
    lan.run_for(1s);
    a.kill();
    lan.run_for(1s);
    const auto elected = 34'140'625ns;
    const auto last_arrived = elected + 96 * 10ms + 100us;
    EXPECT_EQ(lan.record.changes_since(1s), (Changes{{last_arrived + 36'093'750ns, "b", 0, State::Backup,
                                                      State::Master, Reason::MasterDown}}));
}

} // namespace xvrrp::sim
