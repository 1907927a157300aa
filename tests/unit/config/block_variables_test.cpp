// SPDX-License-Identifier: GPL-2.0-or-later
// Definitions of several lines.
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

constexpr const char* kBlock = "$A= \\\n  one \\\n  two {  \\  \n  three }\n";

TEST(BlockVariables, stand_for_their_lines) {
    const std::vector<std::string> block{"[one]", "[two]", "{", "[three]", "}"};
    EXPECT_EQ(expanded(std::string(kBlock) + "$A"), (Expanded{block, {}}));
    EXPECT_EQ(expanded(std::string(kBlock) + "${A}"), (Expanded{block, {}}));
}

TEST(BlockVariables, begin_behind_what_stands_in_front_of_them) {
    EXPECT_EQ(expanded(std::string(kBlock) + "zero $A"),
              (Expanded{{"[zero][one]", "[two]", "{", "[three]", "}"}, {}}));
}

TEST(BlockVariables, begin_on_the_line_of_their_name) {
    EXPECT_EQ(expanded("$A=one \\\ntwo\n$A"), (Expanded{{"[one]", "[two]"}, {}}));
}

TEST(BlockVariables, are_not_replaced_in_the_middle_of_a_line_and_told) {
    EXPECT_EQ(expanded("$A=one \\\ntwo\n$A x\ny${A}z"),
              (Expanded{{"[$A][x]", "[y${A}z]"},
                        {"note 3:1 '$A' is not replaced here, its text stays as it is",
                         "warning 4:2 '${A}' is not replaced here, its text stays as it is"}}));
}

TEST(BlockVariables, go_on_behind_a_comment_and_end_at_an_empty_line) {
    EXPECT_EQ(expanded("$A= \\\none \\ # here\n# and here\n! and \\\n two\nthree\n$A"),
              (Expanded{{"[three]", "[one]", "[two]"}, {}}));
    EXPECT_EQ(expanded("$A= \\\none \\\n\ntwo\n$A"), (Expanded{{"[two]", "[one]"}, {}}));
}

TEST(BlockVariables, hold_definitions_conditions_repetitions_and_each_other) {
    EXPECT_EQ(
        expanded(
            "$VIP= \\\n10.0.${NET}.${HOST}\n"
            "$NETS= \\\n$HOST=1 \\\n$VIP \\\n@right $HOST=3 \\\n@left $HOST=2 \\\n~SEQ(X,2) $VIP \\\n${X}\n"
            "$NET=7\n$NETS\n$NET=8\n$NETS"),
        (Expanded{{"[10.0.7.1]", "[10.0.7.2]", "[10.0.7.2]", "[2]", "[10.0.8.1]", "[10.0.8.2]", "[10.0.8.2]",
                   "[2]"},
                  {}}));
}

TEST(BlockVariables, that_the_file_ends_in_are_told) {
    EXPECT_EQ(expanded("a\n$A= \\\none \\\n"),
              (Expanded{{"[a]"}, {"warning 2:1 the definition of '$A' is not finished"}}));
}

TEST(BlockVariables, make_the_instances_of_the_manual) {
    const std::string text =
        "$INSTANCE= \\\nvrrp_instance VI_${NUM} { \\\ninterface eth0.${NUM} \\\nvirtual_router_id 1 \\\n"
        "@left priority 130 \\\n@right priority 120 \\\nvirtual_ipaddress { \\\n10.0.${NUM}.254/24 \\\n} \\\n}\n"
        "$NUM=0\n$INSTANCE\n$NUM=1\n$INSTANCE\n";
    const Parsed parsed = parse_files({{"main.conf", text}});
    EXPECT_EQ(findings(parsed.diagnostics), Findings{});
    ASSERT_EQ(parsed.config.routers.size(), 2U);
    EXPECT_EQ(parsed.config.routers[1].name, "VI_1");
    EXPECT_EQ(parsed.config.routers[1].interface, "eth0.1");
    EXPECT_EQ(parsed.config.routers[1].priority, 130);
}

} // namespace
} // namespace xvrrp::config
