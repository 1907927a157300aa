// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

Dumps dumps_of(const std::string& statements) {
    return parse({{"/etc/xvrrpd/xvrrpd.conf", global_defs(statements)}}).config.dumps;
}

TEST(DumpsOf, a_configuration_without_a_word_about_them_are_keepalived_s) {
    EXPECT_EQ(dumps_of(""), Dumps());
    EXPECT_EQ(Dumps().umask, 0177U);
}

TEST(DumpsOf, are_found_from_the_directory_of_the_configuration) {
    EXPECT_EQ(dumps_of("state_dump_file /run/state\nstats_dump_file stats\njson_dump_file json"),
              (Dumps{.state_file = "/run/state",
                     .stats_file = "/etc/xvrrpd/stats",
                     .json_file = "/etc/xvrrpd/json"}));
    EXPECT_TRUE(dumps_of("data_use_instance").use_instance);
    EXPECT_EQ(dumps_of("json_version 2").json_version, 2U);
}

TEST(DumpsOf, have_the_mode_that_a_umask_leaves) {
    EXPECT_EQ(dumps_of("umask 0133").umask, 0133U);
    EXPECT_EQ(dumps_of("umask 0x5b").umask, 0133U);
    EXPECT_EQ(dumps_of("umask 91").umask, 0133U);
    EXPECT_EQ(dumps_of("umask 0").umask, 0U);
    EXPECT_EQ(dumps_of("umask IXUSR | IWGRP | IXGRP | IWOTH | IXOTH").umask, 0133U);
    EXPECT_EQ(dumps_of("umask IRGRP|IROTH").umask, 044U);
}

TEST(DumpsOf, keep_their_mode_where_the_umask_is_none) {
    for (const auto* each : {"01777", "089", "0x", "IRGRP |", "| IRGRP", "IRALL", "IRGRP IROTH", "-1"}) {
        EXPECT_EQ(dumps_of(std::string("umask ") + each), Dumps()) << each;
        EXPECT_EQ(findings(global_defs(std::string("umask ") + each)).size(), 1U) << each;
    }
    EXPECT_EQ(findings(global_defs("umask 999")),
              (Findings{"warning 2:7 umask '999' is neither a number up to 0777 nor bits, ignoring it"}));
}

TEST(DumpsOf, are_written_back) {
    const std::string text =
        "global_defs {\n    state_dump_file /run/state\n    stats_dump_file /run/stats\n    "
        "json_dump_file /run/json\n    json_version 2\n    data_use_instance\n    umask 0133\n}\n";
    EXPECT_NE(show(parse({{"conf", text}}).config, Secrets::Shown).find(text), std::string::npos)
        << show(parse({{"conf", text}}).config, Secrets::Shown);
}

} // namespace
} // namespace xvrrp::config
