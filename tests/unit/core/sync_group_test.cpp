// SPDX-License-Identifier: GPL-2.0-or-later
// Sync groups of two virtual routers.
#include "pair.h"

#include <algorithm>
#include <iterator>

namespace xvrrp::core {

namespace {

Pair masters() {
    Pair pair;
    pair.tick(kDown);
    EXPECT_TRUE(pair.are(State::Master));
    return pair;
}

bool says(const Said& said, const std::string& words) {
    return std::ranges::find(said, words) != said.end();
}

} // namespace

TEST(SyncGroup, takes_over_when_the_last_member_hears_nobody) {
    Pair pair;
    pair.hear(kSecond, {}, 1s);
    EXPECT_FALSE(says(pair.tick(kDown), "BACKUP -> MASTER: master_down"));
    EXPECT_TRUE(pair.are(State::Backup)) << "the master of the second one is alive";
    EXPECT_EQ(pair.router.deadline(), at(1s + kDown))
        << "the first one waits for the group and not for a time";
    const auto said = pair.tick(1s + kDown);
    EXPECT_TRUE(pair.are(State::Master));
    EXPECT_EQ(std::ranges::count(said, "BACKUP -> MASTER: master_down"), 2);
    EXPECT_TRUE(says(said, "group G to MASTER"));
}

TEST(SyncGroup, listens_anew_for_a_member_whose_master_comes_back_meanwhile) {
    Pair pair;
    pair.hear(kSecond, {}, 1s);
    pair.hear(kSecond, {}, 3s);
    pair.tick(kDown);
    EXPECT_TRUE(says(pair.hear(kFirst, {}, 4s), "memorise 150 from 192.0.2.2"));
    pair.tick(3s + kDown);
    EXPECT_TRUE(pair.are(State::Backup));
    pair.tick(4s + kDown);
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, looks_again_at_the_members_that_wait_before_it_takes_over) {
    Pair pair;
    pair.hear(kSecond, {}, 1s);
    pair.tick(kDown);
    EXPECT_EQ(pair.router.to_observe(at(1s + kDown)), (std::vector<RouterId>{kFirst, kSecond}));
    // The advert was news, and withheld.
    pair.feed(PeerObserved{kFirst, {}, at(4s), kPeer, 150, Centiseconds(100), 1}, 1s + kDown);
    pair.tick(1s + kDown);
    EXPECT_TRUE(pair.are(State::Backup));
}

TEST(SyncGroup, counts_an_advert_that_equalled_the_memo_just_before_the_member_dropped_it) {
    Pair pair;
    pair.hear(kFirst, {}, 0s);
    pair.hear(kSecond, {}, 1s);
    EXPECT_TRUE(says(pair.tick(kDown), "forget"));
    EXPECT_TRUE(pair.router.hear_quietly(kFirst, at(kDown), at(kDown)));
    pair.tick(1s + kDown);
    EXPECT_TRUE(pair.are(State::Backup));
    pair.tick(2 * kDown);
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, yields_as_one_when_one_member_hears_a_better_master) {
    auto pair = masters();
    const auto said = pair.hear(kFirst, {}, 5s);
    EXPECT_TRUE(pair.are(State::Backup));
    EXPECT_TRUE(says(said, "MASTER -> BACKUP: higher_priority"));
    EXPECT_TRUE(says(said, "MASTER -> BACKUP: group_yields"));
    EXPECT_TRUE(says(said, "group G to BACKUP"));
    EXPECT_EQ(std::ranges::count(said, "addresses not wanted"), 2);
    EXPECT_TRUE(says(said, "advert 0 from 192.0.2.1"))
        << "so that the other group need not wait for this member";
}

TEST(SyncGroup, is_in_fault_as_one_with_the_name_of_the_faulty_member) {
    auto pair = masters();
    const auto said = pair.see(kSecond, false, 5s);
    EXPECT_TRUE(pair.are(State::Fault));
    EXPECT_TRUE(says(said, "MASTER -> FAULT: group_fault"));
    EXPECT_EQ(pair.router.routers().at(kFirst).fault_text(), "VI_2 of sync group G is in FAULT");
    EXPECT_EQ(std::ranges::count(said, "addresses not wanted"), 2);
}

TEST(SyncGroup, leaves_the_fault_only_when_its_last_faulty_member_does) {
    auto pair = masters();
    pair.see(kSecond, false, 5s);
    pair.see(kFirst, false, 6s);
    pair.see(kSecond, true, 7s);
    EXPECT_TRUE(pair.are(State::Fault));
    EXPECT_EQ(pair.router.routers().at(kSecond).fault_text(), "VI_1 of sync group G is in FAULT");
    pair.see(kFirst, true, 8s);
    EXPECT_TRUE(pair.are(State::Backup));
    pair.tick(8s + kDown);
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, does_not_leave_the_fault_for_a_moment_when_the_member_that_was_faulty_first_recovers) {
    auto pair = masters();
    pair.see(kFirst, false, 5s);
    pair.see(kSecond, false, 6s);
    EXPECT_EQ(pair.router.routers().at(kFirst).fault_text(),
              "the interface is down or has no carrier; VI_2 of sync group G is in FAULT");
    const auto said = pair.see(kFirst, true, 7s);
    EXPECT_FALSE(says(said, "FAULT -> BACKUP: fault_cleared"));
    EXPECT_FALSE(says(said, "group G to FAULT")) << "it is there";
    EXPECT_TRUE(pair.are(State::Fault));
    EXPECT_TRUE(says(pair.see(kSecond, true, 8s), "FAULT -> BACKUP: fault_cleared"));
    EXPECT_TRUE(pair.are(State::Backup));
}

TEST(SyncGroup, has_no_member_whose_fault_names_another_one_that_has_recovered) {
    auto pair = masters();
    pair.see(kFirst, false, 5s);
    pair.see(kSecond, false, 6s);
    pair.see(kFirst, true, 7s);
    EXPECT_EQ(pair.router.routers().at(kSecond).fault_text(), "the interface is down or has no carrier");
    EXPECT_EQ(pair.router.routers().at(kFirst).fault_text(), "VI_2 of sync group G is in FAULT");
}

TEST(SyncGroup, of_owners_takes_over_at_once_and_as_one) {
    Pair pair(VRRP_PRIORITY_OWNER);
    pair.tick(0s);
    EXPECT_TRUE(pair.are(State::Master));
    Pair half({member(kFirst, VRRP_PRIORITY_OWNER), member(kSecond)});
    half.tick(0s);
    EXPECT_TRUE(half.are(State::Backup));
}

TEST(SyncGroup, does_not_let_a_member_alone_that_a_reload_makes_the_owner) {
    Pair pair;
    pair.hear(kFirst, {}, 1s);
    pair.hear(kSecond, {}, 1s);
    const auto said = pair.feed(
        Reconfigure{pair.router.plan_reload({member(kFirst, VRRP_PRIORITY_OWNER), member(kSecond)})}, 2s);
    EXPECT_FALSE(says(said, "BACKUP -> MASTER: owner"));
    pair.tick(2s);
    EXPECT_TRUE(pair.are(State::Backup));
    pair.tick(1s + kDown);
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, that_is_master_takes_in_a_member_that_a_reload_adds) {
    Pair pair({member(kFirst)});
    pair.tick(kDown);
    ASSERT_EQ(pair.state(kFirst), State::Master);
    pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst), member(kSecond)})}, 5s);
    EXPECT_EQ(pair.state(kFirst), State::Master) << "who is in INIT does not count";
    EXPECT_TRUE(says(pair.feed(Start{kSecond}, 5s), "BACKUP -> MASTER: group_takes_over"));
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, does_not_take_over_without_a_member_that_waits_for_its_script) {
    const Tracker script{Tracker::Kind::Script, "chk"};
    auto waiting = member(kSecond);
    waiting.tracked = {{script, 0}};
    Pair pair({member(kFirst), waiting});
    EXPECT_EQ(pair.state(kSecond), State::Init);
    pair.tick(2 * kDown);
    EXPECT_EQ(pair.state(kFirst), State::Backup);
    pair.feed(TrackerObserved{script, {true, 0, "script chk succeeds"}}, 2 * kDown);
    pair.tick(4 * kDown);
    EXPECT_TRUE(pair.are(State::Master));
}

