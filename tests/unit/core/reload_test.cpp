// SPDX-License-Identifier: GPL-2.0-or-later
// A running virtual router gets another configuration.
#include "rig.h"

namespace xvrrp::core {

namespace {

VirtualRouterConfig with_priority(std::uint8_t priority) {
    return config_of(Version::V2, priority);
}

TEST(Reload, of_a_master_tells_the_others_at_once_and_keeps_mastership) {
    auto rig = master();
    EXPECT_EQ(rig.reload(with_priority(50), kDown + 300ms), (Said{"receive", "advert 50 from 192.0.2.1"}));
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.deadline(), kDown + 1300ms);
    EXPECT_EQ(rig.hear({.priority = 49}, kDown + 400ms)[1], "advert 50 from 192.0.2.1");
    EXPECT_EQ(rig.hear({.priority = 51}, kDown + 500ms)[0], "addresses not wanted");
}

TEST(Reload, of_a_master_that_changes_nothing_says_nothing) {
    auto rig = master();
    EXPECT_EQ(rig.reload(config_of(), kDown + 300ms), Said{});
    EXPECT_EQ(rig.deadline(), kDown + 1s);
}

TEST(Reload, of_the_addresses_of_a_master_wants_the_new_ones_and_announces_them) {
    auto config = config_of();
    config.addresses.push_back({ip("192.0.2.101"), 24});
    auto rig = master();
    EXPECT_EQ(rig.reload(config, kDown + 300ms),
              (Said{"receive", "advert 100 from 192.0.2.1", "addresses wanted", "announce 5"}));
}

TEST(Reload, of_the_interval_of_a_master_counts_from_the_advert_that_says_so) {
    auto config = config_of(Version::V3);
    config.garp.master_delay = {}; // no second burst
    auto rig = master(config);
    config.interval = Centiseconds(1000);
    rig.reload(config, kDown + 300ms);
    EXPECT_EQ(rig.deadline(), kDown + 10'300ms);
}

TEST(Reload, of_the_refresh_interval_begins_it_anew) {
    auto config = config_of();
    config.garp.master_delay = {};
    auto rig = master(config);
    config.interval = Centiseconds(10'000);
    config.garp.master_refresh = 60s;
    rig.reload(config, kDown + 10s);
    EXPECT_EQ(rig.tick(kDown + 70s), Said{"announce 1"});
    config.garp.master_refresh = {};
    rig.reload(config, kDown + 80s);
    EXPECT_EQ(rig.deadline(), kDown + 180s);
}

// The deadline moves by what the master-down interval changes, wherever it counts from.
TEST(Reload, of_the_priority_of_a_backup_moves_its_deadline_by_the_skew) {
    Rig rig;
    rig.hear({.priority = 150}, 2s);
    EXPECT_EQ(rig.deadline(), 2s + kDown);
    EXPECT_EQ(rig.reload(with_priority(200), 3s), (Said{"forget", "receive"}));
    EXPECT_EQ(rig.deadline(), 2s + 3s + 56s / 256.0);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(Reload, of_a_backup_that_heard_nobody_counts_from_its_start) {
    Rig rig;
    rig.reload(with_priority(200), 3s);
    EXPECT_EQ(rig.deadline(), 3s + 56s / 256.0);
}

TEST(Reload, of_a_backup_does_not_lengthen_the_skew_after_a_resignation_beyond_the_new_one) {
    Rig rig;
    rig.hear({.priority = 150}, 1s);
    rig.hear({.priority = 0}, 2s);
    EXPECT_EQ(rig.deadline(), 2s + kSkew);
    rig.reload(with_priority(200), 2100ms);
    EXPECT_EQ(rig.deadline(), 2s + 56s / 256.0);
}

TEST(Reload, above_the_priority_of_the_master_preempts_it_after_a_master_down_interval) {
    Rig rig;
    rig.hear({.priority = 150}, 2s);
    rig.reload(with_priority(200), 2500ms);
    rig.hear({.priority = 150}, 3s);
    EXPECT_EQ(rig.tick(2s + 3s + 218'750us), (Said{"advert 200 from 192.0.2.1", "addresses wanted",
                                                   "announce 5", "BACKUP -> MASTER: preempting"}));
}

TEST(Reload, above_the_priority_of_the_master_leaves_it_alone_with_nopreempt) {
    auto config = with_priority(200);
    config.preempt = false;
    Rig rig;
    rig.hear({.priority = 150}, 2s);
    rig.reload(config, 2500ms);
    rig.hear({.priority = 150}, 3s);
    EXPECT_EQ(rig.deadline(), 3s + 3s + 218'750us);
}

TEST(Reload, to_priority_255_is_mastership_at_once) {
    Rig rig;
    rig.hear({.priority = 150}, 2s);
    EXPECT_EQ(rig.reload(with_priority(255), 2500ms).back(), "BACKUP -> MASTER: owner");
    EXPECT_EQ(rig.deadline(), 3500ms);
}

TEST(Reload, keeps_the_interval_that_was_learned_of_a_master) {
    auto config = config_of(Version::V3);
    Rig rig(config);
    rig.hear({.priority = 150, .interval = Centiseconds(50)}, 1s);
    const auto before = rig.deadline();
    config.interval = Centiseconds(200);
    rig.reload(config, 1100ms);
    EXPECT_EQ(rig.deadline(), before);
}

TEST(Reload, begins_a_preempt_delay_anew_where_the_election_changed_and_only_there) {
    auto config = with_priority(200);
    config.preempt_delay = 10s;
    Rig rig(config);
    rig.hear({.priority = 150}, 1s); // until 11 s
    config.garp.master_repeat = 2;
    rig.reload(config, 5s);
    EXPECT_TRUE(rig.hear({.priority = 150}, 5500ms).back().starts_with("memorise"));
    config.priority = 210;
    rig.reload(config, 6s);
    EXPECT_EQ(rig.hear({.priority = 150}, 6500ms)[0], "notice: preemption of 192.0.2.2 in 10.000 s");
}

TEST(Reload, of_the_addresses_of_a_backup_takes_away_what_may_be_left_of_them) {
    auto config = config_of();
    config.addresses = {{ip("192.0.2.101"), 24}};
    Rig rig;
    EXPECT_EQ(rig.reload(config, 1s), (Said{"receive", "addresses not wanted"}));
}

TEST(Reload, in_fault_waits_for_the_link) {
    Rig rig(config_of(), false);
    rig.see(link_gone(), 0s);
    rig.start();
    EXPECT_EQ(rig.reload(with_priority(200), 1s), Said{}); // there is no link to receive on
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_TRUE(rig.idle());
    rig.see(link_up(), 2s);
    EXPECT_EQ(rig.deadline(), 2s + 3s + 218'750us);
}

// ---- A reload to other trackers -----------------------------------------------------------------------------

const Tracker kOld{Tracker::Kind::Script, "old"};
const Tracker kNew{Tracker::Kind::Script, "new"};

TrackerObserved result_of(const Tracker& script, bool good) {
    return {script, {good, 0, "script " + script.name + (good ? " succeeds" : " fails")}};
}

VirtualRouterConfig that_tracks(const Tracker& script, int weight = 0, std::uint8_t priority = 100) {
    auto config = with_priority(priority);
    config.tracked = {{script, weight}};
    return config;
}

TEST(Reload, from_one_failing_script_to_another_does_not_leave_the_fault_for_a_moment) {
    auto rig = master();
    rig.feed(result_of(kNew, false), kDown + 100ms);
    rig.feed(result_of(kOld, false), kDown + 100ms);
    rig.reload(that_tracks(kOld), kDown + 200ms);
    ASSERT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.reload(that_tracks(kNew), kDown + 300ms),
              (Said{"receive", "still FAULT: script new fails"}));
}

TEST(Reload, from_a_failing_script_to_an_interface_that_is_down_does_not_leave_the_fault_for_a_moment) {
    auto rig = master();
    rig.feed(eth1(5, false), kDown + 100ms);
    rig.feed(result_of(kOld, false), kDown + 100ms);
    rig.reload(that_tracks(kOld), kDown + 200ms);
    ASSERT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.reload(that_tracks({Tracker::Kind::Interface, "eth1"}), kDown + 300ms),
              (Said{"receive", "still FAULT: interface eth1 is down or has no carrier"}));
}

TEST(Reload, from_one_good_script_to_another_of_the_same_weight_says_one_priority) {
    auto rig = master();
    rig.feed(result_of(kOld, true), kDown + 100ms);
    rig.feed(result_of(kNew, true), kDown + 100ms);
    rig.reload(that_tracks(kOld, 20), kDown + 150ms);
    EXPECT_EQ(rig.reload(that_tracks(kNew, 20), kDown + 200ms),
              (Said{"receive", "advert 120 from 192.0.2.1"}));
}

TEST(Reload, of_a_master_tells_the_others_the_priority_with_the_weights_of_the_new_trackers) {
    auto rig = master();
    rig.feed(result_of(kNew, false), kDown + 100ms);
    EXPECT_EQ(
        rig.reload(that_tracks(kNew, -50), kDown + 200ms),
        (Said{"priority 100 -> 50: 100, -50 (script new fails)", "receive", "advert 50 from 192.0.2.1"}));
}

TEST(Reload, that_makes_a_backup_the_owner_does_not_make_it_master_if_what_it_tracks_fails) {
    Rig rig;
    rig.feed(result_of(kNew, false), 1s);
    EXPECT_EQ(rig.reload(that_tracks(kNew, 0, VRRP_PRIORITY_OWNER), 2s),
              (Said{"receive", "addresses not wanted", "BACKUP -> FAULT: tracked_script"}));
}

} // namespace

} // namespace xvrrp::core
