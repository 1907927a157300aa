// SPDX-License-Identifier: GPL-2.0-or-later
// promote and priority: an operator's priority takes the place of the configured one for a while.
#include "core/vrrp/reason_now.h"
#include "core/vrrp/why.h"
#include "rig.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

namespace {

const Duration kAsked = 5200ms;
const Duration kOver = kAsked + 600s;
const Said kPromoted254{"priority 100 -> 254: 254 (ordered, instead of 100)", "forget"};

VirtualRouterConfig quiet(std::uint8_t priority = 100, bool preempts = true) {
    auto config = config_of(Version::V2, priority);
    config.garp.master_delay = {}; // no second burst
    config.preempt = preempts;
    return config;
}

PriorityOrder promotion(Duration until = kOver) {
    return {kPromoted, at(until), true};
}

OrderPriority promote() {
    return {{RouterId{0}}, promotion()};
}

OrderPriority give(std::uint8_t priority, Duration until = kOver) {
    return {{RouterId{0}}, PriorityOrder{priority, at(until), false}};
}

OrderPriority as_configured() {
    return {{RouterId{0}}, {}};
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::count(said, words) > 0;
}

// A BACKUP that follows 192.0.2.2 with this priority.
Rig backup(VirtualRouterConfig config = quiet(), std::uint8_t theirs = 150) {
    Rig rig(std::move(config));
    for (const auto when : {1s, 2s, 3s, 4s, 5s})
        rig.hear({.priority = theirs}, when);
    EXPECT_EQ(rig.state(), State::Backup);
    return rig;
}

std::string reasons(const Rig& rig, Duration now) {
    const auto explanation = why(rig.router().snapshot(), Evidence{}, at(now));
    std::string text;
    for (const auto* part : {&explanation.because, &explanation.to_change}) {
        for (const auto& each : *part)
            text += each + "\n";
    }
    return text;
}

} // namespace

TEST(Promotion, of_a_backup_takes_over_in_the_same_turn) {
    for (const bool preempts : {true, false}) {
        auto rig = backup(quiet(100, preempts));
        EXPECT_EQ(rig.feed(promote(), kAsked), kPromoted254);
        EXPECT_EQ(rig.deadline(), kAsked);
        EXPECT_TRUE(rig.core().is_moving({}));
        const auto said = rig.tick(kAsked);
        EXPECT_TRUE(says(said, "advert 254 from 192.0.2.1"));
        EXPECT_TRUE(says(said, "BACKUP -> MASTER: promoted"));
        EXPECT_FALSE(rig.core().is_moving({}));
    }
}

TEST(Promotion, does_not_wait_for_preempt_delay) {
    auto config = quiet();
    config.preempt_delay = 30s;
    auto rig = backup(config);
    rig.feed(promote(), kAsked);
    rig.hear({.priority = 150}, kAsked + 1ms);
    rig.tick(kAsked + 1ms);
    EXPECT_EQ(rig.router().reason(), Reason::Promoted);
}

// The kernel side kept them, because the master says the same all the time.
TEST(Promotion, is_not_put_off_by_adverts_that_were_heard_quietly_before) {
    for (const bool preempts : {true, false}) {
        auto rig = backup(quiet(100, preempts));
        rig.feed(promote(), 6200ms);
        rig.peer(6s, 6s, {.priority = 150}, 6200ms);
        rig.tick(6200ms);
        EXPECT_EQ(rig.router().reason(), Reason::Promoted);
    }
}

// "Drain before you fire": an advert that is already there may be a better one's.
TEST(Promotion, is_no_takeover_from_a_router_that_is_better_by_then) {
    auto rig = backup();
    rig.feed(promote(), kAsked);
    rig.hear({.priority = 255}, kAsked);
    EXPECT_EQ(rig.tick(kAsked), Said{});
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_FALSE(rig.core().is_moving({}));
}