TEST(SyncGroup, goes_on_without_a_member_that_a_reload_removes) {
    Pair pair;
    pair.hear(kSecond, {}, 1s);
    pair.tick(kDown);
    ASSERT_TRUE(pair.are(State::Backup));
    const auto said = pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst)})}, 4s);
    EXPECT_EQ(pair.state(kFirst), State::Master) << "it waited for nobody else";
}

TEST(SyncGroup, can_be_left_and_joined_by_a_reload) {
    auto pair = masters();
    auto alone = member(kFirst);
    alone.sync_group.clear();
    pair.feed(Reconfigure{pair.router.plan_reload({alone, member(kSecond)})}, 5s);
    EXPECT_TRUE(pair.are(State::Master));
    pair.see(kSecond, false, 6s);
    EXPECT_EQ(pair.state(kFirst), State::Master);
    pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst), member(kSecond)})}, 7s);
    EXPECT_TRUE(pair.are(State::Fault));
}

TEST(SyncGroup, of_a_thousand_members_is_one_step_of_a_reload) {
    std::vector<VirtualRouterConfig> before, after;
    for (std::uint32_t id = 0; id < 1000; ++id) {
        auto config = member({id});
        config.interface = "eth" + std::to_string(id / 200);
        config.vrid = static_cast<std::uint8_t>(id % 200 + 1);
        config.sync_group = id % 2 ? "odd" : "";
        before.push_back(config);
        config.priority = 120;
        after.push_back(config);
    }
    VrrpRouter router(before);
    Reload reload(router.plan_reload(after), 10);
    const auto step = reload.next(router);
    ASSERT_TRUE(step);
    EXPECT_EQ(std::get<Reconfigure>(*step).plan.changed.size(), 505u) << "ten, and the others of the group";
}

