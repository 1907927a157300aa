// SPDX-License-Identifier: GPL-2.0-or-later
// An instance can track other interfaces beside its own.
#include "config/report/show.h"
#include "findings.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using core::Tracker;
using Trackings = std::vector<core::Tracking>;

std::string tracking(const std::string& lines, const std::string& statements = "") {
    return instance(statements + "\nvirtual_ipaddress { 192.0.2.1/24 }\ntrack_interface {\n" + lines + "\n}");
}

core::Tracking tracked(const std::string& interface, int weight = 0, bool reverse = false) {
    return {{Tracker::Kind::Interface, interface}, weight, reverse};
}

} // namespace

TEST(TrackInterface, has_an_interface_on_each_line_with_its_weight) {
    EXPECT_EQ(only_router(tracking("eth1\neth2 weight 20\neth3 weight -253 reverse\neth4 reverse")).tracked,
              (Trackings{tracked("eth1"), tracked("eth2", 20), tracked("eth3", -253, true),
                         tracked("eth4", 0, true)}));
}

TEST(TrackInterface, ignores_a_second_line_of_the_same_interface) {
    const auto text = tracking("eth1 weight 5\neth1 weight 6");
    EXPECT_EQ(findings(text),
              Findings{"warning 9:1 interface 'eth1' is tracked already, ignoring this line"});
    EXPECT_EQ(only_router(text).tracked, Trackings{tracked("eth1", 5)});
}

TEST(TrackInterface, ignores_a_weight_that_is_none) {
    const auto text = tracking("eth1 weight 255\neth2 weight\neth3 frob");
    EXPECT_EQ(findings(text),
              (Findings{"warning 8:13 weight 255 is not in -254..254, ignoring it",
                        "warning 9:6 'weight' lacks its parameter, ignoring it",
                        "warning 10:6 unknown tracked interface option 'frob', ignoring it"}));
    EXPECT_EQ(only_router(text).tracked, (Trackings{tracked("eth1"), tracked("eth2"), tracked("eth3")}));
}

TEST(TrackInterface, gives_the_owner_of_the_addresses_no_weight) {
    const auto text = tracking("eth1 weight 5\neth2", "priority 255");
    EXPECT_EQ(findings(text),
              Findings{"warning 8:13 'A' has priority 255, which no weight changes: not tracking 'eth1'"});
    EXPECT_EQ(only_router(text).tracked, Trackings{tracked("eth2")});
}

TEST(TrackInterface, needs_the_interface_on_the_host) {
    const auto parsed = parse_text(tracking("eth7"));
    const auto needs = std::ranges::count(parsed.needs, "eth7", &HostNeed::name);
    EXPECT_EQ(needs, 1);
}

TEST(TrackInterface, is_written_back_as_it_was_read) {
    const auto router = only_router(tracking("eth1\neth2 weight 20 reverse"));
    Config config;
    config.routers = {router};
    const auto again = parse_text(show(config, Secrets::Shown));
    EXPECT_TRUE(again.clean()) << testing::PrintToString(findings(again.diagnostics));
    EXPECT_EQ(again.config.routers.at(0).tracked, router.tracked);
}

// keepalived ignores it, too. Points for the interface that adverts go through would mean nothing.
TEST(TrackInterface, ignores_the_interface_of_the_instance_itself) {
    for (const std::string line : {"eth0", "eth0 weight 20"}) {
        EXPECT_EQ(findings(tracking(line)).size(), 1u) << line;
        EXPECT_TRUE(only_router(tracking(line)).tracked.empty()) << line;
    }
}

TEST(TrackAny, makes_one_condition_of_all_that_its_block_tracks) {
    const auto text =
        "global_defs {\nenable_script_security\n}\nvrrp_script a {\nscript /bin/a\nweight 5\n}\nvrrp_track_process b {\nprocess b\n}\n" +
        instance("virtual_ipaddress { 192.0.2.1/24 }\ntrack_any {\ntrack_script {\na\n}\n"
                 "track_process {\nb\n}\n}\ntrack_any {\ntrack_interface {\neth1\neth2\n}\n}");
    using core::Tracker;
    const auto parsed = parse_text(text);
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_EQ(parsed.config.routers.at(0).tracked,
              (std::vector<core::Tracking>{{{Tracker::Kind::Script, "a"}, 0, false, 1},
                                           {{Tracker::Kind::Process, "b"}, 0, false, 1},
                                           {{Tracker::Kind::Interface, "eth1"}, 0, false, 2},
                                           {{Tracker::Kind::Interface, "eth2"}, 0, false, 2}}));
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.routers, parsed.config.routers) << show(parsed.config, Secrets::Shown);
    ASSERT_EQ(parsed.extensions.size(), 2u);
    EXPECT_EQ(parsed.extensions[0].keyword, "track_any");
}

TEST(TrackAny, ignores_weights_with_a_warning) {
    const auto text =
        instance("virtual_ipaddress { 192.0.2.1/24 }\ntrack_any {\ntrack_interface {\neth1 weight 5\n}\n}");
    EXPECT_EQ(findings(text).size(), 1u);
    EXPECT_EQ(only_router(text).tracked.at(0).weight, 0);
}

} // namespace xvrrp::config