TEST(Promotion, changes_nothing_if_the_master_is_not_worse) {
    for (const auto theirs : {std::uint8_t{254}, std::uint8_t{255}}) {
        auto rig = backup(quiet(), theirs);
        EXPECT_EQ(rig.feed(promote(), kAsked), Said{});
        EXPECT_EQ(rig.tick(kAsked), Said{});
        EXPECT_FALSE(rig.router().ordered());
        EXPECT_EQ(rig.core().orders(), Orders{});
    }
}

// A better one may be there, of which nothing was heard yet.
TEST(Promotion, changes_nothing_as_long_as_no_master_is_known) {
    Rig rig(quiet());
    ASSERT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.feed(promote(), 1s), Said{});
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(Promotion, changes_nothing_in_fault) {
    Rig rig(quiet());
    rig.see(link_down(), 1s);
    ASSERT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.feed(promote(), kAsked), Said{});
    EXPECT_FALSE(rig.router().ordered());
}

TEST(Promotion, of_a_master_that_is_being_drained_changes_nothing) {
    auto rig = master(quiet());
    rig.feed(Drain{}, kAsked);
    EXPECT_EQ(rig.feed(promote(), kAsked), Said{});
    EXPECT_FALSE(rig.router().ordered());
}

TEST(Promotion, of_an_owner_of_the_addresses_changes_nothing) {
    auto rig = Rig(quiet(255));
    ASSERT_EQ(rig.state(), State::Master);
    EXPECT_EQ(rig.feed(promote(), kAsked), Said{});
    EXPECT_EQ(rig.feed(give(10), kAsked), Said{});
    EXPECT_EQ(rig.router().effective_priority(), 255);
}

