// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(GlobalDefs, name_the_router) {
    EXPECT_EQ(parse_text("global_defs {\nrouter_id \"left {1}\"\n}").config.router_id, "left {1}");
    EXPECT_EQ(parse_text("").config.router_id, "");
}

TEST(GlobalDefs, decide_the_version_even_after_the_instances) {
    const std::string version = "global_defs {\nvrrp_version 3\n}\n";
    EXPECT_EQ(only_router(version + instance("")).version, core::Version::V3);
    EXPECT_EQ(only_router(instance("") + version).version, core::Version::V3);
    EXPECT_EQ(only_router(instance("version 2") + version).version, core::Version::V2);
}

TEST(GlobalDefs, may_be_repeated) {
    const Parsed parsed = parse_text(
        "global_defs {\nrouter_id a\nvrrp_version 3\n}\nglobal_defs {\nrouter_id b\n}\n" + instance(""));
    EXPECT_TRUE(parsed.clean());
    EXPECT_EQ(parsed.config.router_id, "b");
    EXPECT_EQ(parsed.config.routers.at(0).version, core::Version::V3);
}

TEST(GlobalDefs, ignore_a_version_that_is_none) {
    const std::string text = "global_defs {\nvrrp_version 4\n}\n" + instance("");
    EXPECT_EQ(findings(text), (Findings{"warning 2:14 vrrp_version 4 is not in 2..3, ignoring it"}));
    EXPECT_EQ(only_router(text).version, core::Version::V2);
}

TEST(GlobalDefs, warn_of_a_name_they_do_not_have) {
    EXPECT_EQ(findings("global_defs main {\n}"),
              (Findings{"warning 1:13 surplus words after 'global_defs', ignoring them"}));
}

} // namespace
} // namespace xvrrp::config
