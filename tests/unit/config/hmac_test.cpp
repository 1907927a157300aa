// SPDX-License-Identifier: GPL-2.0-or-later
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using namespace std::chrono_literals;

const std::string kAscii = "0123456789abcdefghijklmnopqrstuv"; // 32 characters
const std::string kDigits = "000102030405060708090A0B0C0D0E0f101112131415161718191a1b1c1d1e1f";
const core::Bytes kSecret(kAscii.begin(), kAscii.end());

// The block is on line 5, the statements from line 6 on.
std::string with_hmac(const std::string& statements, const std::string& more = "") {
    return instance("auth_hmac {\n" + statements + "\n}\n" + more);
}

std::string with_key(const std::string& statements, const std::string& more = "") {
    return with_hmac("key 1 " + kAscii + "\nactive_key 1\n" + statements, more);
}

core::HmacConfig hmac(const std::string& text) {
    return only_router(text).hmac.value();
}

TEST(AuthHmac, is_off_where_it_is_not_written) {
    EXPECT_FALSE(only_router(instance("")).hmac);
}

TEST(AuthHmac, has_keepalived_s_defaults) {
    EXPECT_EQ(findings(with_key("")), Findings{});
    const core::HmacConfig expected{{{1, kSecret}}, 1, core::HmacMode::Enforce, 5s};
    EXPECT_EQ(hmac(with_key("")), expected);
    EXPECT_EQ(hmac(with_key("", "advert_int 4")).window, 12s);
    EXPECT_EQ(hmac(with_key("", "version 3\nadvert_int 1.9")).window, 6s);
}

TEST(AuthHmac, takes_every_keyword) {
    const std::string text =
        with_hmac("key 1 " + kAscii + "\nkey 255 hex:" + kDigits +
                  "\nactive_key 255\nmode permissive\nanti_replay time\ntime_window 300");
    EXPECT_EQ(findings(text), Findings{});
    core::Bytes counted;
    for (std::uint8_t each = 0; each < 32; ++each)
        counted.push_back(each);
    const core::HmacConfig expected{{{1, kSecret}, {255, counted}}, 255, core::HmacMode::Permissive, 300s};
    EXPECT_EQ(hmac(text), expected);
}

TEST(AuthHmac, works_in_both_versions_and_families_and_beside_unicast) {
    for (const char* more : {"version 2", "version 3", "unicast_peer { 10.0.0.2 }"}) {
        EXPECT_EQ(findings(with_key("", more)), Findings{}) << more;
        EXPECT_TRUE(only_router(with_key("", more)).hmac) << more;
    }
    const std::string ipv6 =
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { fe80::9 }\n"
        "auth_hmac {\nkey 1 " +
        kAscii + "\nactive_key 1\n}\n}\n";
    EXPECT_EQ(findings(ipv6), Findings{});
    EXPECT_TRUE(only_router(ipv6).hmac);
}

TEST(AuthHmac, needs_no_active_key_where_nothing_is_signed) {
    EXPECT_EQ(findings(with_hmac("key 1 " + kAscii + "\nmode receive-only")), Findings{});
}

TEST(AuthHmac, has_no_window_without_a_clock) {
    EXPECT_EQ(hmac(with_key("anti_replay monotonic")).window, std::nullopt);
    const std::string both = with_key("anti_replay monotonic\ntime_window 9");
    EXPECT_EQ(findings(both),
              (Findings{"warning 9:13 time_window does not work with anti_replay monotonic, ignoring it"}));
    EXPECT_EQ(hmac(both).window, std::nullopt);
}

TEST(AuthHmac, puts_a_password_aside) {
    const std::string text = with_key("", "authentication {\nauth_type PASS\nauth_pass 1234\n}");
    EXPECT_EQ(findings(text), (Findings{"warning 11:11 authentication beside auth_hmac, ignoring it"}));
    EXPECT_EQ(only_router(text).authentication, core::Authentication{});
    EXPECT_TRUE(only_router(text).hmac);
}