TEST(Promotion, keeps_a_master_from_being_preempted) {
    auto rig = master(quiet());
    rig.feed(promote(), kAsked);
    rig.hear({.priority = 200}, kAsked + 100ms);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(Promotion, counts_what_is_tracked) {
    auto config = quiet();
    config.tracked = {{{Tracker::Kind::File, "load", {}}, -1}};
    auto rig = backup(config);
    rig.feed(
        TrackerObserved{{Tracker::Kind::File, "load", {}}, {.good = true, .value = 200, .sentence = "load"}},
        5s);
    EXPECT_EQ(rig.router().effective_priority(), 1);
    EXPECT_EQ(rig.feed(promote(), kAsked), Said{}) << "54 is less than 150";
    rig.feed(
        TrackerObserved{{Tracker::Kind::File, "load", {}}, {.good = true, .value = 20, .sentence = "load"}},
        kAsked);
    rig.feed(promote(), kAsked);
    EXPECT_EQ(rig.router().effective_priority(), 234);
}

TEST(Promotion, that_is_over_lets_the_better_router_preempt) {
    auto rig = backup();
    rig.feed(promote(), kAsked);
    rig.tick(kAsked);
    ASSERT_EQ(rig.state(), State::Master);
    EXPECT_TRUE(says(rig.tick(kOver), "priority 254 -> 100: 100"));
    EXPECT_FALSE(rig.router().ordered());
    rig.hear({.priority = 150}, kOver + 10ms);
    EXPECT_EQ(rig.router().reason(), Reason::HigherPriority);
}

TEST(Promotion, that_is_called_off_before_the_takeover_listens_anew) {
    auto rig = backup();
    rig.feed(promote(), kAsked);
    rig.feed(as_configured(), kAsked);
    EXPECT_EQ(rig.tick(kAsked), Said{});
    EXPECT_EQ(rig.deadline(), kAsked + kDown);
}

TEST(Promotion, runs_before_backup_when_it_is_over_and_tells_the_old_priority_meanwhile) {
    auto config = quiet();
    config.before_backup = Stage{{{"/bin/stop"}, {}, {}}, 2s};
    auto rig = backup(config);
    rig.feed(promote(), kAsked);
    rig.tick(kAsked);
    rig.tick(kOver);
    EXPECT_EQ(rig.router().told_priority(), 254);
    rig.feed(StageEnded{RouterId{0}, 1, {RunOutcome::End::Exited, 0, {}}}, kOver + 1s);
    EXPECT_EQ(rig.router().told_priority(), 100);
}

TEST(Promotion, of_a_sync_group_moves_all_of_it) {
    auto first = quiet();
    first.sync_group = "G";
    auto second = first;
    second.name = "VI_2";
    second.vrid = 52;
    VrrpRouter router({first, second});
    const auto feed = [&](const Input& input, Duration now) { answered(router, input, core::at(now)); };
    feed(link_up(), 0s);
    feed(Start{{}, at(-100s)}, 0s);
    for (const std::uint32_t id : {0U, 1U})
        feed(PacketReceived{RouterId{id}, core::at(5s), packet({.priority = 150}, id == 0 ? first : second)},
             5s);
    feed(promote(), kAsked);
    feed(Tick{}, kAsked);
    for (const auto& [id, each] : router.routers()) {
        EXPECT_EQ(each.state(), State::Master);
        EXPECT_EQ(each.reason(), Reason::Promoted);
    }
}

TEST(Promotion, of_a_sync_group_with_one_that_cannot_changes_nothing) {
    auto first = quiet();
    first.sync_group = "G";
    auto second = first;
    second.name = "VI_2";
    second.vrid = 52;
    VrrpRouter router({first, second});
    const auto feed = [&](const Input& input, Duration now) { answered(router, input, core::at(now)); };
    feed(link_up(), 0s);
    feed(Start{{}, at(-100s)}, 0s);
    feed(PacketReceived{RouterId{0}, core::at(5s), packet({.priority = 150}, first)}, 5s);
    feed(PacketReceived{RouterId{1}, core::at(5s), packet({.priority = 255}, second)}, 5s);
    feed(promote(), kAsked);
    EXPECT_EQ(router.orders(), Orders{});
}

TEST(OrderedPriority, is_told_with_the_next_advert_and_ends_by_itself) {
    auto rig = master(quiet());
    EXPECT_EQ(rig.feed(give(50, 20s), kAsked), (Said{"priority 100 -> 50: 50 (ordered, instead of 100)"}));
    EXPECT_TRUE(says(rig.tick(kDown + 2s), "advert 50 from 192.0.2.1"));
    for (auto now = kDown + 3s; now < 20s; now += 1s)
        rig.tick(now);
    EXPECT_EQ(rig.deadline(), 20s) << "it wakes up for that";
    EXPECT_TRUE(says(rig.tick(20s), "priority 50 -> 100: 100"));
    EXPECT_FALSE(rig.router().ordered());
}

TEST(OrderedPriority, preempts_as_configured) {
    auto rig = backup();
    rig.feed(give(200), kAsked);
    rig.hear({.priority = 150}, 6s);
    rig.tick(5s + kDown);
    EXPECT_EQ(rig.router().reason(), Reason::Preempting);
    auto patient = backup(quiet(100, false));
    patient.feed(give(200), kAsked);
    patient.hear({.priority = 150}, 6s);
    patient.tick(5s + kDown);
    EXPECT_EQ(patient.state(), State::Backup);
}

// The adverts that it discarded are those of its master again.
TEST(OrderedPriority, that_is_over_during_a_preemption_follows_the_master_again) {
    auto rig = backup();
    rig.feed(give(200, 8s), kAsked);
    for (const auto when : {6s, 7s})
        rig.hear({.priority = 150}, when);
    rig.tick(8s);
    EXPECT_EQ(rig.deadline(), 7s + kDown);
    rig.tick(5s + kDown);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(OrderedPriority, keeps_hearing_the_known_master_at_once_with_its_own_deadline) {
    auto rig = backup();
    rig.feed(give(90, 7500ms), kAsked);
    EXPECT_TRUE(rig.core().hear_quietly({}, core::at(6s), core::at(6s)));
    EXPECT_EQ(rig.deadline(), 7500ms);
    EXPECT_TRUE(rig.core().hear_quietly({}, core::at(7s), core::at(7s)));
    EXPECT_EQ(rig.deadline(), 7500ms);
}

TEST(OrderedPriority, outlives_a_reload_whatever_that_changes) {
    auto rig = master(quiet());
    rig.feed(give(50), kAsked);
    rig.reload(quiet(120), kAsked + 1s);
    EXPECT_EQ(rig.router().effective_priority(), 50);
    auto other = quiet(120);
    other.vrid = 77; // another virtual router of the same name
    rig.reload(other, kAsked + 2s);
    EXPECT_EQ(rig.router().effective_priority(), 50);
    rig.reload(quiet(255), kAsked + 3s);
    EXPECT_EQ(rig.router().effective_priority(), 255) << "an owner has no other priority";
    rig.reload(quiet(120), kAsked + 4s);
    rig.start(kAsked + 4s);
    rig.tick(kOver);
    EXPECT_EQ(rig.router().effective_priority(), 120);
}

TEST(OrderedPriority, outlives_the_daemon) {
    auto rig = backup();
    rig.feed(promote(), kAsked);
    const auto orders = rig.core().orders();
    EXPECT_EQ(orders, (Orders{false, {}, {{"VI_1", promotion()}}}));
    Rig next(quiet(), false);
    next.feed(orders, 6s);
    next.see(link_up(), 6s);
    next.start(6s);
    EXPECT_EQ(next.router().effective_priority(), 254);
    EXPECT_EQ(next.core().orders(), orders);
    next.tick(kOver);
    EXPECT_EQ(next.core().orders(), Orders{});
}

TEST(OrderedPriority, of_one_that_never_comes_back_is_forgotten_when_it_is_over) {
    Rig rig(quiet());
    rig.feed(Orders{false, {}, {{"VI_9", promotion()}}}, 1s);
    rig.reload(quiet(110), 2s);
    EXPECT_EQ(rig.core().orders().priorities.size(), 1U);
    rig.reload(quiet(), kOver);
    EXPECT_EQ(rig.core().orders(), Orders{});
}

TEST(OrderedPriority, has_another_revision_whenever_it_is_another_one) {
    auto rig = master(quiet());
    auto revision = rig.core().orders_revision();
    const auto changes = [&] { return std::exchange(revision, rig.core().orders_revision()) != revision; };
    rig.feed(give(50), kAsked);
    EXPECT_TRUE(changes());
    rig.feed(give(60), kAsked + 1s);
    EXPECT_TRUE(changes());
    rig.tick(kAsked + 2s);
    EXPECT_FALSE(changes());
    rig.tick(kOver);
    EXPECT_TRUE(changes());
}

TEST(OrderedPriority, is_explained_with_its_end) {
    auto rig = backup(quiet(100, false), 254);
    rig.feed(give(200), kAsked);
    EXPECT_NE(reasons(rig, kAsked)
                  .find("Its priority is 200 instead of the configured 100 for 10 min more, because "
                        "xvrrpctl priority asked for that.\n"),
              std::string::npos)
        << reasons(rig, kAsked);
    EXPECT_NE(
        reasons(rig, kAsked).find("xvrrpctl priority VI_1 default gives it the configured priority again.\n"),
        std::string::npos);
}

// A check that changes its mind must not make a router take over that has the lower priority by then.
TEST(Preempt, that_is_called_off_by_a_check_follows_the_master_again) {
    auto config = quiet();
    const Tracker file{Tracker::Kind::File, "bonus", {}};
    config.tracked = {{file, 1}};
    auto rig = backup(config);
    rig.feed(TrackerObserved{file, {.good = true, .value = 100, .sentence = "bonus"}}, kAsked);
    for (const auto when : {6s, 7s, 8s})
        rig.hear({.priority = 150}, when);
    rig.feed(TrackerObserved{file, {.good = true, .value = 0, .sentence = "bonus"}}, 8500ms);
    EXPECT_EQ(rig.tick(5s + kDown), Said{});
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 8s + kDown);
}

TEST(Preempt, that_a_reload_forbids_follows_the_master_again) {
    auto rig = backup(quiet(), 150);
    rig.reload(quiet(200), kAsked);
    for (const auto when : {6s, 7s, 8s})
        rig.hear({.priority = 150}, when);
    rig.reload(quiet(200, false), 8500ms);
    rig.tick(5s + kDown);
    EXPECT_EQ(rig.state(), State::Backup);
}

} // namespace xvrrp::core
