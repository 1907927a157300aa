// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_moves.h"
#include "tools/render_table.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json instance(const char* name, const char* state, const char* drain, const char* text) {
    return {{"name", name}, {"state", state}, {"drain", drain}, {"reason_text", text}};
}

json reply(json instances) {
    return {{"schema", 1}, {"instances", std::move(instances)}};
}

} // namespace

TEST(RenderDrain, has_a_line_for_each_virtual_router_without_control_characters) {
    EXPECT_EQ(render_moves(reply({instance("VI_1", "FAULT", "drained", "it is drained"),
                                  instance("VI\n2", "MASTER", "no", "no other router is heard")})),
              "VI_1 is FAULT: it is drained\nVI?2 is MASTER: no other router is heard\n");
}

TEST(RenderDrain, is_good_only_if_all_are_drained) {
    EXPECT_TRUE(outcome_of(reply(json::array())).is_good());
    EXPECT_TRUE(outcome_of(reply({instance("A", "FAULT", "drained", "")})).is_good());
    const auto mixed =
        outcome_of(reply({instance("A", "FAULT", "drained", ""), instance("B", "MASTER", "no", ""),
                          instance("C", "MASTER", "draining", "")}));
    EXPECT_FALSE(mixed.is_good());
    EXPECT_EQ(mixed.staying, 1U);
    EXPECT_EQ(mixed.waiting, 1U);
    EXPECT_EQ(
        mixed.text(),
        "1 virtual router stays MASTER, because no other router took over (drain --force gives the "
        "addresses up all the same); 1 virtual router has not handed over yet: the time is over, and the "
        "drain goes on (see xvrrpctl status)");
}

TEST(RenderDrain, survives_what_no_daemon_says) {
    EXPECT_EQ(render_moves(reply({7, {{"name", nullptr}}})), "- is -: -\n");
    EXPECT_TRUE(outcome_of(json::object()).is_good());
}

TEST(RenderDrain, is_counted_in_the_summary_of_the_status) {
    const auto all = reply({instance("A", "FAULT", "drained", ""), instance("B", "MASTER", "no", "")});
    EXPECT_NE(render_table(all, {}).find("2 virtual routers: 1 MASTER, 1 FAULT; drained: 1\n"),
              std::string::npos)
        << render_table(all, {});
}

} // namespace xvrrp::tools
