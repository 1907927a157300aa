// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/render.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

// Every way in which a password came near a finding. Each text has a fault and holds "S3cret".
constexpr const char* kWrong[] = {
    "authentication {\nauth_type PASS\nauth_pass S3cret789\n}",
    "authentication {\nauth_type PASS\nauth_pass S3cret S3cret\n}",
    "authentication { auth_type PASS auth_pass S3cret }",
    "authentication { auth_pass S3cret }",
    "authentication {\nauth_type PASS\nauth_pass S3{S3cret\n}",
    "authentication {\nauth_type PASS\nauth_pass x}S3cret\n}",
    "authentication {\nauth_type PASS\nauth_pass x}S3cret S3cret {\n}",
    "authentication {\nauth_type PASS\nauth_pass \"S3cret\n}",
    "authentication {\nauth_type PASS\nauth_pass \"${S3cret}\"\n}",
    "authentication {\nauth_type PASS\nauth_pas S3cret\n}",
    "authentication {\nauth_type PASS\nAUTH_PASS S3cret\n}",
    "authentication {\nauth_type PASS\npassword S3cret\n}",
    "authentication {\nauth_type PASS\nauth_password S3cret { S3cret\n}",
    "auth_pass S3cret",
    "auth_hmac { key 1 S3cret }",
    "auth_hmac {\nkey 1 S3cret\n}",
    "auth_hmac {\nkey 300 S3cret\n}",
    "auth_hmac {\nkey S3cret\n}",
    "auth_hmac {\nkey 1 S3cret S3cret\n}",
    "auth_hmac {\nkye 1 S3cret\n}",
    "auth_hmac {\nkey 1 hex:S3cret\nactive_key 2\n}",
    "auth_hmac {\n1 hex:S3cret\n}",
    "auth_hmac { key 1 S3cret active_key 1 }",
    "auth_hmca {\nkey 1 S3cret\n}",
    "auth_hmac\n{\nmode hex:S3cret\n}",
    "key 1 S3cret",
    "virtual_ipaddress { auth_pass S3cret }",
    "virtual_ipaddress {\nauth_pass x } virtual_ipaddress { S3cret\n}",
    "auth_pass x } priority S3cret",
    "auth_pass x } vrrp_instance S3cret { ",
};

TEST(Secret, is_in_no_finding_whatever_is_wrong_with_its_line) {
    for (const char* statements : kWrong) {
        const Parsed parsed = parse({{"test.conf", instance(statements)}});
        EXPECT_FALSE(parsed.clean()) << statements;
        for (const Diagnostic& found : parsed.diagnostics) {
            const std::string shown = render(found, parsed.sources);
            EXPECT_EQ(shown.find("S3"), std::string::npos) << shown;
            EXPECT_EQ(found.message.find("S3"), std::string::npos) << shown;
            EXPECT_EQ(found.hint.find("S3"), std::string::npos) << shown;
        }
    }
}

TEST(Secret, is_masked_with_the_caret_under_the_mask_and_does_not_tell_its_length) {
    const Excerpt shown = excerpt("  auth_pass 123456789 # x", 12, 9);
    EXPECT_EQ(shown.text, "  auth_pass ***");
    EXPECT_EQ(shown.caret, 12U);
    EXPECT_EQ(shown.carets, 3U);
}

TEST(Secret, leaves_the_keyword_to_be_seen) {
    const Excerpt shown = excerpt("auth_pas 1234", 0, 8);
    EXPECT_EQ(shown.text, "auth_pas ***");
    EXPECT_EQ(shown.caret, 0U);
    EXPECT_EQ(shown.carets, 8U);
}

TEST(Secret, is_not_what_follows_other_words) {
    for (const char* line :
         {"auth_type PASS", "vrrp_instance passive {", "priority 100", "router_id auth", ""})
        EXPECT_EQ(excerpt(line, 0, 1).text, line);
}

} // namespace
} // namespace xvrrp::config
