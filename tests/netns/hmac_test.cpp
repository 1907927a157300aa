// SPDX-License-Identifier: GPL-2.0-or-later
// Two routers with auth_hmac, and an attacker who hears their adverts and repeats them.
#include "support/vrrp_host.h"

#include <xvrrp/protocol.h>

#include <filesystem>
#include <fstream>

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMessageAt = 14 + 20;
const std::string kKey = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kOtherKey = "hex:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

class Hmac : public RootTest {};

// A busy host may take longer than the default window of 5 s to come from an advert to its replay, which is stale then.
Instance signing(int priority, const std::string& key) {
    return {.priority = priority,
            .advert_int = "0.2",
            .more = "auth_hmac {\n key 1 " + key + "\n active_key 1\n time_window 300\n}\n"};
}

FramePredicate signed_by(const core::IpAddress& source) {
    return [source](const Frame& frame) {
        const auto& bytes = frame.bytes;
        return frame.ether_type() == 0x0800 && bytes.size() >= kMessageAt + 8 + 4 + VRRP_HMAC_TRAILER_SIZE &&
               bytes[23] == VRRP_IP_PROTOCOL &&
               core::IpAddress::from_bytes(core::ByteView(bytes).subspan(26, 4)) == source;
    };
}

std::uint64_t drops(const VrrpHost& host, const std::string& reason) {
    return host.instance()["drops"][reason].get<std::uint64_t>();
}

std::uint64_t transitions(const VrrpHost& host) {
    return host.counter("master-transitions");
}

} // namespace

TEST_F(Hmac, lets_routers_elect_and_an_attacker_change_nothing_but_counters) {
    TwoRouters net;
    const auto key_file = net.a.config_file() + ".key";
    std::ofstream(key_file) << kKey << '\n';
    std::filesystem::permissions(key_file, std::filesystem::perms::owner_read);
    ASSERT_TRUE(net.elect(signing(100, "file:" + key_file), signing(90, kKey)));
    EXPECT_EQ(net.a.log().find("000102"), std::string::npos);

    const auto captured = net.wire.wait_for(signed_by(net.a.address()));
    ASSERT_TRUE(captured);
    ASSERT_TRUE(wait_until([&] { return net.wire.matching(signed_by(net.a.address())).size() > 3; }));
    auto forged = net.wire.matching(signed_by(net.a.address())).back().bytes;
    forged.back() ^= 1;
    const auto before = transitions(net.b);
    for (int copy = 0; copy < 20; ++copy) {
        net.wire.send(captured->bytes);
        net.wire.send(forged);
    }
    EXPECT_TRUE(wait_until([&] { return drops(net.b, "hmac_replay") >= 20; })) << net.b.instance()["drops"];
    EXPECT_TRUE(wait_until([&] { return drops(net.b, "hmac_invalid") >= 20; }));
    EXPECT_EQ(net.b.counter("keepalive"), 0u);
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(transitions(net.b), before);

    // Neither of these keeps a dead master alive.
    net.a.daemon().kill();
    const auto until = std::chrono::steady_clock::now() + seconds(8);
    while (net.b.state() != "MASTER" && std::chrono::steady_clock::now() < until) {
        net.wire.send(captured->bytes);
        net.wire.send(forged);
        net.wire.wait_for([](const Frame&) { return false; }, milliseconds(50));
    }
    EXPECT_EQ(net.b.state(), "MASTER");
}

TEST_F(Hmac, of_another_key_is_nobody_s) {
    TwoRouters net;
    net.a.run_xvrrpd(signing(100, kKey).text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    net.b.run_xvrrpd(signing(90, kOtherKey).text());
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return drops(net.a, "hmac_invalid") > 0; }));
    EXPECT_TRUE(wait_until([&] { return drops(net.b, "hmac_invalid") > 0; }));
    EXPECT_EQ(net.a.counter("advertisement-rcvd"), 0u);
    EXPECT_NE(net.b.log().find("advert not authentic: wrong HMAC"), std::string::npos);
}

} // namespace xvrrp::test
