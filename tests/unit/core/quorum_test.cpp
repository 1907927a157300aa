// SPDX-License-Identifier: GPL-2.0-or-later
// Processes: which ones match, and whether there are enough of them.
#include "core/conditions/quorum.h"
#include "core/process_pattern.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

using Parameters = ProcessPattern::Parameters;

bool is_good(const Quorum& quorum) {
    return quorum.state().value_or(TrackerState{}).good;
}

Quorum of(QuorumRule rule) {
    return {"web", "nginx", rule};
}

} // namespace

TEST(Quorum, wants_at_least_and_at_most_so_many_processes) {
    for (const auto& [processes, good] : std::initializer_list<std::pair<std::size_t, bool>>{
             {0, false}, {1, false}, {2, true}, {3, true}, {4, false}}) {
        auto quorum = of({.least = 2, .most = 3});
        EXPECT_FALSE(quorum.state());
        EXPECT_TRUE(quorum.take(processes, at(0s))) << "the first number is news in any case";
        EXPECT_EQ(is_good(quorum), good) << processes;
    }
}

TEST(Quorum, waits_for_its_delays_but_not_at_the_start) {
    auto quorum = of({.fork_delay = 2s, .terminate_delay = 1s});
    quorum.take(1, at(0s));
    EXPECT_TRUE(is_good(quorum));
    EXPECT_FALSE(quorum.take(0, at(10s)));
    EXPECT_EQ(quorum.deadline(), at(11s));
    EXPECT_FALSE(quorum.tick(at(11s - 1ns)));
    EXPECT_TRUE(quorum.tick(at(11s)));
    EXPECT_FALSE(is_good(quorum));
    EXPECT_FALSE(quorum.take(1, at(20s)));
    EXPECT_FALSE(quorum.take(5, at(21s)));
    EXPECT_EQ(quorum.deadline(), at(22s)) << "more of them begin no new delay";
    EXPECT_TRUE(quorum.tick(at(22s)));
    EXPECT_TRUE(is_good(quorum));
}

TEST(Quorum, forgets_a_change_that_did_not_last_as_long_as_its_delay) {
    auto quorum = of({.terminate_delay = 1s});
    quorum.take(1, at(0s));
    quorum.take(0, at(10s));
    EXPECT_FALSE(quorum.take(1, at(10500ms)));
    EXPECT_EQ(quorum.deadline(), kNever);
    EXPECT_FALSE(quorum.tick(at(60s)));
    EXPECT_TRUE(is_good(quorum));
}

TEST(Quorum, says_how_many_processes_there_are) {
    auto quorum = of({.least = 1, .most = 2});
    quorum.take(0, at(0s));
    EXPECT_EQ(quorum.state()->sentence, "process web fails: 0 processes of nginx run, at least 1 must");
    quorum.take(1, at(1s));
    EXPECT_EQ(quorum.state()->sentence, "process web is there: 1 process of nginx runs");
    quorum.take(3, at(2s));
    EXPECT_EQ(quorum.state()->sentence, "process web fails: 3 processes of nginx run, at most 2 may");
}

TEST(ProcessPattern, matches_a_program_by_its_name_or_its_path) {
    const ProcessNames nginx{"nginx", {"/usr/sbin/nginx", "-g", "daemon off;"}};
    const ProcessNames script{"check", {"/bin/sh", "/opt/check"}};
    const ProcessNames renamed{"nginx", {"nginx: worker process"}};
    const ProcessNames kernel{"kworker/0:1", {}};
    const ProcessNames cut{"a-very-long-pro", {"/usr/bin/a-very-long-program"}};
    const auto does_match = [](const std::string& program, const ProcessNames& names, bool full = false) {
        return matches({program, {}, Parameters::Any, full}, names);
    };
    EXPECT_TRUE(does_match("nginx", nginx));
    EXPECT_TRUE(does_match("/usr/sbin/nginx", nginx));
    EXPECT_FALSE(does_match("/opt/nginx", nginx));
    EXPECT_FALSE(does_match("ngin", nginx));
    EXPECT_FALSE(does_match("nginx", nginx, true)) << "its command line begins with a path";
    EXPECT_TRUE(does_match("check", script));
    EXPECT_TRUE(does_match("sh", script));
    EXPECT_TRUE(does_match("nginx", renamed));
    EXPECT_TRUE(does_match("nginx: worker process", renamed, true));
    EXPECT_FALSE(does_match("kworker", kernel));
    EXPECT_TRUE(does_match("a-very-long-program", cut));
}

TEST(ProcessPattern, compares_parameters_as_it_says) {
    const auto does_match = [](Parameters match, std::vector<std::string> wanted,
                               std::vector<std::string> has) {
        has.insert(has.begin(), "x");
        return matches({"x", std::move(wanted), match, false}, {"x", std::move(has)});
    };
    EXPECT_TRUE(does_match(Parameters::Any, {"-a"}, {}));
    EXPECT_TRUE(does_match(Parameters::Same, {"-a", "b"}, {"-a", "b"}));
    EXPECT_FALSE(does_match(Parameters::Same, {"-a", "b"}, {"-a", "b", "c"}));
    EXPECT_FALSE(does_match(Parameters::Same, {"-a", "b"}, {"-a"}));
    EXPECT_FALSE(does_match(Parameters::Same, {"-a", "b"}, {"b", "-a"}));
    EXPECT_TRUE(does_match(Parameters::Begin, {"-a"}, {"-a", "b"}));
    EXPECT_FALSE(does_match(Parameters::Begin, {"-a"}, {"-ab"}));
    EXPECT_TRUE(does_match(Parameters::Longer, {"-a", "conf"}, {"-a", "config"}));
    EXPECT_FALSE(does_match(Parameters::Longer, {"-a", "conf"}, {"-ax", "config"}));
    EXPECT_FALSE(does_match(Parameters::Longer, {"-a", "conf"}, {"-a", "con"}));
    EXPECT_TRUE(does_match(Parameters::Longer, {"-jar", "app"}, {"-jar", "app.jar", "--port", "80"}))
        << "more may follow, as with keepalived";
    for (const auto match : {Parameters::Begin, Parameters::Longer}) {
        EXPECT_TRUE(does_match(match, {}, {"-a"}));
        EXPECT_TRUE(does_match(match, {}, {}));
    }
    EXPECT_TRUE(does_match(Parameters::Same, {}, {}));
    EXPECT_FALSE(does_match(Parameters::Same, {}, {"-a"}));
}

} // namespace xvrrp::core
