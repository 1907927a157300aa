// SPDX-License-Identifier: GPL-2.0-or-later
// ~SEQ, ~SEQx and ~LST, as keepalived 2.2.7 was observed with them.
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using Lines = std::vector<std::string>;

Lines lines(const std::string& text) {
    const Expanded result = expanded(text);
    EXPECT_EQ(result.found, Findings{}) << text;
    return result.lines;
}

TEST(Sequence, counts_from_its_start_by_its_step_to_its_end) {
    EXPECT_EQ(lines("~SEQ(A, 1, 2, 6) a${A}"), (Lines{"[a1]", "[a3]", "[a5]"}));
    EXPECT_EQ(lines("~SEQ(A,4,-2,1)a$A"), (Lines{"[a4]", "[a2]"}));
    EXPECT_EQ(lines("~SEQ ( A , 1,1 ) a$A b"), (Lines{"[a1][b]"}));
}

TEST(Sequence, counts_towards_its_end_without_a_step) {
    EXPECT_EQ(lines("~SEQ(A,2,4) $A"), (Lines{"[2]", "[3]", "[4]"}));
    EXPECT_EQ(lines("~SEQ(A,4,2) $A"), (Lines{"[4]", "[3]", "[2]"}));
}

TEST(Sequence, starts_at_one_or_minus_one_without_a_start) {
    EXPECT_EQ(lines("~SEQ(A,2) $A"), (Lines{"[1]", "[2]"}));
    EXPECT_EQ(lines("~SEQ(A,-2) $A"), (Lines{"[-1]", "[-2]"}));
    EXPECT_EQ(lines("~SEQ(A,0) $A"), (Lines{"[1]", "[0]"}));
}

TEST(Sequence, reads_numbers_as_c_does) {
    EXPECT_EQ(lines("~SEQ(A,0x10,0X11) $A"), (Lines{"[16]", "[17]"}));
    EXPECT_EQ(lines("~SEQ(A,010,+9) $A"), (Lines{"[8]", "[9]"}));
}

TEST(Sequence, is_written_in_hexadecimal_with_an_x) {
    EXPECT_EQ(lines("~SEQx(A,0x0e,16) $A"), (Lines{"[e]", "[f]", "[10]"}));
}

TEST(Sequence, repeats_braces_definitions_and_further_sequences) {
    EXPECT_EQ(lines("~SEQ(A,2) ~SEQ(B,$A) a${A}${B} { b"),
              (Lines{"[a11]", "{", "[b]", "[a21]", "{", "[b]", "[a22]", "{", "[b]"}));
    EXPECT_EQ(lines("$B= \\\na${A} \\\nb\n~SEQ(A,2) $B"), (Lines{"[a1]", "[b]", "[a2]", "[b]"}));
    EXPECT_EQ(lines("~SEQ(A,2) $B=${A}\n${B}"), (Lines{"[2]"}));
}

TEST(Sequence, comes_out_of_a_variable_and_takes_some) {
    EXPECT_EQ(lines("$R=~SEQ(C,2) c${C}\n$R"), (Lines{"[c1]", "[c2]"}));
    EXPECT_EQ(lines("$N=2\n~SEQ(A,$N) $A\n~SEQ(B,${N},3) $B"), (Lines{"[1]", "[2]", "[2]", "[3]"}));
    EXPECT_EQ(lines("$X=9\n~SEQ(X,2) $X\n$X"), (Lines{"[1]", "[2]", "[2]"}));
}

// keepalived replaces the line's variables before it looks at the text behind its brace.
TEST(Sequence, behind_a_brace_needs_a_variable_that_is_not_defined_yet) {
    EXPECT_EQ(lines("x { ~SEQ(J,5,6) b${J}"), (Lines{"[x]", "{", "[b5]", "[b6]"}));
    EXPECT_EQ(lines("$J=2\nx { ~SEQ(J,5,6) b${J}"), (Lines{"[x]", "{", "[b2]", "[b2]"}));
}

TEST(Sequence, stands_at_the_start_of_a_line_in_capitals) {
    EXPECT_EQ(expanded("x ~SEQ(O,1,2)\n~seq(P,1,2)"), (Expanded{{"[x][~SEQ(O,1,2)]", "[~seq(P,1,2)]"}, {}}));
}

