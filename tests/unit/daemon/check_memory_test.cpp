// SPDX-License-Identifier: GPL-2.0-or-later
// The results of scripts on their way to the next daemon.
#include "daemon/check_memory.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using End = core::RunOutcome::End;

const KnownChecks kKnown{
    {"chk_haproxy", {{"/usr/bin/killall", "-0", "haproxy"}, {true, {End::Exited, 0, "up"}}}},
    {"chk_disk", {{"/bin/disk"}, {false, {End::Killed, 9, ""}}}},
};

} // namespace

TEST(CheckMemory, outlives_a_restart) {
    EXPECT_EQ(known_checks_in(text_of(kKnown)), kKnown);
    EXPECT_EQ(known_checks_in(text_of(KnownChecks{})), KnownChecks{});
}

TEST(CheckMemory, passes_over_what_is_no_result) {
    for (const auto* text :
         {"", "nonsense", "[]", "5", R"({"a": 5})", R"({"a": {"arguments": 5}})",
          R"({"a": {"arguments": [], "good": "yes", "last": {"end": 0, "value": 0, "line": ""}}})",
          R"({"a": {"arguments": [], "good": true, "last": {"end": 99, "value": 0, "line": ""}}})"})
        EXPECT_EQ(known_checks_in(text), KnownChecks{}) << text;
    auto text = text_of(kKnown);
    text.insert(1, R"("half": {"arguments": []},)");
    EXPECT_EQ(known_checks_in(text), kKnown);
}

} // namespace xvrrp::daemon
