// SPDX-License-Identifier: GPL-2.0-or-later
#include "expanded.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Variables, are_replaced_in_front_of_a_blank_a_comma_a_parenthesis_and_the_end) {
    EXPECT_EQ(expanded("$P=77\na$P\nb$P,c\nd$P)e\nf $P g\n$P"),
              (Expanded{{"[a77]", "[b77,c]", "[d77)e]", "[f][77][g]", "[77]"}, {}}));
}

TEST(Variables, are_not_replaced_in_front_of_anything_else_and_told) {
    EXPECT_EQ(expanded("$P=77\na$P.b\nc$PX\n$P$P\n$P\"d\""),
              (Expanded{{"[a$P.b]", "[c$PX]", "[$P77]", "[$P][d]"},
                        {"note 2:2 '$P' is not replaced here, its text stays as it is",
                         "note 3:2 '$PX' is not defined, its text stays as it is",
                         "note 4:1 '$P77' is not defined, its text stays as it is",
                         "note 5:1 '$P' is not replaced here, its text stays as it is"}}));
}

TEST(Variables, in_braces_are_replaced_everywhere) {
    EXPECT_EQ(expanded("$P=77\na${P}b${P}${P}\n\"c ${P} $P \"\n$${P}"),
              (Expanded{{"[a77b7777]", "[c 77 77 ]", "[$77]"}, {}}));
}

TEST(Variables, have_values_without_blanks_around_them_and_with_all_else) {
    EXPECT_EQ(expanded("$A=  two  words  # comment\n$B=\"q  q\"\n$C=\n$D==a=b\n$E=a { b } c\n"
                       "${A}\n${B}\nx${C}x\n${D}\n${E}"),
              (Expanded{{"[two][words]", "[q  q]", "[xx]", "[=a=b]", "[a]", "{", "[b]", "}", "[c]"}, {}}));
}

TEST(Variables, are_defined_by_a_name_with_nothing_in_front_of_the_equals_sign) {
    EXPECT_EQ(expanded("$F =z\n$1G=z\n$H-I=z\n$=z\n$_j2=z\n${_j2}"),
              (Expanded{{"[$F][=z]", "[$1G=z]", "[$H-I=z]", "[$=z]", "[z]"},
                        {"note 1:1 '$F' is not defined, its text stays as it is"}}));
}

TEST(Variables, are_replaced_by_what_they_are_when_they_are_used) {
    EXPECT_EQ(expanded("$BASE=10.2.${SUB}\n$SUB=0\n${BASE}.1\n$SUB=10\n${BASE}.1"),
              (Expanded{{"[10.2.0.1]", "[10.2.10.1]"}, {}}));
}

TEST(Variables, are_defined_anywhere_in_a_block_up_to_the_end_of_the_line) {
    EXPECT_EQ(expanded("a { $B=1 }\n${B}"), (Expanded{{"[a]", "{", "[1]", "}"}, {}}));
}

TEST(Variables, that_are_not_defined_stay_and_are_told_with_the_nearest_one) {
    EXPECT_EQ(expanded("$PRIO=1\npriority ${PRI}\nrouter_id \"${PRI}\" $PRI"),
              (Expanded{{"[priority][${PRI}]", "[router_id][${PRI}][$PRI]"},
                        {"warning 2:10 '${PRI}' is not defined, its text stays as it is",
                         "note 3:12 '${PRI}' is not defined, its text stays as it is",
                         "note 3:20 '$PRI' is not defined, its text stays as it is"}}));
    EXPECT_EQ(parse_text("$PRIO=1\nx ${PRI}").diagnostics.back().hint, "did you mean '${PRIO}'?");
}

TEST(Variables, are_no_dollar_in_a_password) {
    EXPECT_EQ(findings(instance("authentication {\nauth_type PASS\nauth_pass pa$word\n}")), Findings{});
}

TEST(Variables, that_refer_to_themselves_are_an_error) {
    EXPECT_EQ(expanded("$A=x${B}\n$B=${A}\nc${A}"),
              (Expanded{{"[cx${A}]"}, {"error 3:2 '$A' refers to itself"}}));
    EXPECT_EQ(expanded("$N=1\n$N=${N}0\n${N}"), (Expanded{{"[${N}0]"}, {"error 3:1 '$N' refers to itself"}}));
    EXPECT_EQ(expanded("$M= \\\na \\\n$M\n$M").found, (Findings{"error 3:1 '$M' refers to itself"}));
}

TEST(Predefined, variables_are_the_directory_the_config_id_the_environment_and_the_signs) {
    EXPECT_EQ(expanded("${_PWD} ${_INSTANCE} $_INSTANCE ${_ENV HOME} \"${_HASH}${_BANG}\""),
              (Expanded{{"[/etc/xvrrpd][left][left][/root][#!]"}, {}}));
    EXPECT_EQ(expanded(Files{{"main.conf", "include sub/a.conf"}, {"sub/a.conf", "${_PWD}/x"}}),
              (Expanded{{"[/etc/xvrrpd/sub/x]"}, {}}));
}

TEST(Predefined, random_numbers_are_within_their_range) {
    EXPECT_EQ(expanded("${_RANDOM 5 5} ${_RANDOM 32767}"), (Expanded{{"[5][32767]"}, {}}));
    const Expanded twice = expanded("${_RANDOM}\n${_RANDOM}\n${_RANDOM 7 9}");
    EXPECT_NE(twice.lines[0], twice.lines[1]);
    EXPECT_TRUE(twice.lines[2] == "[7]" || twice.lines[2] == "[8]" || twice.lines[2] == "[9]")
        << twice.lines[2];
}

TEST(Predefined, variables_with_other_words_are_not_defined) {
    EXPECT_EQ(expanded("${_RANDOM x}\n${_ENV}\n${_ENV NOPE}\n${_PWD x}\n${_RANDOM 1 2 3}").found,
              (Findings{"warning 1:1 '${_RANDOM x}' is not defined, its text stays as it is",
                        "warning 2:1 '${_ENV}' is not defined, its text stays as it is",
                        "warning 3:1 '${_ENV NOPE}' is not defined, its text stays as it is",
                        "warning 4:1 '${_PWD x}' is not defined, its text stays as it is",
                        "warning 5:1 '${_RANDOM 1 2 3}' is not defined, its text stays as it is"}));
}

} // namespace
} // namespace xvrrp::config