// ---- The state of a group as a whole ------------------------------------------------------------------------

Said of_group(const Said& said) {
    Said out;
    std::ranges::copy_if(said, std::back_inserter(out), [](const std::string& each) {
        return each.starts_with("group ") && each.find(" is ") != std::string::npos;
    });
    return out;
}

Said started_pair() {
    VrrpRouter router({member(kFirst), member(kSecond)});
    answered(router, link_of(kFirst), at(0s));
    answered(router, link_of(kSecond), at(0s));
    return words(answered(router, Start{}, at(0s)));
}

TEST(GroupState, is_told_once_from_the_start_on_and_after_the_transitions_of_the_members) {
    EXPECT_EQ(started_pair().back(), "group G is BACKUP");
    EXPECT_EQ(of_group(started_pair()), Said{"group G is BACKUP"});
    Pair pair;
    EXPECT_EQ(of_group(pair.tick(1s)), Said{});
    const auto to_master = pair.tick(kDown);
    EXPECT_EQ(of_group(to_master), Said{"group G is MASTER"});
    EXPECT_EQ(to_master.back(), "group G is MASTER");
    const auto to_fault = pair.see(kSecond, false, 5s);
    EXPECT_EQ(to_fault.back(), "group G is FAULT");
    EXPECT_EQ(of_group(to_fault), Said{"group G is FAULT"});
    EXPECT_EQ(of_group(pair.see(kFirst, false, 6s)), Said{});
    EXPECT_EQ(of_group(pair.see(kSecond, true, 7s)), Said{}) << "the other one is faulty";
    EXPECT_EQ(of_group(pair.see(kFirst, true, 8s)), Said{"group G is BACKUP"});
    EXPECT_EQ(pair.router.group_states(), (std::map<std::string, State>{{"G", State::Backup}}));
}

