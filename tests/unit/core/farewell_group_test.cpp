// SPDX-License-Identifier: GPL-2.0-or-later
// before_backup in a sync group: the members run their scripts together, and wait for one another.
#include "pair.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const Duration kNow = kDown + 200ms;
const std::string kStays = "notice: nobody has taken over, MASTER is told again";

VirtualRouterConfig leaving(RouterId id, bool has_script = true) {
    auto config = member(id);
    config.group_waits = true;
    config.tracked = {{{Tracker::Kind::File, config.name}, 1, false}};
    config.garp.master_delay = {};
    if (has_script)
        config.before_backup = Stage{{{"/bin/stop" + config.name}, {}, {}}, 2s};
    return config;
}

Pair masters(bool both_have_scripts = true) {
    Pair pair({leaving(kFirst), leaving(kSecond, both_have_scripts)});
    pair.tick(kDown);
    EXPECT_TRUE(pair.are(State::Master));
    return pair;
}

TrackerObserved load(const std::string& of, int value) {
    return {{Tracker::Kind::File, of}, {true, value, "it"}};
}

StageEnded ended(RouterId id) {
    return {id, 1, {}};
}

auto count(const Said& said, const std::string& words) {
    return std::ranges::count(said, words);
}

} // namespace

TEST(GroupFarewell, of_a_shutdown_waits_for_all_scripts) {
    auto pair = masters();
    const auto said = pair.feed(Shutdown{.waits = true}, kNow);
    EXPECT_EQ(count(said, "run /bin/stopVI_1"), 1);
    EXPECT_EQ(count(said, "run /bin/stopVI_2"), 1);
    EXPECT_EQ(pair.feed(ended(kFirst), kNow + 100ms), Said{"notice: it exited with status 0"});
    EXPECT_TRUE(pair.are(State::Master));
    EXPECT_EQ(count(pair.feed(ended(kSecond), kNow + 200ms), "MASTER -> INIT: shutdown"), 2);
}

TEST(GroupFarewell, is_waited_for_by_a_member_without_a_script) {
    auto pair = masters(false);
    EXPECT_EQ(count(pair.feed(Shutdown{.waits = true}, kNow), "MASTER -> INIT: shutdown"), 0);
    EXPECT_EQ(count(pair.feed(ended(kFirst), kNow + 100ms), "MASTER -> INIT: shutdown"), 2);
}

TEST(GroupFarewell, is_said_too_by_a_member_whose_addresses_come_meanwhile) {
    auto second = leaving(kSecond);
    second.before_master = Stage{{{"/bin/start"}, {}, {}}, 2s};
    Pair pair({leaving(kFirst), second});
    pair.tick(kDown);
    pair.feed(Shutdown{.waits = true}, kNow);
    const auto said = pair.feed(ended(kSecond), kNow + 100ms);
    EXPECT_EQ(count(said, "addresses wanted"), 1);
    EXPECT_EQ(count(said, "run /bin/stopVI_2"), 1);
    pair.feed(ended(kFirst), kNow + 200ms);
    EXPECT_TRUE(pair.are(State::Master));
    EXPECT_EQ(count(pair.feed(StageEnded{kSecond, 2, {}}, kNow + 300ms), "MASTER -> INIT: shutdown"), 2);
}

TEST(GroupFarewell, of_one_lower_priority_is_that_of_all) {
    auto pair = masters();
    const auto said = pair.feed(load("VI_1", -30), kNow);
    EXPECT_EQ(count(said, "run /bin/stopVI_1"), 1);
    EXPECT_EQ(count(said, "run /bin/stopVI_2"), 1);
    pair.feed(ended(kFirst), kNow + 100ms);
    EXPECT_EQ(count(pair.tick(kDown + 1s), "advert 100 from 192.0.2.1"), 2) << "the second script still runs";
    pair.feed(ended(kSecond), kDown + 1100ms);
    const auto after = pair.tick(kDown + 2s);
    EXPECT_EQ(count(after, "advert 70 from 192.0.2.1"), 1);
    EXPECT_EQ(count(after, "advert 100 from 192.0.2.1"), 1);
}

TEST(GroupFarewell, holds_the_priority_back_of_a_member_without_a_script) {
    auto pair = masters(false);
    EXPECT_EQ(count(pair.feed(load("VI_2", -30), kNow), "run /bin/stopVI_1"), 1);
    EXPECT_EQ(count(pair.tick(kDown + 1s), "advert 100 from 192.0.2.1"), 2);
    pair.feed(ended(kFirst), kDown + 1100ms);
    EXPECT_EQ(count(pair.tick(kDown + 2s), "advert 70 from 192.0.2.1"), 1);
}

TEST(GroupFarewell, is_cut_short_for_all_by_a_better_advert_for_one) {
    auto pair = masters();
    pair.feed(Shutdown{.waits = true}, kNow);
    pair.hear(kFirst, {.priority = 150}, kNow + 100ms);
    EXPECT_TRUE(pair.are(State::Backup));
    EXPECT_FALSE(pair.router.is_leaving());
}

TEST(GroupFarewell, that_was_said_in_vain_tells_the_members_and_then_the_group) {
    auto pair = masters();
    pair.feed(load("VI_1", -30), kNow);
    pair.feed(ended(kFirst), kNow + 100ms);
    pair.feed(ended(kSecond), kNow + 200ms);
    for (auto now = kNow + 200ms; now < kNow + 5200ms; now += 100ms)
        EXPECT_EQ(count(pair.tick(now), kStays), 0);
    const auto said = pair.tick(kNow + 5200ms);
    EXPECT_EQ(count(said, kStays), 2);
    EXPECT_EQ(said.back(), "group G is MASTER");
}

// The rest of the group stays MASTER, so its services go on.
TEST(GroupFarewell, of_a_member_that_a_reload_removes_concerns_no_other) {
    auto pair = masters();
    const auto said = pair.feed(Leave{{kFirst}}, kNow);
    EXPECT_EQ(count(said, "run /bin/stopVI_1"), 1);
    EXPECT_EQ(count(said, "run /bin/stopVI_2"), 0);
    EXPECT_EQ(count(pair.feed(ended(kFirst), kNow + 100ms), "MASTER -> INIT: removed"), 1);
    EXPECT_EQ(pair.state(kSecond), State::Master);
}

} // namespace xvrrp::core
