// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/columns.h"
#include "tools/filter.h"

#include <gtest/gtest.h>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

json three() {
    return {{"schema", 1},
            {"instances",
             {{{"name", "VI_1"}, {"interface", "eth0"}, {"state", "MASTER"}},
              {{"name", "VI_2"}, {"interface", "eth1"}, {"state", "FAULT"}},
              {{"name", "VI_3"}, {"interface", "eth1"}, {"state", "MASTER"}}}}};
}

std::string names(const Reply& reply) {
    std::string out;
    for (const auto& each : reply.document["instances"])
        out += each["name"].get<std::string>() + " ";
    return out + reply.error;
}

} // namespace

TEST(Filter, keeps_all_without_a_wish) {
    EXPECT_TRUE(Filter{}.is_empty());
    EXPECT_EQ(filtered(three(), {}).document, three());
}

TEST(Filter, keeps_what_matches_every_wish) {
    EXPECT_EQ(names(filtered(three(), {.interface = "eth1"})), "VI_2 VI_3 ");
    EXPECT_EQ(names(filtered(three(), {.state = "master"})), "VI_1 VI_3 ");
    EXPECT_EQ(names(filtered(three(), {.interface = "eth1", .state = "MASTER"})), "VI_3 ");
    EXPECT_EQ(names(filtered(three(), {.state = "BACKUP"})), "");
    EXPECT_EQ(names(filtered(three(), {.name = "VI_2", .state = "MASTER"})), "");
}

TEST(Filter, names_those_that_there_are_if_one_does_not_exist) {
    EXPECT_EQ(names(filtered(three(), {.name = "VI_9"})).substr(15),
              "no virtual router is named 'VI_9' (there is VI_1, VI_2, VI_3)");
}

TEST(Filter, survives_a_document_of_another_form) {
    for (const auto& odd : {json{{"instances", {1, "x", nullptr}}}, json::object()})
        EXPECT_EQ(names(filtered(odd, {.state = "MASTER"})), "");
}

TEST(Columns, cut_a_text_between_its_characters) {
    EXPECT_EQ(cut("short", 5), "short");
    EXPECT_EQ(cut("longer than that", 10), "longer ...");
    EXPECT_EQ(cut("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", 5), "\u00e9\u00e9...");
    EXPECT_EQ(cut("longer", 2), "..");
    EXPECT_EQ(cut("longer", 0), "");
}

TEST(Columns, stand_below_each_other_with_numbers_to_the_right) {
    EXPECT_EQ(aligned({{"NAME", "N"}, {"a", "10"}, {"longer", "5"}}), "NAME    N\n"
                                                                      "a       10\n"
                                                                      "longer   5\n");
    EXPECT_EQ(aligned({}), "");
}

} // namespace xvrrp::tools
