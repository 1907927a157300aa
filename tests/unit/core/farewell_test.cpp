// SPDX-License-Identifier: GPL-2.0-or-later
// before_backup: a MASTER leads as before until its script has ended, and then loses MASTER by its own doing.
#include "core/turn.h"
#include "core/vrrp/reason_now.h"
#include "rig.h"

#include <algorithm>

namespace xvrrp::core {

namespace {

const Duration kLate = kDown + 200ms; // not the time of an advert
// Any BACKUP at one second takes over within 4 s, and its advert has one second to come.
constexpr Duration kOthers = 5s;

VirtualRouterConfig leaving() {
    auto config = config_of();
    config.before_backup = Stage{{{"/bin/stop"}, {}, {}}, 2s};
    config.tracked = {{{Tracker::Kind::File, "load"}, 1, false}};
    config.garp.master_delay = {}; // no second burst
    return config;
}

TrackerObserved load(int value) {
    return {{Tracker::Kind::File, "load"}, {true, value, "file load holds " + std::to_string(value)}};
}

StageEnded ended(std::uint64_t stage, int status = 0) {
    return {RouterId{0}, stage, {RunOutcome::End::Exited, status, {}}};
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

const std::string kRun = "run /bin/stop";
const std::string kEnded = "notice: it exited with status 0";
const std::string kStays = "notice: nobody has taken over, MASTER is told again";

// It resigns when before_backup has ended.
Rig resigning() {
    auto rig = master(leaving());
    EXPECT_EQ(rig.feed(Shutdown{.waits = true}, kLate),
              (Said{kRun, "notice: it runs, and this router resigns after it"}));
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

// Its priority is 70, and the others are told 100.
Rig sinking() {
    auto rig = master(leaving());
    EXPECT_EQ(rig.feed(load(-30), kLate),
              (Said{"priority 100 -> 70: 100, -30 (file load holds -30)", kRun,
                    "notice: it runs, and the others are told priority 100 until its end"}));
    return rig;
}

} // namespace

TEST(Farewell, of_a_shutdown_leads_as_before_and_resigns_when_the_script_has_ended_however_it_did) {
    for (const int status : {0, 1}) {
        auto rig = resigning();
        EXPECT_TRUE(rig.core().is_leaving());
        EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
        EXPECT_EQ(rig.feed(ended(1, status), kDown + 1500ms),
                  (Said{"notice: it exited with status " + std::to_string(status), "advert 0 from 192.0.2.1",
                        "addresses not wanted", "MASTER -> INIT: shutdown"}));
        EXPECT_FALSE(rig.core().is_leaving());
        EXPECT_TRUE(rig.idle());
    }
}

TEST(Farewell, waits_no_longer_than_the_timeout) {
    auto rig = resigning();
    rig.tick(kDown + 1s);
    rig.tick(kDown + 2s);
    EXPECT_EQ(rig.deadline(), kLate + 2s);
    EXPECT_EQ(rig.tick(kLate + 2s), (Said{"notice: it did not end in time", "advert 0 from 192.0.2.1",
                                          "addresses not wanted", "MASTER -> INIT: shutdown"}));
    EXPECT_EQ(rig.feed(ended(1), kLate + 3s), Said{});
}

TEST(Farewell, is_not_waited_for_by_a_second_shutdown) {
    auto rig = resigning();
    EXPECT_EQ(rig.shut_down(kLate + 100ms),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown"}));
}

TEST(Farewell, is_said_by_a_master_that_has_a_script_and_by_nobody_else) {
    auto other = master();
    EXPECT_TRUE(says(other.feed(Shutdown{.waits = true}, kLate), "MASTER -> INIT: shutdown"));
    Rig backup(leaving());
    EXPECT_TRUE(says(backup.feed(Shutdown{.waits = true}, 1s), "BACKUP -> INIT: shutdown"));
}

TEST(Farewell, is_cut_short_by_a_better_advert) {
    for (const auto begin : {resigning, sinking}) {
        auto rig = begin();
        const auto said = rig.hear({.priority = 150}, kLate + 100ms);
        EXPECT_TRUE(says(said, "addresses not wanted"));
        EXPECT_TRUE(says(said, "MASTER -> BACKUP: higher_priority"));
        EXPECT_FALSE(rig.core().is_leaving());
        EXPECT_EQ(rig.feed(ended(1), kLate + 200ms), Said{});
    }
}

TEST(Farewell, is_cut_short_by_a_fault) {
    for (const auto begin : {resigning, sinking}) {
        auto rig = begin();
        EXPECT_TRUE(says(rig.see(link_down(), kLate + 100ms), "MASTER -> FAULT: interface_down"));
        EXPECT_EQ(rig.feed(ended(1), kLate + 200ms), Said{});
    }
}

TEST(Farewell, tells_a_lower_priority_when_the_script_has_ended) {
    auto rig = sinking();
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
    EXPECT_EQ(rig.feed(ended(1), kDown + 1500ms), Said{kEnded});
    EXPECT_EQ(rig.tick(kDown + 2s), Said{"advert 70 from 192.0.2.1"});
    EXPECT_TRUE(says(rig.hear({.priority = 80}, kDown + 2100ms), "MASTER -> BACKUP: higher_priority"));
}

TEST(Farewell, tells_a_lower_priority_at_the_timeout) {
    auto rig = sinking();
    rig.tick(kDown + 1s);
    EXPECT_EQ(rig.tick(kDown + 2s), Said{"advert 100 from 192.0.2.1"});
    EXPECT_EQ(rig.tick(kLate + 2s), Said{"notice: it did not end in time"});
    EXPECT_EQ(rig.tick(kDown + 3s), Said{"advert 70 from 192.0.2.1"});
}

// It would be a gap without a MASTER if we yielded to one that yields to us.
TEST(Farewell, leaves_the_election_to_the_priority_that_the_others_are_told) {
    auto rig = sinking();
    EXPECT_TRUE(says(rig.hear({.priority = 80}, kLate + 100ms), "advert 100 from 192.0.2.1"));
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Farewell, of_a_priority_that_rises_again_was_said_in_vain) {
    auto rig = sinking();
    EXPECT_EQ(rig.feed(load(0), kLate + 100ms), Said{"priority 70 -> 100: 100"});
    EXPECT_EQ(rig.feed(ended(1), kLate + 200ms), (Said{kEnded, kStays}));
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 100 from 192.0.2.1"});
}

TEST(Farewell, was_said_in_vain_if_no_better_router_takes_over) {
    auto rig = sinking();
    const auto over = kLate + 100ms;
    rig.feed(ended(1), over);
    for (auto now = over; now < over + kOthers; now += 100ms)
        EXPECT_FALSE(says(rig.tick(now), kStays));
    EXPECT_TRUE(says(rig.tick(over + kOthers), kStays));
    EXPECT_FALSE(says(rig.tick(over + 2 * kOthers), kStays)) << "once is enough";
}

TEST(Farewell, is_said_once_until_master_is_told_again) {
    auto rig = sinking();
    rig.feed(ended(1), kLate + 100ms);
    EXPECT_EQ(rig.feed(load(-40), kLate + 200ms), Said{"priority 70 -> 60: 100, -40 (file load holds -40)"});
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 60 from 192.0.2.1"});
    rig.tick(kLate + 200ms + kOthers - 1ms);
    EXPECT_TRUE(says(rig.tick(kLate + 200ms + kOthers), kStays)) << "the others have their time anew";
    EXPECT_TRUE(says(rig.feed(load(-50), kLate + 10s), kRun));
}

TEST(Farewell, that_was_said_is_not_said_again_by_a_shutdown) {
    auto rig = sinking();
    rig.feed(ended(1), kLate + 100ms);
    EXPECT_EQ(rig.feed(Shutdown{.waits = true}, kLate + 200ms),
              (Said{"advert 0 from 192.0.2.1", "addresses not wanted", "MASTER -> INIT: shutdown"}));
}

TEST(Farewell, that_a_lower_priority_began_holds_up_the_shutdown_too) {
    auto rig = sinking();
    EXPECT_EQ(rig.feed(Shutdown{.waits = true}, kLate + 100ms), Said{});
    EXPECT_TRUE(says(rig.feed(ended(1), kLate + 200ms), "MASTER -> INIT: shutdown"));
}

TEST(Farewell, is_not_said_while_the_addresses_are_still_to_come) {
    auto config = leaving();
    config.before_master = Stage{{{"/bin/prepare"}, {}, {}}, 20s};
    auto rig = master(config);
    EXPECT_EQ(rig.feed(load(-30), kLate), Said{"priority 100 -> 70: 100, -30 (file load holds -30)"});
    EXPECT_EQ(rig.tick(kDown + 1s), Said{"advert 70 from 192.0.2.1"});
    EXPECT_TRUE(says(rig.feed(Shutdown{.waits = true}, kLate + 2s), "MASTER -> INIT: shutdown"));
}

TEST(Farewell, is_said_before_a_reload_lowers_the_priority) {
    auto rig = master(leaving());
    auto config = leaving();
    config.priority = 50;
    EXPECT_EQ(rig.reload(config, kLate),
              (Said{"receive", kRun, "notice: it runs, and the others are told priority 100 until its end",
                    "advert 100 from 192.0.2.1"}));
    EXPECT_EQ(rig.feed(ended(1), kLate + 500ms), Said{kEnded});
    EXPECT_EQ(rig.tick(kLate + 1s), Said{"advert 50 from 192.0.2.1"});
}

TEST(Farewell, is_said_before_a_reload_removes_the_virtual_router) {
    auto rig = master(leaving());
    Reload reload(rig.core().plan_reload({}), 1);
    const auto first = reload.next(rig.core());
    ASSERT_TRUE(first && std::holds_alternative<Leave>(*first));
    EXPECT_EQ(rig.feed(std::get<Leave>(*first), kLate),
              (Said{kRun, "notice: it runs, and this router resigns after it"}));
    EXPECT_TRUE(reload.waits(rig.core()));
    EXPECT_TRUE(says(rig.feed(ended(1), kLate + 100ms), "MASTER -> INIT: removed"));
    EXPECT_FALSE(reload.waits(rig.core()));
    const auto second = reload.next(rig.core());
    ASSERT_TRUE(second && std::holds_alternative<Reconfigure>(*second));
    EXPECT_EQ(rig.feed(std::get<Reconfigure>(*second), kLate + 100ms), (Said{"stop receiving", "gone 0"}));
}

TEST(Farewell, of_one_that_goes_does_not_keep_the_addresses_of_others_back) {
    Core core{VrrpRouter({leaving()})};
    answered(core.router, link_up(), at(0s));
    answered(core.router, Start{}, at(0s));
    answered(core.router, Tick{}, at(kDown));
    core.reload.emplace(core.router.plan_reload({}), 1);
    EXPECT_TRUE(core.has_step());
    answered(core.router, std::get<Leave>(*core.reload->next(core.router)), at(kDown));
    EXPECT_FALSE(core.has_step());
    EXPECT_TRUE(core.may_place());
    answered(core.router, ended(1), at(kDown + 1s));
    EXPECT_TRUE(core.has_step());
    EXPECT_FALSE(core.may_place());
}

TEST(Farewell, is_the_reason_in_the_status) {
    const auto rig = sinking();
    const auto snapshot = rig.router().snapshot();
    ASSERT_TRUE(snapshot.farewell);
    EXPECT_EQ(snapshot.master->priority, 100);
    EXPECT_EQ(snapshot.priority.value(), 70);
    EXPECT_EQ(reason_now(snapshot, at(kLate)),
              "before_backup runs, and the others are told priority 100 until its end");
}

} // namespace xvrrp::core
