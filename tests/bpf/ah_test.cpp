// SPDX-License-Identifier: GPL-2.0-or-later
// auth_type AH: the programs find the advert behind the AH header of protocol 51, hand it over and believe nothing.
// Any other packet of that protocol is somebody else's.
#include "rx_under_test.h"

#include <cstring>

namespace xvrrp::test {

namespace {

const Ipv4 kAh{.protocol = VRRP_AH_IP_PROTOCOL};
const Vrrp kSigned{.version = 2, .priority = 150, .authentication = {VRRP_AUTH_AH, {}}};

class AhSlot : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        auto& known = rx().known(kSlot4);
        known.version = 2;
        known.auth_type = VRRP_AUTH_AH;
        known.hmac = VRRP_HMAC_AH;
        rx().control().visible_burst = 100000;
    }

    static void expect_untouched(const Bytes& frame, const Counters& counters = {}) {
        rx().control().visible_burst = 0; // what is ours would be consumed
        for (const auto program : {Program::Xdp, Program::Tc}) {
            const auto outcome = rx().run(frame, program);
            EXPECT_EQ(outcome.verdict, Verdict::Pass) << name(program);
            EXPECT_EQ(outcome.counters, counters) << name(program);
            EXPECT_TRUE(outcome.events.empty());
            EXPECT_FALSE(outcome.peers_changed);
            EXPECT_FALSE(outcome.frame_changed);
        }
        rx().control().visible_burst = 100000;
    }
};

} // namespace

TEST_F(AhSlot, tells_every_advert_and_keeps_nothing_of_it) {
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const Bytes frame = Ethernet{} / kAh / Ah{} / kSigned;
        const auto outcome = rx().run(frame, program, 3);
        EXPECT_EQ(outcome.events, std::vector<SeenEvent>(3, {kSlot4, 1, packet_of(frame)})) << name(program);
        const auto peer = rx().peer(kSlot4);
        EXPECT_EQ(peer.last_seen_ns, 0u);
        EXPECT_EQ(peer.keepalive_ns, 0u);
        EXPECT_EQ(peer.adverts, 0u);
    }
    EXPECT_EQ(rx().run(Ethernet{} / Vlan{.id = 0} / kAh / Ah{} / kSigned).events.size(), 1u);
    const auto most = documentation_addresses(core::Family::Ipv4, 255);
    auto long_one = kSigned;
    long_one.addresses = most;
    EXPECT_EQ(rx().run(Ethernet{} / kAh / Ah{} / long_one).events.size(), 1u);
    EXPECT_EQ(rx().run(packet_of(Ethernet{} / kAh / Ah{} / kSigned), Program::Ip).events.size(), 1u);
}

TEST_F(AhSlot, takes_no_advert_without_the_header) {
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / kSigned);
    EXPECT_EQ(outcome.counters, (Counters{{"1.auth_type", 1}, {"1.passed", 1}}));
    EXPECT_TRUE(outcome.events.empty());
    EXPECT_FALSE(outcome.peers_changed);
}

TEST_F(AhSlot, checks_all_but_the_digest) {
    const auto counted = [](const Bytes& frame) { return rx().run(frame).counters; };
    auto other = kSigned;
    other.interval = core::Centiseconds(200);
    EXPECT_EQ(counted(Ethernet{} / kAh / Ah{} / other)["1.interval_mismatch"], 1u);
    other = kSigned;
    other.authentication.type = VRRP_AUTH_PASS;
    EXPECT_EQ(counted(Ethernet{} / kAh / Ah{} / other)["1.auth_type"], 1u);
    other = kSigned;
    other.checksum = 0x1234;
    EXPECT_EQ(counted(Ethernet{} / kAh / Ah{} / other)["1.checksum"], 1u);
    auto near = kAh;
    near.ttl = 254;
    EXPECT_EQ(counted(Ethernet{} / near / Ah{} / kSigned)["1.ttl"], 1u);
    const Bytes whole = Ethernet{} / kAh / Ah{} / kSigned;
    for (std::size_t length = 14; length < whole.size(); ++length) {
        const auto outcome = rx().run(cut(whole, length));
        EXPECT_TRUE(outcome.events.empty()) << length;
        EXPECT_FALSE(outcome.peers_changed) << length;
    }
}

TEST_F(AhSlot, leaves_what_else_ah_protects_alone) {
    expect_untouched(Ethernet{} / kAh / Ah{.next_header = 6} / kSigned);
    expect_untouched(Ethernet{} / kAh / Ah{.words = 7} / kSigned);
    expect_untouched(Ethernet{} / kAh / Payload{Bytes(12, VRRP_IP_PROTOCOL)});
    auto with_options = kAh;
    with_options.options = Bytes(4, 1);
    expect_untouched(Ethernet{} / with_options / Ah{} / kSigned);
    auto unknown = kSigned;
    unknown.vrid = 9;
    expect_untouched(Ethernet{} / kAh / Ah{} / unknown, {{"0.vrid_unknown", 1}});
}

TEST_F(AhSlot, is_the_only_one_that_takes_the_header) {
    auto& known = rx().known(kSlot4);
    for (const auto type : {VRRP_AUTH_NONE, VRRP_AUTH_PASS, VRRP_AUTH_AH}) {
        for (const auto hmac : {VRRP_HMAC_NONE, VRRP_HMAC_OPTIONAL, VRRP_HMAC_REQUIRED}) {
            known.auth_type = static_cast<std::uint8_t>(type);
            known.hmac = static_cast<std::uint8_t>(hmac);
            expect_untouched(Ethernet{} / kAh / Ah{} / kSigned, {{"1.auth_type", 1}});
        }
    }
}

// The total length leaves the AH header out, so that the lengths of the memo and of the packet are equal.
TEST_F(AhSlot, hides_no_known_advert_behind_a_header) {
    auto& known = rx().known(kSlot4);
    known.auth_type = VRRP_AUTH_NONE;
    known.hmac = VRRP_HMAC_NONE;
    const Vrrp advert{.version = 2};
    const Bytes plain = Ethernet{} / Ipv4{} / advert;
    rx().memorise(kSlot4, packet_of(plain));
    EXPECT_EQ(rx().run(plain).counters["1.keepalive"], 1u);
    auto shorter = kAh;
    shorter.total_length = static_cast<std::uint16_t>(packet_of(plain).size());
    expect_untouched(Ethernet{} / shorter / Ah{} / advert, {{"1.auth_type", 1}});
}

} // namespace xvrrp::test