TEST(Sequence, that_makes_no_sense_is_ignored_with_its_line) {
    const char* wrong[][2] = {
        {"~SEQ(A)", "~SEQ takes one to three numbers"},
        {"~SEQ()", "~SEQ starts with the name of a variable"},
        {"~SEQ(1A,2)", "~SEQ starts with the name of a variable"},
        {"~SEQ(A,1,2,3,4)", "~SEQ takes one to three numbers"},
        {"~SEQ(A,1", "~SEQ has its values in parentheses"},
        {"~SEQX(A,1)", "~SEQ has its values in parentheses"},
        {"~SEQ(A,x)", "~SEQ takes whole numbers of 32 bits"},
        {"~SEQ(A,08)", "~SEQ takes whole numbers of 32 bits"},
        {"~SEQ(A,1,)", "~SEQ takes whole numbers of 32 bits"},
        {"~SEQ(A,4294967296)", "~SEQ takes whole numbers of 32 bits"},
        {"~SEQ(A,1,0,3)", "~SEQ never comes from its START to its END by its STEP"},
        {"~SEQ(A,1,-1,3)", "~SEQ never comes from its START to its END by its STEP"},
        {"~SEQx(A,-1,1)", "~SEQx knows no negative numbers"},
        {"~SEQ({A,B},1)", "~SEQ takes one name"},
    };
    for (const auto& [head, message] : wrong)
        EXPECT_EQ(expanded(std::string(head) + " x {\ny"),
                  (Expanded{{"[y]"}, {"warning 1:1 " + std::string(message) + ", ignoring the line"}}))
            << head;
}

TEST(List, repeats_its_line_for_each_value) {
    EXPECT_EQ(lines("~LST(A, 1 , b,) a${A}"), (Lines{"[a1]", "[ab]", "[a]"}));
    EXPECT_EQ(lines("~LST(A,x) $A"), (Lines{"[x]"}));
    EXPECT_EQ(lines("$P=1\n~LST(A,$P,4) $A"), (Lines{"[1]", "[4]"}));
}

TEST(List, sets_several_variables_at_a_time) {
    EXPECT_EQ(lines("~LST({IP, IP1}, {10,1},{20,4}) 192.168.${IP}.${IP1}"),
              (Lines{"[192.168.10.1]", "[192.168.20.4]"}));
    EXPECT_EQ(lines("~LST({A,B},{1},2) a${A}b${B}"), (Lines{"[a1b]", "[a2b]"}));
    EXPECT_EQ(lines("~LST({A},{1},{2}) $A"), (Lines{"[1]", "[2]"}));
}

TEST(List, stands_in_front_of_other_lists_and_sequences) {
    EXPECT_EQ(lines("~LST({A,B},{1,2},{3,4}) ~SEQ(C,8,2,10) ${A}${B}${C}"),
              (Lines{"[128]", "[1210]", "[348]", "[3410]"}));
}

TEST(List, that_makes_no_sense_is_ignored_with_its_line) {
    const char* wrong[][2] = {
        {"~LST()", "~LST starts with the name of a variable"},
        {"~LST(A)", "~LST has no values"},
        {"~LST(A,1,2", "~LST has its values in parentheses"},
        {"~LST(A,1,x y)", "~LST takes no values with blanks in them"},
        {"~LST(A,{1,2})", "~LST has more values in a { } than it has names"},
        {"~LST({A,B},{1,2,3})", "~LST has more values in a { } than it has names"},
    };
    for (const auto& [head, message] : wrong)
        EXPECT_EQ(expanded(std::string(head) + " x\ny"),
                  (Expanded{{"[y]"}, {"warning 1:1 " + std::string(message) + ", ignoring the line"}}))
            << head;
}

TEST(List, tells_a_variable_that_is_not_defined) {
    EXPECT_EQ(expanded("~SEQ(A,${N}) a").found,
              (Findings{"warning 1:8 '${N}' is not defined, its text stays as it is",
                        "warning 1:1 ~SEQ takes whole numbers of 32 bits, ignoring the line"}));
}

TEST(Sequence, makes_the_addresses_of_an_instance) {
    const auto router =
        only_router("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n"
                    "~SEQx(A2, 0x90, 0x10, 0xb0) ~SEQx(A1, 0x12, -1, 0x11) fe81::10:${A2}:${A1}\n}\n}\n");
    std::vector<std::string> addresses;
    for (const core::VirtualAddress& each : router.addresses)
        addresses.push_back(each.address.text());
    EXPECT_EQ(addresses, (Lines{"fe81::10:90:12", "fe81::10:90:11", "fe81::10:a0:12", "fe81::10:a0:11",
                                "fe81::10:b0:12", "fe81::10:b0:11"}));
}

} // namespace
} // namespace xvrrp::config
