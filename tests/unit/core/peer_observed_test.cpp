// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that only the kernel side heard, because user space slept or the news was withheld, must never elect us.
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

TEST(PeerObserved, with_a_fresh_keepalive_keeps_a_late_tick_from_electing_us) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.peer(59s, 59s, {}, 60s), Said{});
    EXPECT_EQ(rig.tick(60s), Said{});
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 59s + kDown);
    EXPECT_EQ(rig.router().last_heard(), at(59s));
}

TEST(PeerObserved, with_nothing_new_lets_the_takeover_happen) {
    Rig rig;
    rig.hear({}, 1s);
    rig.peer(3s, 3s, {}, 4s);
    rig.peer(3s, 3s, {}, 3s + kDown);
    EXPECT_EQ(rig.deadline(), 3s + kDown);
    rig.tick(3s + kDown);
    EXPECT_EQ(rig.state(), State::Master);
    EXPECT_EQ(std::get<Transitioned>(rig.last().back()).detail, "no advert from 192.0.2.2 for 3.609 s");
}

TEST(PeerObserved, does_not_move_the_deadline_back) {
    Rig rig;
    rig.hear({}, 2s);
    rig.peer(1s, 2s, {}, 3s);
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(PeerObserved, of_a_slot_that_never_heard_anything_changes_nothing) {
    Rig rig;
    EXPECT_EQ(rig.feed(PeerObserved{}, 1s), Said{});
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(PeerObserved, with_news_that_was_withheld_keeps_us_from_electing_ourselves) {
    Rig rig;
    EXPECT_EQ(rig.peer(0s, 3s, {}, 4s), Said{"addresses not wanted"});
    EXPECT_EQ(rig.tick(4s), Said{});
    EXPECT_EQ(rig.deadline(), 3s + kDown);
    EXPECT_EQ(rig.router().master()->address, kPeer);
}

TEST(PeerObserved, with_withheld_news_after_the_keepalive_counts_too) {
    Rig rig(config_of(Version::V3));
    rig.hear({}, 1s);
    rig.peer(2s, 3s, {.priority = 160, .source = kThird, .interval = Centiseconds(200)}, 4s);
    EXPECT_EQ(rig.deadline(), 3s + 2 * kDown);
    EXPECT_EQ(rig.router().master()->address, kThird);
}

TEST(PeerObserved, with_withheld_news_of_lower_priority_does_not_postpone_a_preemption) {
    Rig rig;
    EXPECT_EQ(rig.peer(0s, 3s, {.priority = 50}, 3s),
              (Said{"addresses not wanted", "notice: lower priority 50 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(PeerObserved, with_a_withheld_resignation_of_the_master_leaves_the_skew) {
    Rig rig;
    rig.hear({}, 1s);
    EXPECT_EQ(rig.peer(2s, 2500ms, {.priority = 0}, 2600ms), (Said{"forget"}));
    EXPECT_EQ(rig.deadline(), 2500ms + kSkew);
}

TEST(PeerObserved, does_not_take_a_packet_for_withheld_that_we_had) {
    Rig rig;
    rig.hear({.priority = 50}, 1s);
    EXPECT_EQ(rig.peer(0s, 1s, {.priority = 50}, 2s), Said{});
}

// It resigned and came back with the advert that the kernel side still knew, all before we woke up.
TEST(PeerObserved, with_a_keepalive_after_a_resignation_is_a_master_that_is_back) {
    Rig rig;
    rig.hear({}, 1s);
    rig.hear({.priority = 0}, 2s, 3s);
    rig.peer(2500ms, 2500ms, {}, 3s);
    EXPECT_EQ(rig.tick(3s), Said{});
    EXPECT_EQ(rig.deadline(), 2500ms + kDown);
}

TEST(PeerObserved, with_a_keepalive_that_crossed_the_end_of_preempt_delay_is_no_second_advert) {
    auto config = config_of();
    config.preempt_delay = 10s;
    Rig rig(config);
    const PeerAdvert lower{.priority = 50};
    rig.hear(lower, 1s);
    rig.peer(10s, 10s, lower, 10s);
    rig.tick(11s);
    EXPECT_EQ(rig.peer(11s, 11s, lower, 12s), Said{});
    EXPECT_EQ(rig.deadline(), 11s + kDown);
}

TEST(PeerObserved, with_a_keepalive_from_before_the_memo_was_forgotten_is_not_news) {
    auto config = config_of();
    config.preempt_delay = 10s;
    Rig rig(config);
    const PeerAdvert lower{.priority = 50};
    rig.hear(lower, 1s);
    rig.peer(10s, 10s, lower, 10s);
    rig.tick(11s);
    EXPECT_EQ(rig.peer(10s, 10s, lower, 12s), Said{});
    EXPECT_EQ(rig.deadline(), 10s + kDown);
}

// ---- The short way, as long as the master says the same -------------------------------------------------------

struct Quiet {
    VrrpRouter router;

    explicit Quiet(VirtualRouterConfig config, const PeerAdvert& master) : router({config}) {
        answered(router, link_up(), at(0s));
        answered(router, Start{}, at(0s));
        answered(router, PacketReceived{{}, at(1s), packet(master, config)}, at(1s));
    }
};

TEST(HearQuietly, moves_the_deadline_as_the_whole_observation_does) {
    for (const auto version : {Version::V2, Version::V3}) {
        Quiet quiet(config_of(version), {});
        Quiet whole(config_of(version), {});
        EXPECT_TRUE(quiet.router.hear_quietly({}, at(2s), at(2s)));
        EXPECT_TRUE(
            answered(whole.router, PeerObserved{{}, at(2s), at(2s), kPeer, 150, Centiseconds(100)}, at(3s))
                .empty());
        EXPECT_EQ(quiet.router.deadline(), whole.router.deadline());
        EXPECT_EQ(quiet.router.routers().at({}).last_heard(), at(2s));
    }
}

TEST(HearQuietly, again_and_again_moves_the_deadline_by_what_the_configuration_says_then) {
    Quiet quiet(config_of(), {});
    for (const auto heard : {2s, 3s, 4s}) {
        EXPECT_TRUE(quiet.router.hear_quietly({}, at(heard), at(heard)));
        EXPECT_EQ(quiet.router.deadline(), at(heard + kDown));
        EXPECT_FALSE(quiet.router.hear_quietly({}, at(heard), at(heard))); // nothing came since
    }
    auto patient = config_of();
    patient.down_timer_adverts = 5;
    answered(quiet.router, Reconfigure{quiet.router.plan_reload({patient})}, at(4s));
    EXPECT_EQ(quiet.router.deadline(), at(4s + kDown + 2s));
    EXPECT_TRUE(quiet.router.hear_quietly({}, at(5s), at(5s)));
    EXPECT_EQ(quiet.router.deadline(), at(5s + kDown + 2s));
    EXPECT_TRUE(quiet.router.hear_quietly({}, at(6s), at(6s)));
    EXPECT_EQ(quiet.router.deadline(), at(6s + kDown + 2s));
}

TEST(HearQuietly, is_known_to_the_virtual_router_when_anything_else_happens) {
    Quiet quiet(config_of(), {});
    EXPECT_TRUE(quiet.router.hear_quietly({}, at(2s), at(2s)));
    EXPECT_TRUE(quiet.router.hear_quietly({}, at(3s), at(3s)));
    const auto said = quiet.router.handle(Tick{}, at(3s + kDown));
    const auto found = std::ranges::find_if(
        said, [](const Output& output) { return std::holds_alternative<Transitioned>(output); });
    ASSERT_NE(found, said.end());
    EXPECT_EQ(std::get<Transitioned>(*found).last_heard, at(3s));
    EXPECT_EQ(std::get<Transitioned>(*found).deadline, at(3s + kDown));
    EXPECT_FALSE(quiet.router.hear_quietly({}, at(5s), at(5s))) << "a MASTER hears nothing quietly";
}

TEST(HearQuietly, looks_at_the_virtual_routers_in_the_order_of_their_slots) {
    auto other = config_of();
    other.vrid = 2;
    VrrpRouter router({config_of(), other});
    answered(router, link_up(), at(0s));
    answered(router, Start{}, at(0s));
    answered(router, PacketReceived{{0}, at(2s), packet({}, config_of())}, at(2s));
    answered(router, PacketReceived{{1}, at(1s), packet({}, other)}, at(2s));
    EXPECT_EQ(router.to_observe(at(1s + kDown)), (std::vector<RouterId>{{0}, {1}}));
    answered(router, link_down(), at(3s));
    EXPECT_EQ(router.to_observe(at(1s + kDown)), std::vector<RouterId>{}) << "no BACKUP is left";
}

TEST(HearQuietly, counts_no_time_of_a_master_that_was_left_meanwhile) {
    Quiet quiet(config_of(), {});
    EXPECT_TRUE(quiet.router.hear_quietly({}, at(2s), at(2s)));
    answered(quiet.router, link_down(), at(3s));
    EXPECT_FALSE(quiet.router.hear_quietly({}, at(4s), at(4s)));
    answered(quiet.router, link_up(), at(5s));
    EXPECT_EQ(quiet.router.deadline(), at(5s + kDown));
}

TEST(HearQuietly, leaves_everything_else_to_the_whole_observation) {
    Quiet quiet(config_of(), {});
    const auto before = quiet.router.deadline();
    EXPECT_FALSE(quiet.router.hear_quietly({}, at(2s), at(2500ms))); // another advert came after it
    EXPECT_FALSE(quiet.router.hear_quietly({}, at(1s), at(1s)));     // nothing came
    EXPECT_FALSE(quiet.router.hear_quietly({7}, at(2s), at(2s)));    // nobody
    EXPECT_EQ(quiet.router.deadline(), before);
    auto slow = config_of();
    slow.preempt_delay = 10s;
    Quiet preempting(slow, {.priority = 50}); // the master that is followed is going to be preempted
    EXPECT_FALSE(preempting.router.hear_quietly({}, at(2s), at(2s)));
    Quiet alone(config_of(), {});
    answered(alone.router, Tick{}, alone.router.deadline());
    EXPECT_FALSE(alone.router.hear_quietly({}, at(9s), at(9s))); // MASTER
}

} // namespace

} // namespace xvrrp::core