TEST(AuthHmac, that_would_not_protect_does_not_start) {
    const std::string key = "key 1 " + kAscii;
    const std::vector<std::pair<std::string, Findings>> rows{
        {"", {"error 5:1 auth_hmac has no key"}},
        {"active_key 1", {"error 5:1 auth_hmac has no key"}},
        {key, {"error 5:1 auth_hmac has no active_key"}},
        {key + "\nactive_key 2", {"error 7:12 active_key 2 is none of the keys"}},
        {key + "\n" + key + "\nactive_key 1", {"error 7:5 key 1 is already defined"}},
        {"key 1\nactive_key 1",
         {"error 5:1 auth_hmac has no key", "error 6:1 'key' takes an id and a value"}},
        {key + " x\nactive_key 1",
         {"error 5:1 auth_hmac has no key", "error 6:1 'key' takes an id and a value"}},
        {"key 0 " + kAscii + "\nactive_key 1",
         {"error 5:1 auth_hmac has no key", "error 6:5 key *** is not in 1..255 KEY"}},
        {"key 1 short\nactive_key 1", {"error 6:7 key 1 has 5 bytes, not 32 to 64"}},
        {"key 1 " + kAscii + kAscii + "x\nactive_key 1", {"error 6:7 key 1 has 65 bytes, not 32 to 64"}},
        {"key 1 hex:" + kDigits + "0\nactive_key 1", {"error 6:7 key 1 is not pairs of hexadecimal digits"}},
        {"key 1 hex:" + kDigits + "0g\nactive_key 1", {"error 6:7 key 1 is not pairs of hexadecimal digits"}},
        {"key 1 hex:00\nactive_key 1", {"error 6:7 key 1 has 1 bytes, not 32 to 64"}},
        {key + "\nactive_key 1\nmode enforced", {"error 8:6 unknown mode 'enforced'"}},
        {key + "\nactive_key 1\nanti_replay off", {"error 8:13 unknown anti_replay 'off'"}},
    };
    for (const auto& [statements, found] : rows) {
        EXPECT_EQ(findings(with_hmac(statements)), found) << statements;
        EXPECT_FALSE(parse_text(with_hmac(statements)).usable()) << statements;
    }
}

TEST(AuthHmac, keeps_its_window_where_another_is_out_of_range) {
    for (const char* window : {"0", "301", "x"}) {
        const auto parsed = parse_text(with_key(std::string("time_window ") + window));
        EXPECT_FALSE(parsed.clean()) << window;
        EXPECT_EQ(parsed.config.routers[0].hmac->window, core::Window(5s)) << window;
    }
}

TEST(AuthHmac, leaves_room_for_the_trailer_in_an_ipv6_advert) {
    std::string addresses;
    for (int i = 1; i <= 90; ++i)
        addresses += "fe80::" + std::to_string(i) + "\n";
    const std::string start =
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n" + addresses + "}\n";
    EXPECT_EQ(findings(start + "}\n"), Findings{});
    EXPECT_EQ(findings(start + "auth_hmac {\nkey 1 " + kAscii + "\nactive_key 1\n}\n}\n"),
              (Findings{"error 1:15 vrrp_instance 'A' has more than 89 addresses"}));
}

class KeyInAFile : public ::testing::Test {
protected:
    Findings take(const Result<KeyText>& text) {
        take_key(parsed.key_files.at(0), text, parsed.config, parsed.diagnostics);
        return findings(parsed.diagnostics);
    }

    Parsed parsed = parse_text(with_hmac("key 7 file:/etc/keys/vrrp51\nactive_key 7"));
};

TEST_F(KeyInAFile, is_named_and_not_read) {
    ASSERT_EQ(parsed.key_files.size(), 1U);
    EXPECT_EQ(parsed.key_files[0].path, "/etc/keys/vrrp51");
    EXPECT_TRUE(parsed.config.routers[0].hmac->keys[0].secret.empty());
    EXPECT_EQ(parsed.diagnostics, Diagnostics{});
}

TEST_F(KeyInAFile, is_its_first_line_written_as_in_the_configuration) {
    EXPECT_EQ(take(KeyText{kAscii + "\n", false}), Findings{});
    EXPECT_EQ(parsed.config.routers[0].hmac->keys[0].secret, kSecret);
    EXPECT_EQ(take(KeyText{"hex:" + kDigits + "\r\nmore", false}), Findings{});
    EXPECT_EQ(parsed.config.routers[0].hmac->keys[0].secret.back(), 0x1f);
}

TEST_F(KeyInAFile, that_others_may_read_is_warned_of) {
    EXPECT_EQ(take(KeyText{kAscii, true}), (Findings{"warning 6:7 the file of key 7 may be read by others"}));
    EXPECT_TRUE(parsed.usable());
}

TEST_F(KeyInAFile, that_is_no_key_or_cannot_be_read_does_not_start) {
    EXPECT_EQ(take(KeyText{"", false}), (Findings{"error 6:7 key 7 has 0 bytes, not 32 to 64"}));
    EXPECT_FALSE(parsed.usable());
    parsed.diagnostics.clear();
    EXPECT_EQ(take(failure(Error{"read /etc/keys/vrrp51", "permission denied", "", EACCES})),
              (Findings{"error 6:7 key 7: read /etc/keys/vrrp51: permission denied"}));
    EXPECT_FALSE(parsed.usable());
}

} // namespace
} // namespace xvrrp::config
