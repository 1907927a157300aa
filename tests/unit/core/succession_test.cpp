// SPDX-License-Identifier: GPL-2.0-or-later
// A BACKUP goes on as the BACKUP that it was under a former daemon.
#include "rig.h"

namespace xvrrp::core {

namespace {

constexpr Duration kSlow = 900ms; // the interval of the master

VirtualRouterConfig fast(std::uint8_t priority = 100) {
    auto config = config_of(Version::V3, priority);
    config.interval = Centiseconds(10);
    return config;
}

// The former daemon followed 192.0.2.2 with priority 150.
Rig follower(VirtualRouterConfig config, Followed followed = {kPeer, 150, kSlow}) {
    Rig rig(std::move(config), false);
    rig.see(link_up(), 0s);
    rig.feed(Remembered{{}, {State::Backup, at(-90s), {.adverts_sent = 7}, followed, 0}}, 0s);
    return rig;
}

} // namespace

TEST(FollowsOn, as_the_backup_of_the_master_that_was_known) {
    auto rig = follower(config_of());
    EXPECT_EQ(rig.start(), (Said{"addresses not wanted", "INIT -> BACKUP: follows_on"}));
    EXPECT_EQ(rig.router().since(), at(-90s));
    EXPECT_EQ(rig.router().master()->address, kPeer);
    EXPECT_EQ(rig.router().master()->priority, 150);
    EXPECT_EQ(rig.router().counters().adverts_sent, 7u);
    EXPECT_EQ(rig.deadline(), kDown) << "nobody had joined the group";
}

TEST(FollowsOn, and_waits_as_long_as_a_slower_master_needs) {
    auto rig = follower(fast());
    rig.start();
    const auto down = 3 * kSlow + kSlow * (256 - 100) / 256;
    EXPECT_EQ(rig.deadline(), down);
    EXPECT_EQ(rig.tick(kSlow), Said{});
    auto absurd = follower(fast(), {kPeer, 150, 3600s});
    absurd.start();
    EXPECT_LT(absurd.deadline(), 5s) << "of an interval that no master could have taught";
}

TEST(FollowsOn, and_takes_over_when_nobody_speaks) {
    auto rig = follower(config_of());
    rig.start();
    rig.tick(kDown);
    EXPECT_EQ(rig.router().reason(), Reason::MasterDown);
}

TEST(FollowsOn, with_what_is_left_of_preempt_delay) {
    auto config = config_of();
    config.preempt_delay = 300s;
    auto rig = follower(config, {kPeer, 50, 1s, at(20s)});
    rig.start();
    EXPECT_EQ(rig.hear({.priority = 50}, 1s), Said{"memorise 50 from 192.0.2.2"});
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    for (auto now = 2s; now < 20s; now += 1s)
        rig.hear({.priority = 50}, now);
    EXPECT_EQ(rig.hear({.priority = 50}, 20s), Said{"notice: lower priority 50 from 192.0.2.2"});
    rig.tick(19s + kDown);
    EXPECT_EQ(rig.router().reason(), Reason::Preempting);
}

TEST(FollowsOn, with_the_next_number_in_its_ipv4_headers) {
    const auto number_in = [](const Outputs& outputs) {
        const auto* advert = std::get_if<SendAdvert>(&outputs.front());
        return advert == nullptr
                   ? -1
                   : advert->frame.at(18) << 8 | advert->frame.at(19); // behind the Ethernet header
    };
    auto former = master();
    EXPECT_EQ(number_in(former.last()), former.router().record().identification);
    Rig rig(config_of(), false);
    rig.see(link_up(), 0s);
    rig.feed(Remembered{{}, former.router().record()}, 0s);
    rig.start();
    rig.tick(kDown);
    EXPECT_EQ(number_in(rig.last()), former.router().record().identification + 1);
}

TEST(FollowsOn, nobody_that_had_resigned_or_was_not_known) {
    Rig former;
    former.hear({.priority = 150}, 0s);
    EXPECT_EQ(former.router().record().followed, (Followed{kPeer, 150, 1s}));
    former.hear({.priority = 0}, 1s);
    EXPECT_FALSE(former.router().record().followed);
    EXPECT_FALSE(Rig().router().record().followed);
    EXPECT_FALSE(master().router().record().followed);
    Rig rig(config_of(), false);
    rig.see(link_up(), 0s);
    rig.feed(Remembered{{}, {State::Backup, at(-90s), {}, {}, 0}}, 0s);
    EXPECT_EQ(rig.start(), Said{"INIT -> BACKUP: startup"});
}

TEST(FollowsOn, not_before_its_conditions_allow) {
    auto rig = follower(config_of());
    rig.see(link_down(), 0s);
    EXPECT_EQ(rig.start().back(), "INIT -> FAULT: interface_down");
    EXPECT_EQ(rig.see(link_up(), 1s).back(), "FAULT -> BACKUP: fault_cleared");
}

} // namespace xvrrp::core
