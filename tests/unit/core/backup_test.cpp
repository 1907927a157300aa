// SPDX-License-Identifier: GPL-2.0-or-later
// BACKUP: RFC 3768 and RFC 9568 section 6.4.2.
#include "rig.h"

namespace xvrrp::core {

namespace {

const Said kTakeover{"advert 100 from 192.0.2.1", "addresses wanted", "announce 5",
                     "BACKUP -> MASTER: master_down"};

TEST(Backup, is_where_a_router_starts) {
    Rig rig(config_of(), false);
    EXPECT_EQ(rig.see(link_up(), 0s), Said{"receive"});
    EXPECT_TRUE(rig.idle());
    EXPECT_EQ(rig.start(), Said{"INIT -> BACKUP: startup"});
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(Backup, starts_only_once) {
    Rig rig;
    EXPECT_EQ(rig.start(1s), Said{});
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(Backup, configured_as_master_still_waits_for_a_master_down_interval) {
    auto config = config_of();
    config.initial_state = State::Master;
    Rig rig(config);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(Backup, sends_no_advert_before_the_deadline_and_takes_over_at_it) {
    Rig rig;
    EXPECT_EQ(rig.tick(kDown - 1ns), Said{});
    EXPECT_EQ(rig.tick(kDown), kTakeover);
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.router().reason(), Reason::MasterDown);
    EXPECT_EQ(rig.router().since(), at(kDown));
    EXPECT_EQ(rig.router().counters().master_transitions, 1u);
    EXPECT_EQ(rig.deadline(), kDown + 1s);
}

TEST(Backup, sends_the_whole_advert_of_a_takeover) {
    Rig rig;
    rig.tick(kDown);
    const auto& advert = std::get<SendAdvert>(rig.last()[0]);
    EXPECT_EQ(advert.interface.index, 2);
    EXPECT_EQ(advert.frame, hex("01 00 5e 00 00 12  02 00 00 00 00 0a  08 00"
                                "45 c0 00 28 00 01 00 00 ff 70 18 91 c0 00 02 01 e0 00 00 12"
                                "21 33 64 01 00 01 b8 65 c0 00 02 64 00 00 00 00 00 00 00 00"));
}

TEST(Backup, counts_the_master_down_interval_from_the_arrival_of_the_advert) {
    Rig rig;
    EXPECT_EQ(rig.hear({}, 1s, 3s), (Said{"addresses not wanted", "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(rig.router().last_heard(), at(1s));
    EXPECT_EQ(rig.router().master()->address, kPeer);
    EXPECT_EQ(rig.router().master()->priority, 150);
}

TEST(Backup, says_who_fell_silent_and_for_how_long) {
    Rig rig;
    rig.hear({}, 1s);
    rig.tick(1s + kDown);
    EXPECT_EQ(std::get<Transitioned>(rig.last().back()).detail, "no advert from 192.0.2.2 for 3.609 s");
    Rig lonely;
    lonely.tick(kDown);
    EXPECT_EQ(std::get<Transitioned>(lonely.last().back()).detail, "no advert heard for 3.609 s");
}

TEST(Backup, does_not_move_its_deadline_back_for_an_advert_that_is_read_late) {
    Rig rig;
    rig.hear({}, 2s);
    rig.hear({.priority = 160}, 1s, 2500ms);
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(Backup, is_not_preempted_and_does_not_preempt_at_equal_priority) {
    for (const auto& source : {kPeer, ip("192.0.1.1")}) {
        Rig rig;
        EXPECT_EQ(rig.hear({.priority = 100, .source = source}, 1s),
                  (Said{"addresses not wanted", "memorise 100 from " + source.text()}));
        EXPECT_EQ(rig.deadline(), 1s + kDown);
    }
}

// RFC 9568: Active_Adver_Interval. RFC 3768 has no such thing.
TEST(Backup, learns_the_interval_of_its_master_in_version_3) {
    Rig rig(config_of(Version::V3));
    rig.hear({.interval = Centiseconds(10)}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + 360'937'500ns);
    EXPECT_EQ(rig.router().master_down(), 360'937'500ns);
    rig.hear({.interval = Centiseconds(300)}, 1100ms);
    EXPECT_EQ(rig.deadline(), 1100ms + 10'828'125us);
}

TEST(Backup, says_in_version_3_what_it_says_in_version_2) {
    Rig rig(config_of(Version::V3));
    EXPECT_EQ(rig.tick(kDown - 1ns), Said{});
    EXPECT_EQ(rig.tick(kDown), kTakeover);
}

// ---- Priority 0 ---------------------------------------------------------------------------------------------

TEST(Resignation, of_the_master_leaves_the_skew) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.hear({.priority = 0}, 2s, 2100ms), (Said{"forget"}));
    EXPECT_EQ(rig.deadline(), 2s + kSkew);
    EXPECT_EQ(rig.tick(2s + kSkew - 1ns), Said{});
    EXPECT_EQ(rig.tick(2s + kSkew), (Said{"advert 100 from 192.0.2.1", "addresses wanted", "announce 5",
                                          "BACKUP -> MASTER: master_resigned"}));
    EXPECT_EQ(std::get<Transitioned>(rig.last().back()).detail, "192.0.2.2 resigned");
}

TEST(Resignation, in_version_3_leaves_the_skew_of_the_interval_of_the_master) {
    Rig rig(config_of(Version::V3));
    rig.hear({.interval = Centiseconds(10)}, 1s);
    rig.hear({.priority = 0, .interval = Centiseconds(10)}, 1100ms);
    EXPECT_EQ(rig.deadline(), 1100ms + 60'937'500ns);
}

TEST(Resignation, of_a_stranger_changes_nothing) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.hear({.priority = 0, .source = kThird}, 2s), Said{});
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(rig.router().master()->priority, 150);
}

TEST(Resignation, counts_from_anybody_while_no_master_is_known) {
    Rig rig;
    rig.hear({.priority = 0, .source = kThird}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + kSkew);
}

TEST(Resignation, repeated_for_ever_does_not_postpone_the_takeover) {
    Rig rig;
    rig.hear({}, 1s);
    for (auto when = 2000ms; when < 2s + kSkew; when += 100ms)
        rig.hear({.priority = 0}, when);
    EXPECT_EQ(rig.deadline(), 2s + kSkew);
    rig.tick(2s + kSkew);
    EXPECT_EQ(rig.state(), State::Master);
}

// RFC 9568 section 6.4.2 sets the timer to the skew, whatever was left of it.
TEST(Resignation, leaves_the_skew_even_where_less_was_left) {
    Rig rig;
    rig.hear({}, 1s);
    rig.hear({.priority = 0}, 4500ms);
    EXPECT_EQ(rig.deadline(), 4500ms + kSkew);
}

TEST(Resignation, is_over_when_a_master_is_heard_again) {
    Rig rig;
    rig.hear({}, 1s);
    rig.hear({.priority = 0}, 2s);
    EXPECT_EQ(rig.hear({.priority = 120, .source = kThird}, 2100ms), (Said{"memorise 120 from 192.0.2.3"}));
    EXPECT_EQ(rig.deadline(), 2100ms + kDown);
    rig.tick(2100ms + kDown);
    EXPECT_EQ(rig.router().reason(), Reason::MasterDown);
}

TEST(Resignation, that_is_older_than_the_last_advert_of_the_master_is_history) {
    Rig rig;
    rig.hear({}, 1s);
    rig.peer(3s, 3s, {}, 3100ms);
    EXPECT_EQ(rig.hear({.priority = 0}, 2500ms, 3200ms), Said{});
    EXPECT_EQ(rig.deadline(), 3s + kDown);
}

} // namespace

} // namespace xvrrp::core
