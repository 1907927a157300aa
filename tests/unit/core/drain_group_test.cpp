// SPDX-License-Identifier: GPL-2.0-or-later
// A sync group is drained as one, and undrained as one.
#include "pair.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const Duration kNow = kDown + 200ms;

VirtualRouterConfig quiet(RouterId id, bool has_script = false) {
    auto config = member(id);
    config.garp.master_delay = {};
    config.group_waits = has_script;
    if (has_script && id == kFirst)
        config.before_backup = Stage{{{"/bin/stop"}, {}, {}}, 2s};
    return config;
}

Pair masters(bool has_script = false) {
    Pair pair({quiet(kFirst, has_script), quiet(kSecond, has_script)});
    pair.tick(kDown);
    EXPECT_TRUE(pair.are(State::Master));
    return pair;
}

auto count(const Said& said, const std::string& words) {
    return std::ranges::count(said, words);
}

bool are_drained(const Pair& pair) {
    return pair.are(State::Fault) && pair.router.routers().at(kFirst).is_drained() &&
           pair.router.routers().at(kSecond).is_drained();
}

} // namespace

TEST(GroupDrain, of_one_member_hands_over_all_and_ends_when_one_has_a_successor) {
    auto pair = masters();
    EXPECT_EQ(count(pair.feed(Drain{{kSecond}}, kNow), "advert 0 from 192.0.2.1"), 2);
    const auto said = pair.hear(kFirst, {.priority = 90}, kNow + 600ms);
    EXPECT_EQ(count(said, "MASTER -> FAULT: drained"), 2);
    EXPECT_EQ(count(said, "addresses not wanted"), 2);
    EXPECT_EQ(said.back(), "group G is FAULT");
    EXPECT_TRUE(are_drained(pair));
    EXPECT_EQ(pair.router.routers().at(kSecond).fault_text(), "it is drained until xvrrpctl undrain")
        << "no member blames another one";
}

// The backup of the slower one needs its own skew, and the group of the successor takes over as a whole.
TEST(GroupDrain, waits_for_a_successor_as_long_as_the_slowest_member_has_to) {
    auto slow = quiet(kSecond);
    slow.interval = Centiseconds(1000);
    Pair pair({quiet(kFirst), slow});
    pair.tick(40s);
    ASSERT_TRUE(pair.are(State::Master));
    pair.feed(Drain{}, 41s);
    for (const auto when : {45s, 60s, 70s}) {
        pair.tick(when);
        EXPECT_FALSE(are_drained(pair));
        EXPECT_EQ(pair.router.routers().at(kFirst).told_priority(), 0);
    }
    pair.tick(72s);
    EXPECT_EQ(pair.router.routers().at(kFirst).told_priority(), 100);
}

TEST(GroupDrain, waits_for_the_scripts_of_all) {
    auto pair = masters(true);
    EXPECT_EQ(count(pair.feed(Drain{}, kNow), "run /bin/stop"), 1);
    EXPECT_EQ(count(pair.tick(kDown + 1s), "advert 100 from 192.0.2.1"), 2);
    EXPECT_EQ(count(pair.feed(StageEnded{kFirst, 1, {}}, kDown + 1100ms), "advert 0 from 192.0.2.1"), 2);
}

TEST(GroupDrain, that_nobody_takes_over_from_leaves_all_master) {
    auto pair = masters(true);
    pair.feed(Drain{}, kNow);
    pair.feed(StageEnded{kFirst, 1, {}}, kNow + 100ms);
    const auto said = pair.tick(kNow + 3100ms);
    EXPECT_TRUE(pair.are(State::Master));
    EXPECT_EQ(count(said, "notice: no other router takes over, so this one stays MASTER"), 2);
    EXPECT_EQ(count(said, "notice: nobody has taken over, MASTER is told again"), 1);
    EXPECT_EQ(said.back(), "group G is MASTER");
}

TEST(GroupDrain, of_backups_is_done_at_once_and_undone_together) {
    Pair pair;
    pair.feed(Drain{{kFirst}}, 1s);
    EXPECT_TRUE(are_drained(pair));
    const auto said = pair.feed(Undrain{{kSecond}}, 2s);
    EXPECT_TRUE(pair.are(State::Backup));
    EXPECT_EQ(count(said, "FAULT -> BACKUP: fault_cleared"), 2);
    EXPECT_EQ(said.back(), "group G is BACKUP");
}

TEST(GroupDrain, outlives_the_fault_of_a_member) {
    Pair pair;
    pair.feed(Drain{}, 1s);
    pair.see(kFirst, false, 2s);
    EXPECT_TRUE(are_drained(pair));
    pair.see(kFirst, true, 3s);
    EXPECT_TRUE(are_drained(pair));
    EXPECT_EQ(pair.router.routers().at(kSecond).fault_text(), "it is drained until xvrrpctl undrain");
    pair.feed(Undrain{}, 4s);
    EXPECT_TRUE(pair.are(State::Backup));
}

TEST(GroupDrain, takes_in_the_member_that_a_reload_adds) {
    Pair pair({member(kFirst)});
    pair.feed(Drain{{kFirst}}, 1s);
    pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst), member(kSecond)})}, 2s);
    pair.feed(Start{kSecond}, 2s);
    EXPECT_TRUE(are_drained(pair));
    pair.feed(Undrain{{kFirst}}, 3s);
    EXPECT_TRUE(pair.are(State::Backup));
}

TEST(GroupDrain, concerns_no_router_outside_of_the_group) {
    auto alone = member(kSecond);
    alone.sync_group.clear();
    Pair pair({member(kFirst), alone});
    pair.feed(Drain{{kFirst}}, 1s);
    EXPECT_EQ(pair.state(kFirst), State::Fault);
    EXPECT_EQ(pair.state(kSecond), State::Backup);
}

} // namespace xvrrp::core
