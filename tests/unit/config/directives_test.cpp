// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

TEST(Directives, are_refused_in_words_wherever_they_stand) {
    EXPECT_EQ(findings("$P=77\n"), (Findings{"error 1:1 definitions ($NAME=value) are not supported yet"}));
    EXPECT_EQ(findings("include /etc/other.conf\n"), (Findings{"error 1:1 includes are not supported yet"}));
    EXPECT_EQ(findings("include_check readable\n"), (Findings{"error 1:1 includes are not supported yet"}));
    EXPECT_EQ(findings(instance("virtual_ipaddress {\n ~SEQ(X, 1, 3) 10.0.1.${X}\n}")),
              (Findings{"error 6:2 sequences (~SEQ) are not supported yet"}));
    EXPECT_EQ(findings(instance("virtual_ipaddress {\n include more.conf\n}")),
              (Findings{"error 6:2 includes are not supported yet"}));
    EXPECT_EQ(findings(instance("~LST(X,1,2) priority $X")),
              (Findings{"error 5:1 lists (~LST) are not supported yet"}));
}

TEST(Directives, check_what_a_conditional_stands_in_front_of) {
    EXPECT_EQ(findings(instance("@main priorty 100")),
              (Findings{"error 5:1 conditional lines (@ID) are not supported yet",
                        "error 5:7 unknown keyword 'priorty'"}));
}

TEST(Directives, refuse_a_variable_even_in_quotes) {
    EXPECT_EQ(findings("global_defs {\nrouter_id \"${_INSTANCE}\"\n}"),
              (Findings{"error 2:11 variables (${NAME}) are not supported yet"}));
}

TEST(Directives, leave_a_dollar_in_a_password_alone) {
    const auto router = only_router(instance("authentication {\nauth_type PASS\nauth_pass pa$word\n}"));
    EXPECT_EQ(std::string(router.authentication.data.begin(), router.authentication.data.begin() + 7),
              "pa$word");
}

TEST(Directives, are_no_words_that_only_start_like_include) {
    EXPECT_EQ(findings("included x\n"), (Findings{"error 1:1 unknown keyword 'included'"}));
}

} // namespace
} // namespace xvrrp::config
