// SPDX-License-Identifier: GPL-2.0-or-later
// BACKUP with a master of lower priority: preempt, nopreempt, preempt_delay (keepalived's meaning of them).
#include "rig.h"

namespace xvrrp::core {

namespace {

const PeerAdvert kLower{.priority = 50};
const Said kPreempted{"advert 100 from 192.0.2.1", "addresses wanted", "announce 5",
                      "BACKUP -> MASTER: preempting"};

VirtualRouterConfig nopreempt() {
    auto config = config_of();
    config.preempt = false;
    return config;
}

VirtualRouterConfig delayed(Duration delay = 10s) {
    auto config = config_of();
    config.preempt_delay = delay;
    return config;
}

TEST(Preempt, discards_adverts_of_lower_priority_and_takes_over_in_time) {
    Rig rig;
    rig.hear(kLower, 200ms); // what a crash left behind goes with the first one
    for (const auto when : {500ms, 1500ms, 2500ms, 3500ms})
        EXPECT_EQ(rig.hear(kLower, when), (Said{"notice: lower priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), kDown);
    EXPECT_EQ(rig.tick(kDown), kPreempted);
}

TEST(Preempt, keeps_what_is_left_of_the_timer_when_the_master_lowers_its_priority) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.hear(kLower, 2s), (Said{"notice: lower priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(NoPreempt, follows_a_master_of_lower_priority) {
    Rig rig(nopreempt());
    EXPECT_EQ(rig.hear(kLower, 1s), (Said{"addresses not wanted", "memorise 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    rig.tick(1s + kDown);
    EXPECT_EQ(rig.router().reason(), Reason::MasterDown);
}

TEST(PreemptDelay, follows_a_master_of_lower_priority_at_first) {
    Rig rig(delayed());
    EXPECT_EQ(rig.hear(kLower, 1s, 1200ms),
              (Said{"addresses not wanted", "notice: preemption of 192.0.2.2 in 10.000 s",
                    "memorise 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(rig.hear(kLower, 2s), Said{});
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(PreemptDelay, does_not_delay_the_takeover_when_nobody_is_heard) {
    Rig rig(delayed());
    EXPECT_EQ(rig.deadline(), kDown);
    rig.hear(kLower, 1s);
    rig.tick(1s + kDown);
    EXPECT_EQ(rig.state(), State::Master);
}

// Without that, the kernel side would go on taking the master's adverts for keepalives, and nobody would preempt.
TEST(PreemptDelay, forgets_the_memo_when_it_is_over_and_preempts) {
    Rig rig(delayed());
    rig.hear(kLower, 1s);
    rig.peer(10s, 10s, kLower, 10s);
    EXPECT_EQ(rig.deadline(), 11s);
    EXPECT_EQ(rig.tick(11s), (Said{"forget"}));
    EXPECT_EQ(rig.deadline(), 10s + kDown);
    EXPECT_EQ(rig.hear(kLower, 11s), (Said{"notice: lower priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 10s + kDown);
    EXPECT_EQ(rig.tick(10s + kDown), kPreempted);
}

TEST(PreemptDelay, is_cancelled_by_an_advert_of_at_least_our_priority) {
    for (const std::uint8_t priority : {std::uint8_t{100}, std::uint8_t{150}}) {
        Rig rig(delayed());
        rig.hear(kLower, 1s);
        rig.hear({.priority = priority, .source = kThird}, 2s);
        EXPECT_EQ(rig.deadline(), 2s + kDown);
        EXPECT_EQ(rig.hear(kLower, 3s),
                  (Said{"notice: preemption of 192.0.2.2 in 10.000 s", "memorise 50 from 192.0.2.2"}));
        rig.peer(12s, 12s, kLower, 12s);
        EXPECT_EQ(rig.deadline(), 13s);
    }
}

TEST(PreemptDelay, starts_anew_after_a_fault) {
    Rig rig(delayed());
    rig.hear(kLower, 1s);
    rig.see(link_down(), 2s);
    rig.see(link_up(), 20s);
    EXPECT_EQ(rig.hear(kLower, 21s),
              (Said{"notice: preemption of 192.0.2.2 in 10.000 s", "memorise 50 from 192.0.2.2"}));
}

} // namespace

} // namespace xvrrp::core
