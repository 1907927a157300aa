// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual routers with auth_hmac. The programs cannot tell who sent an advert, so they hand over each one and
// believe none.
#include "rx_under_test.h"

#include <cstring>

namespace xvrrp::test {

namespace {

const IpAddress kStranger = IpAddress::v4(192, 0, 2, 66);
const Bytes kSignature(VRRP_HMAC_TRAILER_SIZE, 0x5a);
const Vrrp kMaster{.priority = 150, .signature = kSignature};
const Vrrp kUnsigned{.priority = 150};

class HmacSlot : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        rx().known(kSlot4).hmac = rx().known(kSlot6).hmac = VRRP_HMAC_REQUIRED;
        rx().control().visible_burst = 100000;
        rx().control().unverified_period_ns = 3'600'000'000'000; // no token comes back during a test
    }

    // The core does this after it has verified an advert.
    static void name_master(const IpAddress& source) {
        auto& memo = rx().known(kSlot4).memo[0];
        memo = {};
        std::ranges::copy(source.mapped(), memo.source.bytes);
        rx().known(kSlot4).current = 1;
    }

    static std::uint64_t moved(const Outcome& outcome, const std::string& counter) {
        const auto found = outcome.counters.find("1." + counter);
        return found == outcome.counters.end() ? 0 : found->second;
    }

    static std::uint64_t told(const Outcome& outcome) {
        EXPECT_EQ(moved(outcome, "news"), outcome.events.size());
        return outcome.events.size();
    }
};

} // namespace

TEST_F(HmacSlot, tells_every_advert_and_keeps_nothing_of_it) {
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const Bytes frame = Ethernet{} / Ipv4{} / kMaster;
        const auto before = rx().peer(kSlot4);
        const auto outcome = rx().run(frame, program, 3);
        EXPECT_EQ(outcome.events, std::vector<SeenEvent>(3, {kSlot4, 1, packet_of(frame)})) << name(program);
        EXPECT_EQ(moved(outcome, "keepalive"), 0u);
        const auto peer = rx().peer(kSlot4);
        EXPECT_EQ(peer.last_seen_ns, 0u);
        EXPECT_EQ(peer.keepalive_ns, 0u);
        EXPECT_EQ(peer.adverts, 0u);
        EXPECT_EQ(peer.priority, before.priority);
        EXPECT_EQ(std::memcmp(&peer.source, &before.source, sizeof peer.source), 0);
    }
}

TEST_F(HmacSlot, knows_no_advert_even_where_a_memo_says_so) {
    rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / kMaster));
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / kMaster);
    EXPECT_EQ(told(outcome), 1u);
    EXPECT_EQ(moved(outcome, "keepalive"), 0u);
    EXPECT_EQ(rx().peer(kSlot4).keepalive_ns, 0u);
}

TEST_F(HmacSlot, takes_either_checksum_version_and_family) {
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / kMaster)), 1u);
    const Vrrp plain{.style = core::ChecksumStyle::MessageOnly, .signature = kSignature};
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / plain)), 1u);
    EXPECT_EQ(told(rx().run(Ethernet{} / Vlan{.id = 0} / Ipv4{} / plain)), 1u);
    const auto most = documentation_addresses(core::Family::Ipv4, 255);
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / Vrrp{.addresses = most, .signature = kSignature})), 1u);
    rx().known(kSlot4).version = 2;
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / Vrrp{.version = 2, .signature = kSignature})), 1u);
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / Vrrp{.signature = kSignature}).events.size(), 1u);
}

TEST_F(HmacSlot, leaves_the_trailer_out_of_the_checksum_over_ipv4_and_not_over_ipv6) {
    const Vrrp summed{.trailing = kSignature};
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / summed), "checksum"), 1u);
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / summed).events.size(), 1u);
    Bytes changed = Ethernet{} / Ipv6{} / summed;
    changed.back() ^= 1;
    EXPECT_EQ(rx().run(changed).counters["2.checksum"], 1u);
}

TEST_F(HmacSlot, refuses_what_has_no_trailer) {
    const auto without = rx().run(Ethernet{} / Ipv4{} / kUnsigned);
    EXPECT_EQ(moved(without, "hmac_missing"), 1u);
    EXPECT_TRUE(without.events.empty());
    EXPECT_FALSE(without.peers_changed);
    for (const std::size_t length : {1u, 8u, 27u, 29u, 56u}) {
        const auto other = rx().run(Ethernet{} / Ipv4{} / Vrrp{.trailing = Bytes(length, 1)});
        EXPECT_EQ(moved(other, "hmac_malformed"), 1u) << length;
        EXPECT_TRUE(other.events.empty());
        EXPECT_FALSE(other.peers_changed);
    }
}

TEST_F(HmacSlot, takes_adverts_without_a_trailer_where_that_is_optional) {
    rx().known(kSlot4).hmac = VRRP_HMAC_OPTIONAL;
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / kUnsigned)), 1u);
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / kMaster)), 1u);
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / Vrrp{.trailing = Bytes(4, 1)}), "hmac_malformed"), 1u);
}

TEST_F(HmacSlot, has_room_for_masters_at_10_ms_and_bounds_the_rest) {
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / kMaster, Program::Xdp, 1000);
    EXPECT_EQ(told(outcome), 500u);
    EXPECT_EQ(moved(outcome, "withheld"), 500u);
    EXPECT_EQ(rx().peer(kSlot4).withheld, 500u);
}

TEST_F(HmacSlot, lets_no_stranger_take_what_the_master_needs_whatever_priority_he_claims) {
    name_master(IpAddress::v4(192, 0, 2, 1));
    for (const std::uint8_t priority : {std::uint8_t{255}, std::uint8_t{0}}) {
        const Vrrp forged{.priority = priority, .signature = kSignature};
        rx().run(Ethernet{} / Ipv4{.source = kStranger} / forged, Program::Xdp, 1000);
    }
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{.source = kStranger} / kMaster)), 0u);
    EXPECT_EQ(told(rx().run(Ethernet{} / Ipv4{} / kMaster, Program::Xdp, 400)), 400u);
}

} // namespace xvrrp::test
