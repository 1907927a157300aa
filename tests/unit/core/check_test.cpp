// SPDX-License-Identifier: GPL-2.0-or-later
// Checks: so many results in a row, and what a virtual router does before the first one.
#include "core/conditions/check.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

using End = RunOutcome::End;

const RunOutcome kGood{End::Exited, 0, {}};
const RunOutcome kBad{End::Exited, 1, {}};

const Tracker kScript{Tracker::Kind::Script, "chk"};

// The states after each of the results: + good, - failing, ? not known; a letter in capitals is a change.
std::string states(Check check, const std::string& results) {
    std::string out;
    for (const char each : results) {
        const bool changed = check.take(each == '1' ? kGood : kBad, at(1s));
        out += !check.state() ? '?' : check.state()->good ? (changed ? 'G' : 'g') : (changed ? 'F' : 'f');
    }
    return out;
}

Rig starting(int weight) {
    auto config = config_of();
    config.tracked = {{kScript, weight}};
    Rig rig(config, false);
    rig.see(link_up(), 0s);
    rig.start();
    return rig;
}

Said tell(Rig& rig, bool good, Duration when) {
    return rig.feed(TrackerObserved{kScript, {good, 0, "script chk fails"}}, when);
}

} // namespace

TEST(Check, changes_after_so_many_results_in_a_row) {
    EXPECT_EQ(states(Check("chk", {.rise = 1, .fall = 1}, at(0s)), "1010"), "GFGF");
    EXPECT_EQ(states(Check("chk", {.rise = 2, .fall = 3}, at(0s)), "1001000101100"), "GgggggFfffGgg");
}

TEST(Check, is_decided_by_its_first_result_alone) {
    EXPECT_EQ(states(Check("chk", {.rise = 5, .fall = 5}, at(0s)), "1"), "G");
    EXPECT_EQ(states(Check("chk", {.rise = 5, .fall = 5}, at(0s)), "0"), "F");
}

TEST(Check, that_fails_at_first_needs_as_many_good_results_as_any_failing_one) {
    const Check check("chk", {.rise = 3, .fall = 1, .fails_at_first = true}, at(0s));
    ASSERT_TRUE(check.state());
    EXPECT_EQ(check.state()->sentence, "script chk has not succeeded often enough yet");
    EXPECT_EQ(states(check, "1101110"), "fffffGF");
}

TEST(Check, says_what_the_script_did) {
    for (const auto& [outcome, sentence] : std::vector<std::pair<RunOutcome, std::string>>{
             {{End::Exited, 3, {}}, "script chk fails: it exited with status 3"},
             {{End::Exited, 1, "no route"},
              "script chk fails: it exited with status 1, and said \"no route\""},
             {{End::Killed, 9, {}}, "script chk fails: it was killed by signal 9"},
             {{End::TimedOut, 0, {}}, "script chk fails: it timed out"},
             {{End::NotStarted, 0, "run /x: no such file"},
              "script chk fails: it could not be started: run /x: no such file"},
             {{End::NoAnswer, 0, {}},
              "script chk fails: it has no result, because xvrrp-runner does not answer"}}) {
        Check check("chk", {}, at(0s));
        check.take(outcome, at(1s));
        EXPECT_EQ(check.state()->sentence, sentence);
    }
}

TEST(Check, counts_its_runs_and_dates_its_changes) {
    Check check("chk", {.rise = 1, .fall = 2}, at(0s));
    check.take(kGood, at(1s));
    check.take(kBad, at(2s));
    EXPECT_EQ(check.record().since, at(1s));
    check.take(kBad, at(3s));
    EXPECT_EQ(check.record().since, at(3s));
    EXPECT_EQ(check.record().runs, 3u);
    EXPECT_EQ(check.record().failed, 2u);
    EXPECT_EQ(check.record().in_a_row, 2u);
}

TEST(Check, is_overdue_when_no_result_comes_in_the_time_of_two_runs) {
    Check check("chk", {}, at(0s), {.interval = 10s, .timeout = 4s});
    EXPECT_EQ(check.deadline(), at(23s));
    EXPECT_FALSE(check.is_overdue(at(22s)));
    check.take(kGood, at(22s));
    EXPECT_EQ(check.deadline(), at(45s));
    EXPECT_FALSE(check.is_overdue(at(99s))) << "it may be we who are late";
    EXPECT_EQ(check.deadline(), at(100s));
    EXPECT_TRUE(check.is_overdue(at(100s)));
    EXPECT_TRUE(check.take({End::NoAnswer, 0, {}}, at(100s)));
    EXPECT_EQ(check.deadline(), at(123s));
    EXPECT_FALSE(check.is_overdue(at(123s))) << "it has its moment anew";
    check.expect(at(123s));
    EXPECT_EQ(check.deadline(), at(146s));
}

