// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual routers that share a VRID on one interface. The source of an advert says whose it is.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

const IpAddress kOurs = IpAddress::v4(192, 0, 2, 9);
const IpAddress kPeerOfFirst = IpAddress::v4(192, 0, 2, 1);
const IpAddress kPeerOfSecond = IpAddress::v4(192, 0, 2, 2);
const IpAddress kElsewhere = IpAddress::v4(192, 0, 2, 66);
constexpr core::Slot kSlotOfFirst{3};
constexpr core::Slot kSlotOfSecond{4};
constexpr std::uint8_t kVrid = 77;

class SharedVrid : public RxTest {
protected:
    static core::Expectation of_peer(const IpAddress& peer, bool shares = true) {
        core::Expectation out;
        out.version = core::Version::V3;
        out.vrid = kVrid;
        out.min_ttl = 0;
        out.destination = kOurs;
        out.peers = {{peer}};
        out.shares_vrid = shares;
        out.scope = {{1}, {0}};
        return out;
    }

    static Bytes advert_of(const IpAddress& source) {
        return Ethernet{} / Ipv4{.source = source, .destination = kOurs} / Vrrp{.vrid = kVrid};
    }

    static Bytes ipv6_advert_of(const IpAddress& source, const IpAddress& destination) {
        return Ethernet{} / Ipv6{.source = source, .destination = destination} / Vrrp{.vrid = kVrid};
    }

    // The slot to which the advert of this source goes, or 0.
    static std::uint32_t slot_of(const Bytes& frame) {
        for (const auto program : {Program::Xdp, Program::Tc}) {
            const auto outcome = rx().run(frame, program);
            if (outcome.events.empty()) {
                EXPECT_EQ(outcome.verdict, Verdict::Pass);
                EXPECT_FALSE(outcome.peers_changed);
                return 0;
            }
            if (program == Program::Tc)
                return outcome.events[0].slot;
        }
        return 0;
    }

    static void configure(datapath::Slots& slots, core::Slot slot, const core::Expectation& expected) {
        ASSERT_TRUE(slots.configure(slot, {1}, expected));
    }
};

} // namespace

TEST_F(SharedVrid, is_that_of_the_slot_whose_peer_sends) {
    auto slots = rx().slots();
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), kSlotOfFirst.value);
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
    EXPECT_EQ(slot_of(advert_of(kElsewhere)), 0u);
}

TEST_F(SharedVrid, has_a_memo_for_each) {
    auto slots = rx().slots();
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    const auto packet = packet_of(advert_of(kPeerOfSecond));
    slots.memorise(kSlotOfSecond, core::receive(packet, of_peer(kPeerOfSecond), {})->memo);
    EXPECT_EQ(rx().run(advert_of(kPeerOfSecond)).counters["4.keepalive"], 1u);
    EXPECT_EQ(rx().run(advert_of(kPeerOfFirst)).counters["3.news"], 1u);
}

TEST_F(SharedVrid, over_ipv6_is_that_of_the_slot_whose_peer_sends) {
    const auto ours = *IpAddress::from_text("2001:db8::9");
    const auto first = *IpAddress::from_text("2001:db8::1");
    const auto second = *IpAddress::from_text("2001:db8::2");
    auto slots = rx().slots();
    for (const auto& [slot, peer] : {std::pair(kSlotOfFirst, first), {kSlotOfSecond, second}}) {
        auto expected = of_peer(peer);
        expected.family = core::Family::Ipv6;
        expected.destination = ours;
        configure(slots, slot, expected);
    }
    EXPECT_EQ(slot_of(ipv6_advert_of(first, ours)), kSlotOfFirst.value);
    EXPECT_EQ(slot_of(ipv6_advert_of(second, ours)), kSlotOfSecond.value);
}

TEST_F(SharedVrid, stays_with_those_that_are_left) {
    auto slots = rx().slots();
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    ASSERT_TRUE(slots.release(kSlotOfFirst));
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), 0u);
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond, false));
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
    ASSERT_TRUE(slots.release(kSlotOfSecond));
    EXPECT_EQ(rx().run(advert_of(kPeerOfSecond)).counters, (Counters{{"0.vrid_unknown", 1}}));
}

// As a reload brings it: the one that was alone keeps its counters.
TEST_F(SharedVrid, begins_with_one_that_had_it_alone) {
    auto slots = rx().slots();
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst, false));
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), kSlotOfFirst.value);
    const auto adverts = rx().peer(kSlotOfFirst.value).adverts;
    EXPECT_GT(adverts, 0u);
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    EXPECT_EQ(rx().peer(kSlotOfFirst.value).adverts, adverts);
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), kSlotOfFirst.value);
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
}

TEST_F(SharedVrid, has_other_senders_when_the_peers_change) {
    auto slots = rx().slots();
    configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    configure(slots, kSlotOfFirst, of_peer(kElsewhere));
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), 0u);
    EXPECT_EQ(slot_of(advert_of(kElsewhere)), kSlotOfFirst.value);
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
}

TEST_F(SharedVrid, of_a_predecessor_is_nobody_s_until_it_is_configured_again) {
    {
        auto slots = rx().slots();
        configure(slots, kSlotOfFirst, of_peer(kPeerOfFirst));
        configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    }
    auto slots = rx().slots();
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), 0u);
    configure(slots, kSlotOfSecond, of_peer(kPeerOfSecond));
    EXPECT_EQ(slot_of(advert_of(kPeerOfFirst)), 0u);
    EXPECT_EQ(slot_of(advert_of(kPeerOfSecond)), kSlotOfSecond.value);
}

} // namespace xvrrp::test
