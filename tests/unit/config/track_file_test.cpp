// SPDX-License-Identifier: GPL-2.0-or-later
// Files with a number in them, and the instances that track them.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using core::Tracker;

std::string with_file(const std::string& block, const std::string& line = "load") {
    return "vrrp_track_file load {\n" + block + "\n}\n" +
           instance("virtual_ipaddress { 192.0.2.1/24 }\ntrack_file {\n" + line + "\n}");
}

core::Tracking of_load(int weight, bool reverse = false) {
    return {{Tracker::Kind::File, "load"}, weight, reverse};
}

} // namespace

TEST(TrackFile, has_a_path_a_weight_and_a_first_number) {
    for (const auto& [block, expected] : std::vector<std::pair<std::string, TrackFile>>{
             {"file /run/load", {"load", "/run/load"}},
             {"file \"/run/my load\"\nweight -2 reverse", {"load", "/run/my load", -2, true}},
             {"file /run/load\ninit_file", {"load", "/run/load", 1, false, 0}},
             {"file /run/load\ninit_file 5 overwrite", {"load", "/run/load", 1, false, 5, true}},
         }) {
        const auto parsed = parse_text(with_file(block));
        EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
        EXPECT_EQ(parsed.config.track_files, std::vector{expected}) << block;
    }
}

TEST(TrackFile, gives_its_weight_to_a_line_that_has_none) {
    EXPECT_EQ(only_router(with_file("file /run/load\nweight 3 reverse")).tracked,
              std::vector{of_load(3, true)});
    EXPECT_EQ(only_router(with_file("file /run/load\nweight 3 reverse", "load weight -4")).tracked,
              std::vector{of_load(-4)});
    EXPECT_EQ(only_router(with_file("file /run/load")).tracked, std::vector{of_load(1)});
}

TEST(TrackFile, can_be_defined_by_its_former_keyword) {
    auto text = with_file("file /run/load");
    text.erase(0, std::string("vrrp_").size());
    EXPECT_EQ(parse_text(text).config.track_files.size(), 1u);
}

TEST(TrackFile, without_a_path_is_an_error_and_one_that_is_not_defined_a_warning) {
    EXPECT_EQ(findings(with_file("weight 1")), Findings{"error 1:17 vrrp_track_file 'load' has no file"});
    const auto text = with_file("file /run/load", "lod");
    EXPECT_EQ(findings(text), Findings{"warning 10:1 there is no vrrp_track_file 'lod', ignoring this line"});
    EXPECT_TRUE(only_router(text).tracked.empty());
}

TEST(TrackFile, is_seen_from_the_directory_of_the_file_that_names_it) {
    const auto parsed = parse({{"/etc/xvrrpd/a.conf", with_file("file load")}}, {});
    EXPECT_EQ(parsed.config.track_files.at(0).path, "/etc/xvrrpd/load");
}

TEST(TrackFile, needs_no_interface) {
    for (const auto& need : parse_text(with_file("file /run/load")).needs)
        EXPECT_EQ(need.name, "eth0");
}

TEST(TrackFile, is_written_back_as_it_was_read) {
    const auto parsed = parse_text(
        with_file("file \"/run/my load\"\nweight -2 reverse\ninit_file 5 overwrite", "load weight 7"));
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_TRUE(again.clean()) << testing::PrintToString(findings(again.diagnostics));
    EXPECT_EQ(again.config.track_files, parsed.config.track_files);
    EXPECT_EQ(again.config.routers.at(0).tracked, parsed.config.routers.at(0).tracked);
}

} // namespace xvrrp::config
