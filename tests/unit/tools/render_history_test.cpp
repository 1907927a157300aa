// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/render_history.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

const json kEvent{{"time", "2026-11-21T16:00:00.123456Z"},
                  {"name", "VI_1"},
                  {"what", "BACKUP -> MASTER"},
                  {"cause", "no advert"}};

} // namespace

TEST(RenderWhy, lists_the_reasons_and_what_would_have_to_change) {
    const json reply{{"instances",
                      {{{"name", "VI_1"},
                        {"state", "BACKUP"},
                        {"because", {"It is lower.", "It was heard."}},
                        {"to_change", {"Raise it."}}},
                       {{"name", "VI_2"}, {"state", "FAULT"}, {"because", {"No address."}}}}}};
    EXPECT_EQ(render_why(reply), "VI_1 is BACKUP\n"
                                 "  It is lower.\n"
                                 "  It was heard.\n"
                                 "  What would have to change:\n"
                                 "  - Raise it.\n"
                                 "\n"
                                 "VI_2 is FAULT\n"
                                 "  No address.\n");
    EXPECT_EQ(render_why(json{{"instances", json::array()}}), "no virtual routers\n");
}

TEST(RenderWhy, takes_any_json_and_lets_no_control_character_through) {
    for (const auto* text : {R"({})", R"({"instances":[1,"x",null,{}]})", R"({"instances":[{"because":5}]})",
                             R"({"instances":[{"because":[1,{}],"to_change":"x"}]})"})
        EXPECT_NO_THROW(render_why(json::parse(text))) << text;
    EXPECT_EQ(render_why({{"instances", {{{"name", "a\x1b[2J"}, {"state", "x"}}}}}), "a?[2J is x\n");
}

TEST(RenderEvents, has_a_line_for_each_event) {
    EXPECT_EQ(render_event(kEvent), "2026-11-21T16:00:00.123Z (VI_1) BACKUP -> MASTER: no advert\n");
    auto of_daemon = kEvent;
    of_daemon["name"] = "";
    of_daemon["cause"] = "";
    EXPECT_EQ(render_event(of_daemon), "2026-11-21T16:00:00.123Z BACKUP -> MASTER\n");
    EXPECT_EQ(render_events({{"events", {kEvent, of_daemon}}}),
              render_event(kEvent) + render_event(of_daemon));
}

TEST(RenderEvents, takes_any_json_and_lets_no_control_character_through) {
    for (const auto* text : {"{}", "[]", "5", "null", R"({"time":5,"name":[]})"})
        EXPECT_NO_THROW(render_event(json::parse(text))) << text;
    auto event = kEvent;
    event["cause"] = "a\nb\x7f";
    EXPECT_EQ(render_event(event), "2026-11-21T16:00:00.123Z (VI_1) BACKUP -> MASTER: a?b?\n");
}

} // namespace xvrrp::tools
