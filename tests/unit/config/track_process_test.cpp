// SPDX-License-Identifier: GPL-2.0-or-later
// Processes that are counted, and the instances that track them.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using core::Tracker;
using namespace std::chrono_literals;
using Parameters = core::ProcessPattern::Parameters;

std::string with_process(const std::string& block, const std::string& line = "web") {
    return "vrrp_track_process web {\n" + block + "\n}\n" +
           instance("virtual_ipaddress { 192.0.2.1/24 }\ntrack_process {\n" + line + "\n}");
}

TrackProcess process(const std::string& block) {
    const auto parsed = parse_text(with_process(block));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    return parsed.config.processes.at(0);
}

core::Tracking web(int weight, bool reverse = false) {
    return {{Tracker::Kind::Process, "web"}, weight, reverse};
}

} // namespace

TEST(TrackProcess, counts_any_process_of_a_program_and_wants_one) {
    EXPECT_EQ(process("process nginx"), (TrackProcess{.name = "web", .pattern = {"nginx"}}));
}

TEST(TrackProcess, compares_parameters_if_there_are_any) {
    EXPECT_EQ(process("process nginx -g \"daemon off;\"").pattern,
              (core::ProcessPattern{"nginx", {"-g", "daemon off;"}, Parameters::Same, false}));
    EXPECT_EQ(process("process nginx -g\nparam_match partial").pattern.match, Parameters::Begin);
    EXPECT_EQ(process("process nginx -g\nparam_match initial").pattern.match, Parameters::Longer);
    EXPECT_EQ(process("process nginx\nparam_match initial").pattern.match, Parameters::Longer);
    EXPECT_EQ(process("process nginx\nparam_match").pattern.match, Parameters::Same);
    EXPECT_TRUE(process("process /usr/sbin/nginx\nfull_command").pattern.full_command);
}

TEST(TrackProcess, has_a_quorum_and_delays) {
    EXPECT_EQ(process("process nginx\nquorum 2\nquorum_max 4\ndelay 1.5").rule,
              (core::QuorumRule{2, 4, 1500ms, 1500ms}));
    EXPECT_EQ(process("process nginx\nfork_delay 2\nterminate_delay 3").rule,
              (core::QuorumRule{1, {}, 2s, 3s}));
}

TEST(TrackProcess, ignores_a_maximum_that_is_less_than_the_quorum) {
    const auto parsed = parse_text(with_process("process nginx\nquorum 3\nquorum_max 2"));
    EXPECT_EQ(findings(parsed.diagnostics),
              Findings{"warning 4:12 quorum_max 2 is less than the quorum 3, ignoring it"});
    EXPECT_EQ(parsed.config.processes.at(0).rule, (core::QuorumRule{.least = 3}));
}

TEST(TrackProcess, without_a_process_is_ignored) {
    EXPECT_EQ(findings(with_process("quorum 2")),
              (Findings{"warning 1:20 vrrp_track_process 'web' has no process, ignoring it",
                        "warning 10:1 there is no vrrp_track_process 'web', ignoring this line"}));
}

TEST(TrackProcess, gives_its_weight_to_a_line_that_has_none) {
    EXPECT_EQ(only_router(with_process("process nginx\nweight 3 reverse")).tracked,
              std::vector{web(3, true)});
    EXPECT_EQ(only_router(with_process("process nginx\nweight 3", "web weight -4")).tracked,
              std::vector{web(-4)});
}

TEST(TrackProcess, is_written_back_as_it_was_read) {
    for (const std::string block : {"process nginx -g \"daemon off;\"\nparam_match partial\nquorum 2\n"
                                    "quorum_max 4\nfork_delay 2\nterminate_delay 0.5\nfull_command\n"
                                    "weight -2 reverse",
                                    "process nginx\nparam_match"}) {
        const auto parsed = parse_text(with_process(block, "web weight 7"));
        const auto again = parse_text(show(parsed.config, Secrets::Shown));
        EXPECT_TRUE(again.clean()) << show(parsed.config, Secrets::Shown);
        EXPECT_EQ(again.config.processes, parsed.config.processes);
        EXPECT_EQ(again.config.routers, parsed.config.routers);
    }
}

} // namespace xvrrp::config
