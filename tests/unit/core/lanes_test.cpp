// SPDX-License-Identifier: GPL-2.0-or-later
// The order in which scripts are run, and that every one of them is.
#include "core/notify/lanes.h"
#include "core/script.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace xvrrp::core {
namespace {

const Subject kFirst{Subject::Kind::Instance, "A"};
const Subject kSecond{Subject::Kind::Instance, "B"};
const Subject kGroupA{Subject::Kind::Group, "A"};

Script script(const std::string& name) {
    return {{name}, "", ""};
}

std::vector<std::string> names(const std::vector<Run<Script>>& runs) {
    std::vector<std::string> out;
    for (const auto& run : runs)
        out.push_back(run.work.arguments.front());
    return out;
}

using Names = std::vector<std::string>;

constexpr TimePoint kNow{std::chrono::seconds(1000)};

std::vector<Run<Script>> start(Lanes<Script>& lanes, TimePoint now = kNow) {
    return lanes.begin(now, [](const Subject&) { return true; });
}

TEST(Lanes, run_one_script_at_a_time_of_an_instance) {
    Lanes<Script> lanes;
    lanes.add(kFirst, script("1"));
    lanes.add(kFirst, script("2"));
    const auto first = start(lanes);
    EXPECT_EQ(names(first), Names{"1"});
    EXPECT_EQ(names(start(lanes)), Names{});
    EXPECT_EQ(lanes.waiting(kFirst), 1u);
    EXPECT_EQ(lanes.end(first.front().id)->work, script("1"));
    EXPECT_EQ(names(start(lanes)), Names{"2"});
}

TEST(Lanes, of_instances_and_groups_are_independent_also_with_the_same_name) {
    Lanes<Script> lanes;
    lanes.add(kFirst, script("a"));
    lanes.add(kSecond, script("b"));
    lanes.add(kGroupA, script("group a"));
    EXPECT_EQ(names(start(lanes)), (Names{"a", "b", "group a"}));
}

TEST(Lanes, run_a_limited_number_at_once_and_let_the_one_that_waited_longest_go_first) {
    Lanes<Script> lanes(2);
    lanes.add(kFirst, script("a1"));
    lanes.add(kFirst, script("a2"));
    lanes.add(kSecond, script("b1"));
    lanes.add(kGroupA, script("g1"));
    const auto running = start(lanes);
    EXPECT_EQ(names(running), (Names{"a1", "b1"}));
    lanes.end(running.front().id);
    EXPECT_EQ(names(start(lanes)), Names{"g1"}) << "a2 came behind it";
    lanes.end(running.back().id);
    EXPECT_EQ(names(start(lanes)), Names{"a2"});
}

TEST(Lanes, run_the_same_script_as_often_as_it_was_added) {
    Lanes<Script> lanes;
    for (int i = 0; i < 3; ++i)
        lanes.add(kFirst, script("same"));
    EXPECT_EQ(lanes.unfinished(), 3u);
    for (int i = 0; i < 3; ++i) {
        const auto run = start(lanes);
        ASSERT_EQ(run.size(), 1u);
        EXPECT_TRUE(lanes.end(run.front().id));
    }
    EXPECT_TRUE(lanes.empty());
    EXPECT_TRUE(start(lanes).empty());
}

TEST(Lanes, know_nothing_of_an_end_that_was_told_before_or_of_another_number) {
    Lanes<Script> lanes;
    lanes.add(kFirst, script("1"));
    lanes.add(kFirst, script("2"));
    const auto begun = start(lanes);
    EXPECT_FALSE(lanes.end(begun[0].id + 1));
    EXPECT_TRUE(lanes.end(begun[0].id));
    EXPECT_FALSE(lanes.end(begun[0].id));
    EXPECT_EQ(names(start(lanes)), Names{"2"}) << "the second report ended nothing";
}

TEST(Lanes, let_others_begin_when_the_ones_that_run_do_so_for_long) {
    Lanes<Script> lanes(2);
    for (const auto& [of, name] : {std::pair(kFirst, "a"), {kSecond, "b"}, {kGroupA, "g"}})
        lanes.add(of, script(name));
    EXPECT_EQ(lanes.deadline(), kNever);
    EXPECT_EQ(names(start(lanes)), (Names{"a", "b"}));
    EXPECT_EQ(lanes.deadline(), kNow + kLongRun);
    EXPECT_TRUE(start(lanes, kNow + kLongRun - std::chrono::nanoseconds(1)).empty());
    EXPECT_TRUE(lanes.long_runs(kNow + kLongRun - std::chrono::nanoseconds(1)).empty());
    EXPECT_EQ(names(lanes.long_runs(kNow + kLongRun)), (Names{"a", "b"}));
    EXPECT_EQ(names(start(lanes, kNow + kLongRun)), Names{"g"});
    EXPECT_EQ(lanes.deadline(), kNever);
    lanes.add(kFirst, script("a2"));
    EXPECT_TRUE(start(lanes, kNow + 2 * kLongRun).empty()) << "its own lane is held up all the same";
    EXPECT_EQ(lanes.running(kFirst)->work.arguments.front(), "a");
}

TEST(Lanes, begin_a_script_that_needs_addresses_when_they_are_there_and_its_followers_later) {
    Lanes<Script> lanes;
    lanes.add(kFirst, script("before"));
    lanes.add(kFirst, script("needs"), true);
    lanes.add(kFirst, script("after"));
    lanes.add(kSecond, script("other"));
    const auto nobody_has = [](const Subject&) { return false; };
    const auto first = lanes.begin(kNow, nobody_has);
    EXPECT_EQ(names(first), (Names{"before", "other"}));
    lanes.end(first.front().id);
    EXPECT_TRUE(lanes.begin(kNow, nobody_has).empty());
    EXPECT_EQ(lanes.waiting(kFirst), 2u);
    const auto second = start(lanes);
    EXPECT_EQ(names(second), Names{"needs"});
    lanes.end(second.front().id);
    EXPECT_EQ(names(lanes.begin(kNow, nobody_has)), Names{"after"});
}

// Whatever the scripts take, the runs of a lane are its scripts in their order.
TEST(Lanes, keep_the_order_of_each_lane_and_lose_nothing_whatever_happens) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
        const std::size_t most = 1 + draw(5);
        Lanes<Script> lanes(most);
        std::map<Subject, Names> added, run;
        std::vector<std::uint64_t> running;
        std::set<Subject> busy;
        std::map<std::uint64_t, Subject> of;
        const auto begin = [&] {
            for (const auto& each : start(lanes)) {
                EXPECT_TRUE(busy.insert(each.of).second) << "two scripts of one lane run at once";
                run[each.of].push_back(each.work.arguments.front());
                running.push_back(each.id);
                of.emplace(each.id, each.of);
            }
            EXPECT_LE(running.size(), most);
        };
        const auto end = [&] {
            const auto at = running.begin() + draw(static_cast<unsigned>(running.size()));
            busy.erase(of.at(*at));
            EXPECT_TRUE(lanes.end(*at));
            running.erase(at);
        };
        for (int step = 0; step < 300; ++step) {
            if (draw(2) == 0) {
                const Subject subject{draw(2) ? Subject::Kind::Instance : Subject::Kind::Group,
                                      std::to_string(draw(4))};
                added[subject].push_back(std::to_string(step));
                lanes.add(subject, script(added[subject].back()));
            } else if (!running.empty()) {
                end();
            }
            if (draw(3) != 0)
                begin();
        }
        for (begin(); !running.empty(); begin())
            end();
        EXPECT_EQ(run, added);
        EXPECT_TRUE(lanes.empty());
    }
}

} // namespace
} // namespace xvrrp::core
