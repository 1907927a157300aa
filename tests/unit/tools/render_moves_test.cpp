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

json ordered(const char* state, int priority, json order) {
    auto out = instance("VI_1", state, "no", "no other router is heard");
    out["priority"] = {{"base", priority}, {"effective", priority}, {"terms", json::array()}};
    out["order"] = std::move(order);
    return out;
}

json promotion() {
    return {{"priority", 254}, {"promotes", true}, {"until", "2026-11-21T16:00:00.123456Z"}};
}

TEST(RenderPriorities, has_the_end_of_each_order) {
    EXPECT_EQ(
        render_priorities(reply({ordered("MASTER", 254, promotion()), ordered("BACKUP", 100, nullptr)})),
        "VI_1 has priority 254 until 2026-11-21T16:00:00.123456Z, and is MASTER: no other router is heard\n"
        "VI_1 has priority 100, as configured, and is BACKUP: no other router is heard\n");
}

TEST(RenderPriorities, are_counted_in_the_summary_of_the_status) {
    const auto all = reply({ordered("MASTER", 254, promotion()), ordered("BACKUP", 100, nullptr)});
    EXPECT_NE(render_table(all, {}).find("2 virtual routers: 1 MASTER, 1 BACKUP; another priority: 1\n"),
              std::string::npos)
        << render_table(all, {});
}

TEST(PromotionOutcome, tells_those_that_cannot_from_those_that_have_not_yet) {
    EXPECT_TRUE(promotion_of(reply(json::array({ordered("MASTER", 254, promotion())}))).is_good());
    EXPECT_TRUE(promotion_of(reply(json::array({ordered("MASTER", 255, nullptr)}))).is_good())
        << "an owner of its addresses";
    const auto mixed =
        promotion_of(reply({ordered("BACKUP", 254, promotion()), ordered("FAULT", 100, nullptr)}));
    EXPECT_EQ(mixed.waiting, 1U);
    EXPECT_EQ(mixed.refused, 1U);
    EXPECT_NE(mixed.text().find("1 virtual router cannot become MASTER now"), std::string::npos);
    EXPECT_TRUE(promotion_of(json::object()).is_good());
}

} // namespace xvrrp::tools