TEST(Check, that_nobody_runs_is_never_overdue) {
    Check check("chk", {}, at(0s));
    check.take(kGood, at(1s));
    EXPECT_EQ(check.deadline(), kNever);
}

TEST(Check, keeps_what_is_known_under_another_rule) {
    Check before("chk", {}, at(0s), {.interval = 10s, .timeout = 4s});
    before.take(kGood, at(1s));
    Check check("chk", {.rise = 1, .fall = 2, .fails_at_first = true}, at(5s),
                {.interval = 10s, .timeout = 4s});
    check.inherit(before);
    EXPECT_TRUE(check.state()->good);
    EXPECT_EQ(check.deadline(), before.deadline());
    EXPECT_EQ(states(check, "00"), "gF");
    Check unknown("chk", {.fails_at_first = true}, at(5s));
    unknown.inherit(Check("chk", {}, at(0s)));
    EXPECT_FALSE(unknown.state()->good);
}

TEST(Check, goes_on_where_that_of_a_former_daemon_stopped) {
    EXPECT_EQ(Check("chk", {}, at(0s)).memory(), std::nullopt);
    Check former("chk", {1, 2}, at(0s));
    former.take(kGood, at(1s));
    former.take(kBad, at(2s));
    ASSERT_TRUE(former.memory());
    Check next("chk", {1, 2}, at(3s));
    next.remember(*former.memory());
    ASSERT_TRUE(next.state());
    EXPECT_EQ(states(next, "001"), "gFG");
    Check bad("chk", {1, 2}, at(3s));
    bad.remember({false, kBad});
    EXPECT_EQ(bad.state()->sentence, "script chk fails: it exited with status 1");
    EXPECT_EQ(states(bad, "1"), "G");
}

TEST(CheckedRouter, waits_in_init_for_the_first_result_of_its_script) {
    for (const int weight : {0, -20, 20}) {
        auto rig = starting(weight);
        EXPECT_EQ(rig.state(), State::Init);
        EXPECT_EQ(rig.router().snapshot().awaited, std::vector<Tracker>{kScript});
        EXPECT_EQ(rig.tick(10s), Said{}) << "it takes over from nobody";
        tell(rig, true, 11s);
        EXPECT_EQ(rig.state(), State::Backup);
        EXPECT_TRUE(rig.router().snapshot().awaited.empty());
    }
}

TEST(CheckedRouter, goes_from_init_to_fault_if_the_first_result_is_bad) {
    auto rig = starting(0);
    tell(rig, false, 1s);
    EXPECT_EQ(rig.state(), State::Fault);
    EXPECT_EQ(rig.router().fault(), Reason::TrackedScript);
    tell(rig, true, 2s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(CheckedRouter, does_not_wait_for_a_script_that_a_reload_takes_away) {
    auto rig = starting(0);
    auto without = rig.router().config();
    without.tracked.clear();
    rig.feed(Reconfigure{{{}, {{RouterId{0}, without}}, {}}}, 1s);
    EXPECT_EQ(rig.state(), State::Backup);
}

TEST(CheckedRouter, keeps_its_state_when_a_reload_gives_it_a_script) {
    auto rig = starting(0);
    tell(rig, true, 0s);
    auto config = rig.router().config();
    config.tracked.push_back({{Tracker::Kind::Script, "other"}, 0});
    rig.feed(Reconfigure{{{}, {{RouterId{0}, config}}, {}}}, 1s);
    EXPECT_EQ(rig.state(), State::Backup) << "nothing is known of the new one yet";
    rig.feed(TrackerObserved{{Tracker::Kind::Script, "other"}, {false, 0, "script other fails"}}, 2s);
    EXPECT_EQ(rig.state(), State::Fault);
}

TEST(CheckedRouter, that_comes_later_waits_for_a_script_that_was_replaced) {
    auto rig = starting(0);
    tell(rig, true, 0s);
    rig.feed(TrackerGone{kScript}, 1s);
    EXPECT_EQ(rig.state(), State::Backup) << "its last state counts until the next one";
    auto config = rig.router().config();
    config.vrid = 77;
    rig.feed(Reconfigure{{{}, {}, {config}}}, 1s);
    rig.feed(Start{RouterId{1}}, 1s);
    EXPECT_EQ(rig.core().routers().at(RouterId{1}).state(), State::Init);
    tell(rig, true, 2s);
    EXPECT_NE(rig.core().routers().at(RouterId{1}).state(), State::Init);
}

TEST(CheckedRouter, that_waits_lets_go_of_leftovers_when_it_is_shut_down) {
    auto rig = starting(0);
    EXPECT_EQ(rig.shut_down(1s), Said{"addresses not wanted"});
}

} // namespace xvrrp::core
