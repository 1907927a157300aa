// SPDX-License-Identifier: GPL-2.0-or-later
// For any bytes parse terminates, and its findings lie within the text and can be shown.
#include "config/report/render.h"
#include "findings.h"

#include <algorithm>
#include <array>
#include <random>

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

void check(const std::string& text) {
    const Parsed parsed = parse({{"test.conf", text}});
    const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 1);
    for (const Diagnostic& found : parsed.diagnostics) {
        EXPECT_FALSE(found.message.empty());
        EXPECT_GE(found.where.line, 1U);
        EXPECT_LE(found.where.line, lines);
        EXPECT_GE(found.where.column, 1U);
        EXPECT_EQ(render(found, parsed.sources).find('\0'), std::string::npos);
    }
    for (const core::VirtualRouterConfig& router : parsed.config.routers) {
        if (parsed.usable()) {
            EXPECT_NE(router.vrid, 0);
            EXPECT_NE(router.priority, 0);
            EXPECT_GT(router.interval.count(), 0);
            for (const core::VirtualAddress& each : router.addresses)
                EXPECT_EQ(each.address.family, router.family);
            for (const core::UnicastPeer& each : router.unicast_peers)
                EXPECT_EQ(each.address.family, router.family);
        }
    }
}

constexpr std::size_t kStride = 3; // skips positions, because the time grows with the square of the text

std::string good_config() {
    return read_file(std::string(XVRRP_GOLDEN_DIR) + "/everything.conf");
}

TEST(Parse, takes_prefixes_of_a_good_configuration) {
    const std::string text = good_config();
    ASSERT_TRUE(parse_text(text).clean());
    for (std::size_t length = 0; length <= text.size(); length += kStride)
        check(text.substr(0, length));
}

TEST(Parse, takes_a_good_configuration_with_a_byte_replaced) {
    const std::string text = good_config();
    std::mt19937 random(1);
    for (std::size_t at = 0; at < text.size(); at += kStride) {
        std::string broken = text;
        broken[at] = static_cast<char>(random());
        check(broken);
    }
}

TEST(Parse, takes_random_bytes) {
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
        std::string text(random() % 500, '\0');
        std::generate(text.begin(), text.end(), [&random] { return static_cast<char>(random()); });
        check(text);
    }
}

TEST(Parse, takes_random_words_of_its_language) {
    // clang-format off
    constexpr auto kWords = std::to_array<const char*>({
        "vrrp_instance", "global_defs", "authentication", "virtual_ipaddress", "priority", "state", "MASTER",
        "interface", "eth0", "virtual_router_id", "auth_type", "PASS", "auth_pass", "version", "3", "advert_int",
        "0.5", "10.0.0.9/24", "2001:db8::1", "nopreempt", "preempt_delay", "A", "{", "}", "\n", "\n", "\"", "${",
        "unicast_peer", "unicast_src_ip", "min_ttl", "max_ttl", "check_unicast_src", "off", "native_ipv6", "fe80::1",
        "$P=1", "$Q= \\", "${P}", "$Q", "${Q", "@left", "@^left", "~SEQ(P,3)", "~LST({P,Q},{1,2},3)", "include", "#", "\\#",
        "vrrp_min_garp", "vrrp_garp_interval", "garp_master_repeat", "0", "debug",
    });
    // clang-format on
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (auto words = random() % 120; words > 0; --words)
            text += std::string(kWords[random() % kWords.size()]) + (random() % 8 == 0 ? "" : " ");
        check(text);
    }
}

TEST(Parse, takes_no_source_at_all) {
    EXPECT_TRUE(parse({}).clean());
}

TEST(Parse, is_done_soon_with_thousands_of_instances) {
    std::string text;
    for (int i = 0; i < 4000; ++i)
        text += "vrrp_instance VI_" + std::to_string(i) + " {\ninterface eth" + std::to_string(i / 250) +
                "\nvirtual_router_id " + std::to_string(i % 250 + 1) +
                "\nvirtual_ipaddress {\n10.0.0.9\n}\n}\n";
    const Parsed parsed = parse_text(text);
    EXPECT_TRUE(parsed.clean());
    EXPECT_EQ(parsed.config.routers.size(), 4000U);
}

} // namespace
} // namespace xvrrp::config
