// SPDX-License-Identifier: GPL-2.0-or-later
// MASTER: RFC 3768 and RFC 9568 section 6.4.3.
#include "rig.h"

#include <random>

namespace xvrrp::core {

namespace {

TEST(Master, sends_an_advert_per_interval) {
    auto rig = master();
    EXPECT_EQ(rig.tick(kDown + 1s - 1ns), Said{});
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.deadline(), kDown + 2s);
    EXPECT_EQ(rig.router().counters().adverts_sent, 2u);
}

// Each tick late by up to 0.9 of an interval: on the grid to the last, and none left out.
TEST(Master, keeps_to_an_absolute_schedule_however_late_the_loop_is) {
    auto config = config_of(Version::V3);
    config.interval = Centiseconds(1);
    config.garp.master_delay = config.garp.lower_prio_delay = 0s;
    auto rig = master(config);
    const auto start = rig.deadline();
    std::mt19937 random(4);
    for (int sent = 0; sent < 20'000; ++sent) {
        ASSERT_EQ(rig.deadline(), start + sent * 10ms);
        rig.tick(rig.deadline() + std::chrono::microseconds(random() % 9000));
    }
    EXPECT_EQ(rig.router().counters().adverts_sent, 20'001u);
}

TEST(Master, tells_its_interval_in_the_unit_of_its_version) {
    auto v2 = config_of(Version::V2);
    v2.interval = Centiseconds(300);
    auto v3 = config_of(Version::V3);
    v3.interval = Centiseconds(4095);
    v2.garp.master_delay = v3.garp.master_delay = 0s;
    for (const auto& [config, field] : {std::pair{v2, 0x0003}, std::pair{v3, 0x0fff}}) {
        auto rig = master(config);
        rig.tick(rig.deadline());
        EXPECT_EQ(get16(std::get<SendAdvert>(rig.last().at(0)).frame, 38), field);
    }
}

TEST(Master, sends_one_advert_after_a_long_stall_and_not_those_it_missed) {
    auto rig = master();
    EXPECT_EQ(rig.tick(kDown + 10'300ms), (Said{"advert 100 from 192.0.2.1", "announce 5"}));
    EXPECT_EQ(rig.deadline(), kDown + 11s);
}

TEST(Master, says_of_each_advert_when_it_was_due) {
    auto rig = master();
    rig.tick(kDown + 1s + 30ms);
    EXPECT_EQ(std::get<SendAdvert>(rig.last().at(0)).due, at(kDown + 1s));
    rig.shut_down(kDown + 1500ms);
    EXPECT_EQ(std::get<SendAdvert>(rig.last().at(0)).due, at(kDown + 1500ms));
}

TEST(Master, announces_a_second_time_after_the_delay_and_no_third_time) {
    auto config = config_of();
    config.garp = {.master_repeat = 3, .master_delay = 2500ms};
    Rig rig(config);
    EXPECT_EQ(rig.tick(kDown), (Said{"advert 100 from 192.0.2.1", "addresses wanted", "announce 3",
                                     "BACKUP -> MASTER: master_down"}));
    rig.tick(kDown + 1s);
    rig.tick(kDown + 2s);
    EXPECT_EQ(rig.deadline(), kDown + 2500ms);
    EXPECT_EQ(rig.tick(kDown + 2500ms), (Said{"announce 3"}));
    EXPECT_EQ(rig.deadline(), kDown + 3s);
    for (auto when = kDown + 3s; when < kDown + 10s; when += 1s)
        EXPECT_EQ(rig.tick(when), (Said{"advert 100 from 192.0.2.1"}));
}

TEST(Master, announces_once_where_no_second_burst_is_configured) {
    auto config = config_of();
    config.garp.master_delay = config.garp.lower_prio_delay = 0s;
    auto rig = master(config);
    EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.hear({.priority = 50}, kDown + 1500ms),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1", "announce 5"}));
    EXPECT_EQ(rig.tick(kDown + 1500ms), Said{});
    EXPECT_EQ(rig.deadline(), kDown + 2s);
}

TEST(Master, announces_nothing_where_there_is_no_arp) {
    Rig rig;
    auto seen = link_up();
    seen.link.arp = false;
    rig.see(seen, 1s);
    EXPECT_EQ(rig.tick(kDown),
              (Said{"advert 100 from 192.0.2.1", "addresses wanted", "BACKUP -> MASTER: master_down"}));
}

// ---- Yielding -----------------------------------------------------------------------------------------------

TEST(Master, yields_to_a_higher_priority_and_counts_from_the_arrival) {
    auto rig = master();
    EXPECT_EQ(rig.hear({}, 4s, 6s), (Said{"addresses not wanted", "MASTER -> BACKUP: higher_priority",
                                          "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 4s + kDown);
    EXPECT_EQ(rig.router().master()->address, kPeer);
    EXPECT_EQ(rig.tick(6s), Said{});
}

TEST(Master, yields_although_it_is_not_to_be_preempted) {
    auto config = config_of();
    config.preempt = false;
    auto rig = master(config);
    rig.hear({}, 4s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(Master, does_not_elect_itself_when_it_yields_late_to_a_master_that_is_alive) {
    auto rig = master();
    rig.hear({}, 4s, 9s);
    rig.hear({}, 5s, 9s);
    rig.hear({}, 8s, 9s);
    EXPECT_EQ(rig.tick(9s), Said{});
    EXPECT_EQ(rig.deadline(), 8s + kDown);
}

TEST(Master, follows_the_interval_of_the_one_it_yields_to_and_its_own_when_it_is_master_again) {
    auto rig = master(config_of(Version::V3));
    rig.hear({.interval = Centiseconds(10)}, 4s);
    EXPECT_EQ(rig.deadline(), 4s + 360'937'500ns);
    rig.tick(4s + 360'937'500ns);
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.router().master_down(), kDown);
    EXPECT_EQ(rig.deadline(), 5s + 360'937'500ns);
}

TEST(Master, yields_to_an_equal_priority_only_from_a_higher_address) {
    auto loses = master();
    EXPECT_EQ(
        loses.hear({.priority = 100, .source = kPeer}, 4s),
        (Said{"addresses not wanted", "MASTER -> BACKUP: higher_address", "memorise 100 from 192.0.2.2"}));
    auto wins = master();
    EXPECT_EQ(wins.hear({.priority = 100, .source = ip("9.0.2.9")}, 4s),
              (Said{"notice: priority 100 from 9.0.2.9", "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(wins.state(), State::Master);
}

TEST(Master, breaks_ties_between_ipv6_link_local_addresses) {
    auto config = config_of(Version::V3);
    config.family = Family::Ipv6;
    config.addresses = {{ip("fe80::100"), 64}};
    for (const auto& [source, state] :
         {std::pair{"fe80::a", State::Backup}, std::pair{"fe80::8", State::Master}}) {
        Rig rig(config, false);
        rig.see(link_up({{ip("2001:db8::1"), 64}, {ip("fe80::9"), 64}}), 0s);
        rig.start();
        rig.tick(kDown);
        EXPECT_EQ(rig.router().source(), ip("fe80::9"));
        rig.hear({.priority = 100, .source = ip(source), .addresses = {ip("fe80::100")}}, 4s);
        EXPECT_EQ(rig.state(), state) << source;
    }
}

// ---- Holding ------------------------------------------------------------------------------------------------

// RFC 9568 section 6.4.3: discard, and send an advert at once.
TEST(Master, answers_a_losing_advert_at_once_and_keeps_its_schedule) {
    auto rig = master();
    EXPECT_EQ(rig.hear({.priority = 50}, 4s),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.deadline(), kDown + 1s);
}

TEST(Master, tells_the_neighbours_again_when_they_may_have_believed_another) {
    auto rig = master();
    rig.tick(kDown + 5s); // the second burst
    EXPECT_EQ(rig.hear({.priority = 50}, 10s),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1", "announce 5"}));
    EXPECT_EQ(rig.hear({.priority = 50}, 11s),
              (Said{"notice: priority 50 from 192.0.2.2", "advert 100 from 192.0.2.1"}));
    rig.tick(14s);
    EXPECT_EQ(rig.tick(15s), (Said{"advert 100 from 192.0.2.1", "announce 5"}));
}

TEST(Master, is_no_amplifier_for_a_flood_of_losing_adverts) {
    auto rig = master();
    const auto before = rig.router().counters().adverts_sent;
    for (auto when = 4000ms; when < 4500ms; when += 1ms)
        rig.hear({.priority = 50}, when);
    EXPECT_EQ(rig.router().counters().adverts_sent - before, 5u);
}

TEST(Master, answers_a_resignation_at_once_and_counts_its_interval_from_there) {
    auto rig = master();
    EXPECT_EQ(rig.hear({.priority = 0}, 4s), (Said{"advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.deadline(), 5s);
}

TEST(Master, has_no_memo_and_no_master_of_its_own) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.tick(1s + kDown), (Said{"forget", "advert 100 from 192.0.2.1", "addresses wanted",
                                          "announce 5", "BACKUP -> MASTER: master_down"}));
    EXPECT_FALSE(rig.router().master());
    EXPECT_EQ(rig.peer(6s, 6s, {}, 6s), Said{});
}

// ---- The address owner, and leaving -------------------------------------------------------------------------

TEST(Owner, is_master_at_once) {
    Rig rig(config_of(Version::V2, 255), false);
    rig.see(link_up({{kVip, 24}}), 0s);
    EXPECT_EQ(rig.start(), (Said{"advert 255 from 192.0.2.100", "addresses wanted", "announce 5",
                                 "INIT -> MASTER: owner"}));
    EXPECT_EQ(rig.deadline(), 1s);
}

TEST(Owner, configured_as_backup_waits_like_everybody_else) {
    auto config = config_of(Version::V2, 255);
    config.initial_state = State::Backup;
    Rig rig(config);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 3'003'906'250ns);
}

TEST(Shutdown, of_a_master_resigns_and_releases) {
    auto rig = master();
    EXPECT_EQ(rig.shut_down(4s),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown"}));
    EXPECT_EQ(rig.router().counters().priority_zero_sent, 1u);
    EXPECT_TRUE(rig.idle());
    EXPECT_EQ(rig.tick(100s), Said{});
    EXPECT_EQ(rig.hear({}, 101s), Said{});
    EXPECT_EQ(rig.shut_down(102s), Said{});
}

TEST(Shutdown, of_a_backup_resigns_nothing) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.shut_down(2s), (Said{"forget", "BACKUP -> INIT: shutdown"}));
    EXPECT_EQ(rig.router().counters().adverts_sent, 0u);
    EXPECT_TRUE(rig.idle());
}

} // namespace

} // namespace xvrrp::core
