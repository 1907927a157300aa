// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

ReloadFiles files_of(const std::string& statements) {
    return parse({{"/etc/xvrrpd/xvrrpd.conf", global_defs(statements)}}).config.reload;
}

TEST(ReloadFilesOf, a_configuration_without_them_are_none) {
    EXPECT_EQ(files_of(""), ReloadFiles());
}

TEST(ReloadFilesOf, are_found_from_the_directory_of_the_configuration) {
    EXPECT_EQ(files_of("reload_file"), (ReloadFiles{.marker = "", .time_file = {}, .repeat = false}));
    EXPECT_EQ(files_of("reload_file /run/reading").marker, "/run/reading");
    EXPECT_EQ(files_of("reload_file reading").marker, "/etc/xvrrpd/reading");
    EXPECT_EQ(files_of("reload_time_file when\nreload_repeat"),
              (ReloadFiles{.marker = {}, .time_file = "/etc/xvrrpd/when", .repeat = true}));
}

TEST(ReloadFilesOf, are_written_back) {
    const std::string text =
        "global_defs {\n    reload_file /run/reading\n    reload_time_file /run/when\n    "
        "reload_repeat\n}\n";
    EXPECT_NE(show(parse({{"conf", text}}).config, Secrets::Shown).find(text), std::string::npos);
}

TEST(ReloadRepeat, alone_is_noted) {
    EXPECT_EQ(findings(global_defs("reload_repeat")),
              (Findings{"note 2:1 'reload_repeat' changes nothing without reload_time_file"}));
}

} // namespace
} // namespace xvrrp::config
