// SPDX-License-Identifier: GPL-2.0-or-later
// Tracked interfaces: a FAULT without a weight, points for the priority with one.
#include "core/conditions/tracker.h"
#include "rig.h"

#include <algorithm>
#include <tuple>

namespace xvrrp::core {

namespace {

const Tracker kEth1{Tracker::Kind::Interface, "eth1"};

VirtualRouterConfig tracking(int weight, bool reverse = false) {
    auto config = config_of();
    config.tracked = {{kEth1, weight, reverse}};
    return config;
}

// A BACKUP beside an eth1 that is up.
Rig backup(const VirtualRouterConfig& config) {
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    rig.see(eth1(), 0s);
    rig.start();
    EXPECT_EQ(rig.state(), State::Backup);
    return rig;
}

int priority(const Rig& rig) {
    return rig.router().effective_priority();
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

} // namespace

TEST(Tracking, gives_points_or_a_fault_as_weight_and_reverse_say) {
    struct Case {
        int weight;
        bool reverse;
        bool good;
        bool is_fault;
        int points;
    };

    for (const auto& [weight, reverse, good, is_fault, points] : std::initializer_list<Case>{
             {0, false, true, false, 0},
             {0, false, false, true, 0},
             {0, true, true, true, 0},
             {0, true, false, false, 0},
             {20, false, true, false, 20},
             {20, false, false, false, 0},
             {-20, false, true, false, 0},
             {-20, false, false, false, -20},
             {20, true, true, false, -20},
             {20, true, false, false, 0},
             {-20, true, true, false, 0},
             {-20, true, false, false, 20},
         }) {
        const auto condition = condition_of({kEth1, weight, reverse}, {good, 0, "a sentence"});
        SCOPED_TRACE(testing::Message()
                     << weight << (reverse ? " reverse" : "") << (good ? " good" : " failing"));
        EXPECT_EQ(condition && condition->is_hard(), is_fault);
        EXPECT_EQ(condition ? condition->weight.value_or(0) : 0, points);
        EXPECT_EQ(condition ? condition->sentence : "a sentence", "a sentence");
    }
}

TEST(Tracking, multiplies_the_number_of_a_file_by_the_weight) {
    struct Case {
        int weight;
        bool reverse;
        int value;
        bool is_fault;
        int points;
    };

    for (const auto& [weight, reverse, value, is_fault, points] : std::initializer_list<Case>{
             {0, false, 0, false, 0},
             {0, false, 1, true, 0},
             {0, false, -1, true, 0},
             {0, true, 0, true, 0},
             {0, true, 3, false, 0},
             {2, false, 10, false, 20},
             {2, true, 10, false, -20},
             {-2, false, 10, false, -20},
             {1, false, -253, false, -253},
             {1, false, -254, true, 0},
             {100, false, 100, false, 254},
             {254, false, -2147483647 - 1, true, 0},
             {5, false, 0, false, 0},
         }) {
        const Tracker file{Tracker::Kind::File, "load"};
        const auto condition = condition_of({file, weight, reverse}, {true, value, "a sentence"});
        SCOPED_TRACE(testing::Message() << weight << (reverse ? " reverse" : "") << " value " << value);
        EXPECT_EQ(condition && condition->is_hard(), is_fault);
        EXPECT_EQ(condition ? condition->weight.value_or(0) : 0, points);
    }
}

TEST(Tracking, of_a_file_is_known_to_a_virtual_router_that_comes_later) {
    auto config = config_of();
    config.tracked = {{{Tracker::Kind::File, "load"}, 1, false}};
    Rig rig(config_of());
    rig.feed(TrackerObserved{{Tracker::Kind::File, "load"}, {true, -30, "file load holds -30"}}, 1s);
    EXPECT_EQ(priority(rig), 100);
    rig.reload(config, 2s);
    EXPECT_EQ(priority(rig), 70);
    EXPECT_EQ(rig.feed(TrackerObserved{{Tracker::Kind::File, "load"}, {true, 5, "file load holds 5"}}, 3s),
              Said{"priority 70 -> 105: 100, +5 (file load holds 5)"});
}

TEST(Tracking, of_an_interface_that_goes_down_is_a_fault_with_its_name_until_it_is_up) {
    auto rig = backup(tracking(0));
    EXPECT_TRUE(says(rig.see(eth1(5, false), 1s), "BACKUP -> FAULT: tracked_interface"));
    EXPECT_EQ(rig.router().fault_text(), "interface eth1 is down or has no carrier");
    EXPECT_TRUE(says(rig.see(eth1(), 2s), "FAULT -> BACKUP: fault_cleared"));
}

TEST(Tracking, of_an_interface_that_does_not_exist_is_a_fault) {
    Rig rig(tracking(0));
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault_text(), "interface eth1 does not exist");
    rig.see(eth1(), 1s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(Tracking, of_its_own_interface_is_one_more_reason_of_the_fault) {
    auto config = config_of();
    config.tracked = {{{Tracker::Kind::Interface, "eth0"}, 0, false}};
    Rig rig(config);
    rig.see(link_down(), 1s);
    EXPECT_EQ(rig.router().fault(), Reason::InterfaceDown);
    EXPECT_EQ(rig.router().conditions().hard_sentences().size(), 2u);
    rig.see(link_up(), 2s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(Tracking, changes_the_priority_and_tells_the_sum) {
    auto rig = backup(tracking(-20));
    EXPECT_EQ(rig.see(eth1(5, false), 1s),
              Said{"priority 100 -> 80: 100, -20 (interface eth1 is down or has no carrier)"});
    EXPECT_EQ(priority(rig), 80);
    EXPECT_EQ(rig.see(eth1(5, false), 2s), Said{}) << "nothing is new";
    EXPECT_EQ(rig.see(eth1(), 3s), Said{"priority 80 -> 100: 100"});
}

TEST(Tracking, stays_within_the_priorities_of_those_who_own_no_address) {
    auto best = backup(tracking(253));
    EXPECT_EQ(priority(best), 254);
    auto least = backup(tracking(253, true));
    EXPECT_EQ(priority(least), 1);
    auto owner = tracking(-20);
    owner.priority = VRRP_PRIORITY_OWNER;
    Rig rig(owner);
    EXPECT_EQ(priority(rig), 255);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Tracking, moves_the_master_down_deadline_by_the_change_of_the_skew) {
    auto rig = backup(tracking(-20));
    rig.hear({}, 1s);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    rig.see(eth1(5, false), 2s);
    EXPECT_EQ(rig.deadline(), 1s + kDown + Duration(1s) * 20 / 256);
    rig.see(eth1(), 3s);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(Tracking, keeps_the_memo_of_a_master_that_is_still_better) {
    auto rig = backup(tracking(20));
    rig.hear({.priority = 150}, 1s);
    const auto said = rig.see(eth1(5, false), 2s);
    EXPECT_EQ(said, Said{"priority 120 -> 100: 100"});
    EXPECT_EQ(rig.peer(2500ms, 2500ms, {.priority = 150}, 3s), Said{});
    EXPECT_EQ(rig.deadline(), 2500ms + kDown);
}

TEST(Tracking, that_makes_a_backup_better_than_its_master_lets_it_take_over) {
    auto rig = backup(tracking(-60));
    rig.see(eth1(5, false), 0s);
    rig.hear({.priority = 50}, 1s);
    EXPECT_EQ(priority(rig), 40);
    EXPECT_TRUE(says(rig.see(eth1(), 1500ms), "forget")) << "its adverts are news from here on";
    EXPECT_TRUE(says(rig.hear({.priority = 50}, 2s), "notice: lower priority 50 from 192.0.2.2"));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_TRUE(says(rig.tick(1s + kDown), "BACKUP -> MASTER: preempting"));
}

TEST(Tracking, that_makes_a_backup_worse_than_the_one_it_was_about_to_preempt_lets_it_follow) {
    auto rig = backup(tracking(-60));
    rig.hear({.priority = 50}, 1s);
    EXPECT_EQ(rig.see(eth1(5, false), 1500ms).size(), 1u);
    EXPECT_TRUE(says(rig.hear({.priority = 50}, 2s), "memorise 50 from 192.0.2.2"));
    EXPECT_EQ(rig.tick(1s + kDown), Said{});
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(Tracking, changes_the_next_advert_of_a_master_and_not_its_schedule) {
    auto rig = master_beside(eth1(), tracking(-20));
    const auto due = rig.deadline();
    EXPECT_EQ(rig.see(eth1(5, false), due - 500ms),
              Said{"priority 100 -> 80: 100, -20 (interface eth1 is down or has no carrier)"});
    EXPECT_EQ(rig.deadline(), due);
    EXPECT_TRUE(says(rig.tick(due), "advert 80 from 192.0.2.1"));
    EXPECT_TRUE(says(rig.hear({.priority = 90}, due + 100ms), "MASTER -> BACKUP: higher_priority"));
}

TEST(Tracking, ends_with_the_configuration_that_has_it) {
    auto rig = backup(tracking(-20));
    rig.see(eth1(5, false), 1s);
    EXPECT_EQ(priority(rig), 80);
    rig.reload(config_of(), 2s);
    EXPECT_EQ(priority(rig), 100);
    rig.reload(tracking(-30), 3s);
    EXPECT_EQ(priority(rig), 70) << "the interface is known from before";
}

TEST(Tracking, is_told_in_the_snapshot_term_by_term) {
    VrrpRouter router({tracking(20)});
    answered(router, link_up(), at(0s));
    answered(router, eth1(), at(0s));
    answered(router, Start{}, at(0s));
    const auto shown = router.snapshots({}, 1).at(0).priority;
    EXPECT_EQ(shown.value(), 120);
    EXPECT_EQ(shown.text(), "100, +20 (interface eth1 is up)");
}

TEST(TrackAny, is_a_fault_only_while_all_of_them_fail) {
    const Tracker one{Tracker::Kind::File, "one"};
    const Tracker two{Tracker::Kind::File, "two"};
    auto config = config_of();
    config.tracked = {{one, 0, false, 1}, {two, 0, false, 1}};
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    rig.feed(TrackerObserved{one, {true, 1, "file one holds 1"}}, 0s);
    rig.start();
    EXPECT_EQ(rig.state(), State::Backup) << "nothing is known of the other one yet";
    rig.feed(TrackerObserved{two, {true, 0, "file two holds 0"}}, 1s);
    EXPECT_EQ(rig.state(), State::Backup);
    rig.feed(TrackerObserved{two, {true, 7, "file two holds 7"}}, 2s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::TrackedAll);
    EXPECT_EQ(rig.router().fault_text(), "all of track_any fail: file one holds 1; file two holds 7");
    rig.feed(TrackerObserved{one, {true, 0, "file one holds 0"}}, 3s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(TrackAny, has_conditions_of_its_own_for_each_block) {
    const Tracker one{Tracker::Kind::File, "one"};
    const Tracker two{Tracker::Kind::File, "two"};
    auto config = config_of();
    config.tracked = {{one, 0, false, 1}, {two, 0, false, 2}};
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    rig.feed(TrackerObserved{one, {true, 0, "file one holds 0"}}, 0s);
    rig.feed(TrackerObserved{two, {true, 7, "file two holds 7"}}, 0s);
    rig.start();
    EXPECT_EQ(rig.state(), State::Fault) << "the one of the other block does not help";
}

} // namespace xvrrp::core
