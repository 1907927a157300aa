// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {

namespace {

using namespace std::chrono_literals;

} // namespace

TEST(BeforeMaster, has_a_script_and_a_timeout) {
    const auto parsed = parse_text(instance("before_master \"/sbin/commit 'a b'\" 2.5"));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    EXPECT_EQ(parsed.config.routers.at(0).before_master,
              (core::Stage{{{"/sbin/commit", "a b"}, {}, {}}, 2500ms}));
    ASSERT_EQ(parsed.extensions.size(), 1u);
    EXPECT_EQ(parsed.extensions[0].keyword, "before_master");
    const auto again = parse_text(show(parsed.config, Secrets::Shown));
    EXPECT_EQ(again.config.routers, parsed.config.routers);
}

TEST(BeforeMaster, without_either_of_them_is_an_error) {
    for (const std::string text : {"before_master /sbin/commit", "before_master /sbin/commit soon",
                                   "before_master /sbin/commit 0", "before_master /sbin/commit a 2"})
        EXPECT_FALSE(parse_text(instance(text)).usable()) << text;
}

} // namespace xvrrp::config
