// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that no router of the network sent.
#include "forgery.h"
#include "scenario.h"

namespace xvrrp::sim {

namespace {

const auto kAttacker = core::IpAddress::v4(192, 0, 2, 66);
const auto kA = core::IpAddress::v4(192, 0, 2, 1);

} // namespace

class Forgery : public Scenario {
protected:
    void flood(const core::Bytes& frame, Duration from, Duration until, Duration every) {
        for (auto at = from; at < until; at += every)
            lan.at(at, [this, frame] { lan.inject(frame); });
    }
};

TEST_F(Forgery, losing_adverts_are_answered_at_once_but_ten_times_per_interval_at_most) {
    auto& a = lan.add({instance(150)});
    a.start();
    flood(forged_advert(instance(100), kAttacker, 100), 5s, 6s, 1ms);
    lan.run_for(6s);
    const auto answers = lan.record.adverts_of("a", 5s);
    EXPECT_EQ(answers.front(), (SentAdvert{5s, "a", 0, 150}));
    EXPECT_LE(answers.size(), 11u);
    EXPECT_EQ(lan.record.changes_since(4s), Changes{});
}

TEST_F(Forgery, flood_of_losing_adverts_does_not_hide_the_better_router) {
    auto& a = lan.add({instance(100)});
    auto& b = lan.add({instance(150)});
    a.start();
    flood(forged_advert(instance(100), kAttacker, 10), 5s, 20s, 1ms);
    lan.at(8s, [&] { b.start(); });
    lan.run_for(20s);
    EXPECT_GT(a.kernel().peer(0).withheld, 1000u);
    EXPECT_EQ(lan.record.changes_since(8s + 1us),
              (Changes{{8s + 3'414'062'500ns, "b", 0, State::Backup, State::Master, Reason::Preempting},
                       {8s + 3'414'062'500ns + 100us, "a", 0, State::Master, State::Backup,
                        Reason::HigherPriority}}));
}

TEST_F(Forgery, flood_of_losing_adverts_does_not_make_a_backup_lose_its_master) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    lan.start();
    flood(forged_advert(instance(100), kAttacker, 10), 5s, 30s, 1ms);
    lan.at(10s, [&] { b.stall_for(7s); });
    lan.run_for(30s);
    EXPECT_GT(b.kernel().peer(0).withheld, 1000u);
    EXPECT_EQ(lan.record.changes_since(5s), Changes{});
}

TEST_F(Forgery, flood_of_losing_adverts_does_not_delay_the_takeover) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    lan.start();
    flood(forged_advert(instance(100), kAttacker, 10), 5s, 20s, 1ms);
    lan.at(10s, [&] { a.kill(); });
    lan.run_for(20s);
    const auto last_arrived = lan.record.adverts_of("a").back().at + 100us; // an answer to the flood
    EXPECT_EQ(lan.record.changes_since(5s), (Changes{{last_arrived + 3'609'375us, "b", 0, State::Backup,
                                                      State::Master, Reason::Preempting}}));
}

TEST_F(Forgery, resignations_of_strangers_are_not_our_masters) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    lan.start();
    flood(forged_advert(instance(100), kAttacker, 0), 5s, 15s, 10ms);
    lan.run_for(30s);
    EXPECT_EQ(lan.record.changes_since(5s), Changes{});
}

TEST_F(Forgery, storm_of_resignations_from_the_masters_address_ends_with_the_master) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    lan.start();
    flood(forged_advert(instance(100), kA, 0), 5s, 15s, 10ms);
    lan.run_for(30s);
    EXPECT_EQ(lan.hosts()[0].state(), State::Master);
    EXPECT_EQ(lan.hosts()[1].state(), State::Backup);
    EXPECT_EQ(lan.record.changes_since(16s), Changes{});
    EXPECT_EQ(lan.record.adverts_of("a", 16s).size(), 14u);
}

TEST_F(Forgery, storm_of_resignations_does_not_postpone_the_takeover) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    lan.start();
    lan.at(10s, [&] { a.kill(); });
    flood(forged_advert(instance(100), kA, 0), 10s, 20s, 10ms);
    lan.run_for(20s);
    EXPECT_EQ(lan.record.changes_since(5s),
              (Changes{{10'609'375us, "b", 0, State::Backup, State::Master, Reason::MasterResigned}}));
}

TEST_F(Forgery, winning_advert_makes_the_master_yield_and_its_silence_brings_it_back) {
    lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    lan.inject(forged_advert(instance(100), kAttacker, 200));
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(10s),
              (Changes{{10s, "a", 0, State::Master, State::Backup, Reason::HigherPriority},
                       {13'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
}

TEST_F(Forgery, broken_adverts_change_nothing_but_a_counter) {
    auto& a = lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    lan.start();
    Random random(1);
    constexpr unsigned kFrames = 2000;
    for (unsigned i = 0; i < kFrames; ++i)
        lan.at(2ms * i, [&] { lan.inject(broken_advert(instance(100), random)); });
    lan.run_for(10s);
    EXPECT_EQ(lan.record.changes_since(1us),
              (Changes{{3'414'062'500ns, "a", 0, State::Backup, State::Master, Reason::MasterDown}}));
    EXPECT_EQ(a.kernel().refused(VRRP_DROP_NONE), 0u);
    EXPECT_EQ(b.kernel().refused(VRRP_DROP_NONE), 7u);
    for (const auto reason :
         {VRRP_DROP_TOO_SHORT, VRRP_DROP_IP_CHECKSUM, VRRP_DROP_IP_LENGTH, VRRP_DROP_FRAGMENT, VRRP_DROP_TTL,
          VRRP_DROP_SOURCE_INVALID, VRRP_DROP_SOURCE_VIRTUAL, VRRP_DROP_DESTINATION, VRRP_DROP_VERSION,
          VRRP_DROP_COUNT_ZERO, VRRP_DROP_CHECKSUM})
        EXPECT_GT(a.kernel().refused(reason), 0u) << reason;
}

} // namespace xvrrp::sim
