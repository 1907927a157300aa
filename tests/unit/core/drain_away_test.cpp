// SPDX-License-Identifier: GPL-2.0-or-later
// The list of those that are drained, which the next daemon gets after a crash or a hand-over.
#include "rig.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

const Duration kAsked = kDown + 200ms;

VirtualRouterConfig calm(std::uint8_t priority = 100) {
    auto config = config_of(Version::V2, priority);
    config.garp.master_delay = {}; // no second burst
    return config;
}

bool tells(const Said& said, const std::string& words) {
    return std::ranges::count(said, words) > 0;
}

} // namespace

TEST(DrainAway, is_who_is_drained_and_lasts_beyond_the_daemon) {
    Rig rig(calm());
    rig.feed(Drain{}, 1s);
    const auto away = rig.core().orders();
    EXPECT_EQ(away, (Orders{true, {"VI_1"}}));
    Rig next(calm(255), false);
    next.feed(away, 0s);
    next.see(link_up(), 0s);
    next.start();
    EXPECT_EQ(next.state(), State::Fault);
    EXPECT_EQ(next.router().fault_text(), "it is drained until xvrrpctl undrain");
    EXPECT_EQ(next.core().orders(), away);
    EXPECT_TRUE(tells(next.feed(Undrain{}, 1s), "FAULT -> MASTER: owner"));
    EXPECT_EQ(next.core().orders(), Orders{});
}

TEST(DrainAway, has_no_one_who_still_hands_over) {
    for (const bool all : {false, true}) {
        auto rig = master(calm());
        rig.feed(Drain{all ? std::vector<RouterId>{} : std::vector<RouterId>{{}}}, kAsked);
        EXPECT_TRUE(rig.router().is_draining());
        EXPECT_EQ(rig.core().orders(), Orders{});
    }
}

TEST(DrainAway, has_no_one_after_a_drain_that_is_called_off) {
    auto rig = master(calm());
    rig.feed(Drain{}, kAsked);
    rig.tick(kAsked + 3s);
    EXPECT_FALSE(rig.router().is_draining());
    EXPECT_EQ(rig.core().orders(), Orders{});
}

TEST(DrainAway, keeps_those_that_are_not_configured_until_they_come_back) {
    Rig rig(calm());
    rig.feed(Orders{false, {"VI_9"}}, 1s);
    EXPECT_EQ(rig.core().orders(), (Orders{false, {"VI_9"}}));
    auto back = calm();
    back.name = "VI_9";
    back.vrid = 52;
    rig.reload(back, 2s);
    rig.start(2s);
    EXPECT_TRUE(rig.router().is_drained());
}

TEST(DrainAway, does_not_lead_on_with_a_lease_of_the_kernel) {
    auto config = calm();
    config.stand_in = 3s;
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    rig.feed(Inherited{{}, at(500ms)}, 0s);
    rig.feed(Orders{true, {}}, 0s);
    const auto said = rig.start();
    EXPECT_TRUE(tells(said, "addresses not wanted"));
    EXPECT_EQ(said.back(), "INIT -> FAULT: drained");
}

TEST(DrainAway, has_another_revision_whenever_it_is_another_one) {
    auto rig = master(calm());
    auto revision = rig.core().orders_revision();
    const auto changes = [&] { return std::exchange(revision, rig.core().orders_revision()) != revision; };
    rig.tick(kAsked);
    EXPECT_FALSE(changes());
    rig.feed(Drain{{{}}}, kAsked);
    EXPECT_TRUE(changes());
    rig.tick(kAsked + 500ms);
    EXPECT_FALSE(changes());
    rig.hear({.priority = 90}, kAsked + 600ms);
    EXPECT_TRUE(changes());
    auto renamed = calm();
    renamed.name = "RENAMED";
    rig.reload(renamed, 20s);
    EXPECT_TRUE(changes());
    EXPECT_EQ(rig.core().orders(), (Orders{false, {"RENAMED"}}));
    rig.feed(Undrain{{{}}}, 30s);
    EXPECT_TRUE(changes());
}

// Leave would do nothing, and a reload that asks for it until it is done would never go on.
TEST(DrainAway, of_one_that_a_reload_removes_while_it_waits_for_before_master_needs_no_farewell) {
    auto config = config_of();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 20s};
    Rig rig(config);
    rig.tick(kDown);
    rig.feed(Drain{}, kDown + 100ms);
    ASSERT_EQ(rig.state(), State::Master);
    ASSERT_TRUE(rig.router().is_draining());
    EXPECT_FALSE(rig.router().has_farewell_to_say());
}

} // namespace xvrrp::core