TEST(GroupState, of_a_single_member_is_that_of_the_member) {
    Pair pair({member(kFirst)});
    EXPECT_EQ(of_group(pair.tick(kDown)), Said{"group G is MASTER"});
    EXPECT_EQ(of_group(pair.see(kFirst, false, 5s)), Said{"group G is FAULT"});
    EXPECT_EQ(of_group(pair.see(kFirst, true, 6s)), Said{"group G is BACKUP"});
}

TEST(GroupState, is_init_when_all_members_are_shut_down) {
    auto pair = masters();
    const auto said = pair.feed(Shutdown{}, 5s);
    EXPECT_EQ(of_group(said), Said{"group G is INIT"});
    EXPECT_EQ(said.back(), "group G is INIT");
    EXPECT_TRUE(pair.router.group_states().empty());
    EXPECT_EQ(of_group(pair.feed(Shutdown{}, 6s)), Said{});
}

TEST(GroupState, is_gone_with_the_last_member_and_not_before) {
    auto pair = masters();
    EXPECT_EQ(of_group(pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst)})}, 5s)), Said{});
    EXPECT_EQ(of_group(pair.feed(Reconfigure{pair.router.plan_reload({})}, 6s)), Said{"group G is gone"});
    EXPECT_TRUE(pair.router.group_states().empty());
}

TEST(GroupState, does_not_change_by_a_member_that_a_reload_adds) {
    Pair pair({member(kFirst)});
    pair.tick(kDown);
    EXPECT_EQ(
        of_group(pair.feed(Reconfigure{pair.router.plan_reload({member(kFirst), member(kSecond)})}, 5s)),
        Said{});
    EXPECT_EQ(of_group(pair.feed(Start{kSecond}, 5s)), Said{});
}

TEST(GroupState, moves_with_the_name_of_the_group) {
    auto pair = masters();
    auto first = member(kFirst);
    auto second = member(kSecond);
    first.sync_group = second.sync_group = "H";
    EXPECT_EQ(of_group(pair.feed(Reconfigure{pair.router.plan_reload({first, second})}, 5s)),
              (Said{"group G is gone", "group H is MASTER"}));
}

TEST(SyncGroups, decide_nothing_that_changes_nothing) {
    SyncGroups groups;
    groups.set(kFirst, "G", Member::Waiting);
    groups.set(kSecond, "G", Member::Ready);
    EXPECT_FALSE(groups.decide());
    groups.set(kFirst, "G", Member::Waiting);
    EXPECT_FALSE(groups.decide());
    groups.set(kFirst, {}, Member::Idle);
    const auto decision = groups.decide();
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->kind, GroupDecision::Kind::TakeOver);
    EXPECT_EQ(decision->members, std::vector<RouterId>{kSecond});
}

TEST(SyncGroups, tell_each_member_of_a_faulty_one_other_than_itself) {
    constexpr RouterId kLast{2};
    SyncGroups groups;
    const auto expect = [&groups](std::optional<RouterId> because, const std::vector<RouterId>& members) {
        const auto decision = groups.decide();
        ASSERT_TRUE(decision);
        EXPECT_EQ(decision->kind, GroupDecision::Kind::Fault);
        EXPECT_EQ(decision->because, because);
        EXPECT_EQ(decision->members, members);
    };
    groups.set(kFirst, "G", Member::Faulty);
    for (const auto id : {kSecond, kLast})
        groups.set(id, "G", Member::Waiting);
    expect(kFirst, {kSecond, kLast});
    groups.set(kSecond, "G", Member::Faulty);
    groups.set(kLast, "G", Member::Held);
    expect(kSecond, {kFirst});
    EXPECT_FALSE(groups.decide());
    groups.set(kFirst, "G", Member::Held);
    expect(std::nullopt, {kSecond});
    expect(kSecond, {kLast});
    EXPECT_FALSE(groups.decide());
}

} // namespace xvrrp::core
