// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses that a crashed predecessor left on the interfaces, until a master is known.
#include "rig.h"

namespace xvrrp::core {

namespace {

TEST(Leftovers, stay_until_the_election_is_decided_and_are_the_new_masters) {
    Rig rig;
    EXPECT_EQ(rig.tick(kDown), (Said{"advert 100 from 192.0.2.1", "addresses wanted", "announce 5",
                                     "BACKUP -> MASTER: master_down"}));
}

TEST(Leftovers, go_with_the_first_advert_of_a_master_and_only_then) {
    Rig rig;
    EXPECT_EQ(rig.hear({}, 1s), (Said{"addresses not wanted", "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.hear({.priority = 160}, 2s), Said{"memorise 160 from 192.0.2.2"});
}

TEST(Leftovers, go_where_only_the_kernel_side_heard_the_master) {
    Rig rig;
    EXPECT_EQ(rig.peer(0s, 1s, {}, 2s), Said{"addresses not wanted"});
}

TEST(Leftovers, go_beside_a_master_that_will_be_preempted_too) {
    Rig rig;
    EXPECT_EQ(rig.hear({.priority = 50}, 1s),
              (Said{"addresses not wanted", "notice: lower priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.hear({.priority = 50}, 2s), Said{"notice: lower priority 50 from 192.0.2.2"});
}

TEST(Leftovers, stay_when_a_master_resigns) {
    Rig rig;
    EXPECT_EQ(rig.hear({.priority = 0}, 1s), Said{});
}

TEST(Leftovers, go_with_a_fault_and_when_the_daemon_leaves) {
    Rig faulted;
    EXPECT_EQ(faulted.see(link_down(), 1s),
              (Said{"addresses not wanted", "BACKUP -> FAULT: interface_down"}));
    Rig leaving;
    EXPECT_EQ(leaving.shut_down(1s), (Said{"addresses not wanted", "BACKUP -> INIT: shutdown"}));
}

TEST(Leftovers, that_have_gone_are_not_given_up_again) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.see(link_down(), 2s), (Said{"forget", "BACKUP -> FAULT: interface_down"}));
    auto was_master = master();
    EXPECT_EQ(was_master.see(link_down(), 5s),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> FAULT: interface_down"}));
}

} // namespace

} // namespace xvrrp::core
