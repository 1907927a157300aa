// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

std::string with_authentication(const std::string& statements, const std::string& more = "") {
    return instance("authentication {\n" + statements + "\n}\n" + more);
}

core::Authentication pass(std::string_view password) {
    core::Authentication authentication;
    authentication.type = VRRP_AUTH_PASS;
    std::copy(password.begin(), password.end(), authentication.data.begin());
    return authentication;
}

TEST(Authentication, is_a_password_of_up_to_eight_characters) {
    EXPECT_EQ(only_router(with_authentication("auth_type PASS\nauth_pass 1234")).authentication,
              pass("1234"));
    EXPECT_EQ(only_router(with_authentication("auth_type PASS\nauth_pass \"a#b c\"")).authentication,
              pass("a#b c"));
    EXPECT_EQ(findings(with_authentication("auth_pass 12345678\nauth_type PASS")), Findings{});
}

TEST(Authentication, cuts_a_longer_password) {
    const std::string text = with_authentication("auth_type PASS\nauth_pass 123456789");
    EXPECT_EQ(findings(text), (Findings{"warning 7:11 auth_pass is longer than 8 characters, cutting it"}));
    EXPECT_EQ(only_router(text).authentication, pass("12345678"));
}

TEST(Authentication, is_ignored_in_version_3) {
    for (const char* type : {"PASS", "AH"}) {
        const std::string text =
            with_authentication(std::string("auth_type ") + type + "\nauth_pass 1234", "version 3");
        EXPECT_EQ(findings(text),
                  (Findings{"warning 6:11 VRRP version 3 has no authentication, ignoring it"}));
        EXPECT_EQ(only_router(text).authentication, core::Authentication{});
    }
}

TEST(Authentication, of_ah_has_the_password_as_its_key_and_not_on_the_wire) {
    const std::string text = with_authentication("auth_type AH\nauth_pass 1234");
    EXPECT_EQ(findings(text),
              (Findings{"note 6:11 auth_type AH is no protection: its key is the password of 8 "
                        "characters at most"}));
    const auto router = only_router(text);
    EXPECT_EQ(router.authentication, (core::Authentication{VRRP_AUTH_AH, {}}));
    EXPECT_EQ(router.ah_key, (core::AhKey{'1', '2', '3', '4'}));
}

TEST(Authentication, of_ah_gives_way_to_auth_hmac) {
    const std::string key(32, 'k');
    const std::string text = with_authentication("auth_type AH\nauth_pass 1234",
                                                 "auth_hmac {\nkey 1 " + key + "\nactive_key 1\n}");
    EXPECT_EQ(findings(text), (Findings{"warning 6:11 authentication beside auth_hmac, ignoring it"}));
    EXPECT_EQ(only_router(text).authentication, core::Authentication{});
    EXPECT_EQ(only_router(text).ah_key, std::nullopt);
}

TEST(Authentication, is_off_where_type_or_password_is_missing) {
    const std::vector<std::pair<std::string, Findings>> cases{
        {"auth_pass 1234", {"warning 6:11 auth_pass without an auth_type, authentication is off"}},
        {"auth_type PASS", {"warning 6:11 auth_type PASS without an auth_pass, authentication is off"}},
        {"auth_type AH", {"warning 6:11 auth_type AH without an auth_pass, authentication is off"}},
        {"auth_type PASS\nauth_pass \"\"",
         {"warning 6:11 auth_type PASS without an auth_pass, authentication is off"}},
        {"auth_type pass\nauth_pass 1234", {"warning 6:11 unknown auth_type 'pass', authentication is off"}},
        {"", {}}};
    for (const auto& [statements, found] : cases) {
        EXPECT_EQ(findings(with_authentication(statements)), found) << statements;
        EXPECT_EQ(only_router(with_authentication(statements)).authentication, core::Authentication{})
            << statements;
    }
}

TEST(Authentication, in_one_line_takes_only_the_type) {
    EXPECT_EQ(findings(instance("authentication { auth_type PASS auth_pass 1234 }")),
              (Findings{"warning 5:28 auth_type PASS without an auth_pass, authentication is off",
                        "warning 5:33 surplus words after 'auth_type', ignoring them"}));
}

} // namespace
} // namespace xvrrp::config
