// SPDX-License-Identifier: GPL-2.0-or-later
// Groups of instances, and what a group tracks for all of its members.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using core::Tracker;
using Trackings = std::vector<core::Tracking>;

// Line 1 is the group's. The instances A and B begin on the lines after its block.
std::string with_group(const std::string& lines, const std::string& of_a = "", const std::string& of_b = "") {
    const auto one = [](const std::string& name, int vrid, const std::string& statements) {
        return "vrrp_instance " + name + " {\ninterface eth0\nvirtual_router_id " + std::to_string(vrid) +
               "\nvirtual_ipaddress { 192.0.2." + std::to_string(vrid) + "/24 }\n" + statements + "\n}\n";
    };
    return "vrrp_sync_group G {\n" + lines + "\n}\n" + one("A", 1, of_a) + one("B", 2, of_b);
}

core::Tracking watched(const std::string& interface, int weight = 0) {
    return {{Tracker::Kind::Interface, interface}, weight, false};
}

} // namespace

TEST(SyncGroup, has_the_members_of_its_block_on_one_line_or_several) {
    for (const std::string lines : {"group { A B }", "group {\nA\nB\n}", "group {\nA\n}\ngroup {\nB\n}"}) {
        const auto parsed = parse_text(with_group(lines));
        EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
        EXPECT_EQ(parsed.config.sync_groups, (std::vector<SyncGroup>{{"G", {"A", "B"}, false}}));
        EXPECT_EQ(parsed.config.routers.at(0).sync_group, "G");
        EXPECT_EQ(parsed.config.routers.at(1).sync_group, "G");
    }
}

TEST(SyncGroup, ignores_members_that_are_not_there_or_in_another_group) {
    EXPECT_EQ(findings(with_group("group { A B Z }")),
              Findings{"warning 2:13 there is no vrrp_instance 'Z', ignoring it"});
    const auto second = with_group("group { A B }") + "vrrp_sync_group H {\ngroup { B }\n}\n";
    EXPECT_EQ(findings(second),
              (Findings{"warning 16:17 vrrp_sync_group 'H' has no members, ignoring it",
                        "warning 17:9 'B' is already in vrrp_sync_group 'G', ignoring it"}));
    EXPECT_EQ(parse_text(second).config.sync_groups.size(), 1u);
}

TEST(SyncGroup, of_one_member_or_with_the_name_of_another_group_is_told) {
    EXPECT_EQ(findings(with_group("group { A }")),
              Findings{"warning 1:17 vrrp_sync_group 'G' has one member only"});
    EXPECT_EQ(findings(with_group("group { A B }") + "vrrp_sync_group G {\ngroup { A }\n}\n"),
              Findings{"warning 16:17 vrrp_sync_group 'G' is already defined, ignoring this one"});
}

TEST(SyncGroup, tracks_for_all_of_its_members) {
    const auto parsed =
        parse_text(with_group("group { A B }\ntrack_interface {\neth1\n}", "track_interface {\neth2\n}"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_EQ(parsed.config.routers.at(0).tracked, (Trackings{watched("eth2"), watched("eth1")}));
    EXPECT_EQ(parsed.config.routers.at(1).tracked, Trackings{watched("eth1")});
}

TEST(SyncGroup, ignores_weights_unless_it_is_told_to_take_them) {
    const auto text =
        with_group("group { A B }\ntrack_interface {\neth1 weight 5\n}", "track_interface {\neth2\n}");
    EXPECT_EQ(findings(text),
              (Findings{"warning 1:17 'A' is in a sync group, so what it tracks with a weight is ignored",
                        "warning 1:17 'B' is in a sync group, so what it tracks with a weight is ignored"}));
    EXPECT_EQ(parse_text(text).config.routers.at(0).tracked, Trackings{watched("eth2")});
    const auto parsed = parse_text(
        with_group("group { A B }\nsync_group_tracking_weight\ntrack_interface {\neth1 weight 5\n}"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_EQ(parsed.config.routers.at(1).tracked, Trackings{watched("eth1", 5)});
    EXPECT_TRUE(parsed.config.sync_groups.at(0).weighs);
}

TEST(SyncGroup, is_written_back_as_it_was_read) {
    const auto parsed = parse_text(
        with_group("group { A B }\nsync_group_tracking_weight\ntrack_interface {\neth1 weight 5\n}"));
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_TRUE(again.clean()) << testing::PrintToString(findings(again.diagnostics));
    EXPECT_EQ(again.config.sync_groups, parsed.config.sync_groups);
    EXPECT_EQ(again.config.routers, parsed.config.routers);
}

TEST(SyncGroup, that_an_instance_joins_or_leaves_is_a_difference) {
    const auto alone = only_router(instance("virtual_ipaddress { 192.0.2.1/24 }"));
    auto member = alone;
    member.sync_group = "G";
    EXPECT_EQ(differences(alone, member), std::vector<std::string>{"vrrp_sync_group not set -> G"});
    EXPECT_EQ(differences(member, alone), std::vector<std::string>{"vrrp_sync_group G -> not set"});
}

TEST(SyncGroup, refuses_what_is_not_there_yet) {
    EXPECT_EQ(findings(with_group("group { A B }\ntrack_bfd { x }")),
              Findings{"error 3:1 'track_bfd' is not supported yet"});
}

} // namespace xvrrp::config
