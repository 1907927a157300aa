// SPDX-License-Identifier: GPL-2.0-or-later
// A refused advert leaves a note for people: its sender and the reason. An accepted one leaves none.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

constexpr core::MacAddress kSender{{0x02, 0, 0, 0, 0, 7}};
constexpr core::MacAddress kNobody{};
constexpr std::chrono::nanoseconds kPeriod(VRRP_REFUSED_PERIOD_NS);

class Notes : public RxTest {
protected:
    static vrrp_refused noted(const Bytes& frame, Program program) {
        rx().age_notes(2 * kPeriod); // the programs' coarse clock is some milliseconds behind
        const auto outcome = rx().run(frame, program);
        EXPECT_EQ(outcome.notes.size(), 1u);
        EXPECT_TRUE(outcome.events.empty());
        EXPECT_FALSE(outcome.peers_changed);
        EXPECT_FALSE(outcome.frame_changed);
        EXPECT_EQ(rx().taken_scratches(), 0u);
        return outcome.notes.empty() ? vrrp_refused{} : outcome.notes.front();
    }
};

IpAddress address_of(const vrrp_address& address) {
    return IpAddress::from_mapped(std::to_array(address.bytes));
}

} // namespace

TEST_F(Notes, tell_who_sends_a_vrid_that_nobody_has) {
    for (const auto program : {Program::Xdp, Program::Tc}) {
        SCOPED_TRACE(name(program));
        const auto before = RxUnderTest::now();
        const auto note =
            noted(Ethernet{.source = kSender} / Vlan{.id = 20} / Ipv4{.source = IpAddress::v4(192, 0, 2, 9)} /
                      Vrrp{.vrid = 52, .priority = 77},
                  program);
        EXPECT_GE(note.at_ns, before);
        EXPECT_LE(note.at_ns, RxUnderTest::now());
        EXPECT_EQ(note.netns, rx().key(core::Family::Ipv4).netns);
        EXPECT_EQ(note.ifindex, rx().key(core::Family::Ipv4).ifindex);
        EXPECT_EQ(note.vlan_outer, 20);
        EXPECT_EQ(note.vlan_inner, 0);
        EXPECT_EQ(note.family, 4);
        EXPECT_EQ(note.vrid, 52);
        EXPECT_EQ(note.reason, VRRP_DROP_VRID_UNKNOWN);
        EXPECT_EQ(note.version, 3);
        EXPECT_EQ(note.priority, 77);
        EXPECT_EQ(core::MacAddress{std::to_array(note.sender)}, kSender);
        EXPECT_EQ(address_of(note.source), IpAddress::v4(192, 0, 2, 9));
        EXPECT_EQ(address_of(note.destination), core::vrrp_group(core::Family::Ipv4));
    }
}

TEST_F(Notes, tell_of_a_stranger_once_in_a_while) {
    const auto of = [](std::uint8_t vrid, std::uint8_t priority) {
        return Ethernet{.source = kSender} / Ipv4{} / Vrrp{.vrid = vrid, .priority = priority};
    };
    for (const auto program : {Program::Xdp, Program::Tc}) {
        SCOPED_TRACE(name(program));
        rx().reset();
        EXPECT_EQ(rx().run(of(52, 77), program).notes.size(), 1u);
        rx().age_notes(-kPeriod); // this test may be slower than the period
        EXPECT_TRUE(rx().run(of(52, 78), program).notes.empty());
        const auto other = rx().run(of(53, 79), program);
        ASSERT_EQ(other.notes.size(), 1u);
        EXPECT_EQ(other.notes.front().vrid, 53);
        rx().age_notes(3 * kPeriod);
        const auto later = rx().run(of(52, 80), program);
        ASSERT_EQ(later.notes.size(), 1u);
        EXPECT_EQ(later.notes.front().priority, 80);
        EXPECT_EQ(later.counters, (Counters{{"0.vrid_unknown", 1}}));
    }
}

TEST_F(Notes, tell_why_an_advert_of_ours_was_refused) {
    for (const auto program : {Program::Xdp, Program::Tc}) {
        SCOPED_TRACE(name(program));
        const auto version = noted(Ethernet{.source = kSender} / Ipv6{} / Vrrp{.version = 2}, program);
        EXPECT_EQ(version.reason, VRRP_DROP_VERSION);
        EXPECT_EQ(version.version, 2);
        EXPECT_EQ(version.family, 6);
        EXPECT_EQ(version.vrid, 1);
        EXPECT_EQ(version.vlan_outer, 0);
        EXPECT_EQ(core::MacAddress{std::to_array(version.sender)}, kSender);
        EXPECT_EQ(noted(Ethernet{} / Ipv4{.ttl = 3} / Vrrp{}, program).reason, VRRP_DROP_TTL);
    }
}

TEST_F(Notes, have_no_sender_where_there_is_no_ethernet) {
    const Bytes frame = Ethernet{} / Ipv4{.ttl = 3} / Vrrp{};
    const auto note = noted(packet_of(frame), Program::Ip);
    EXPECT_EQ(note.reason, VRRP_DROP_TTL);
    EXPECT_EQ(core::MacAddress{std::to_array(note.sender)}, kNobody);
}

TEST_F(Notes, are_not_written_for_an_accepted_or_a_known_advert_nor_for_another_protocol) {
    const Bytes frame = Ethernet{.source = kSender} / Ipv4{} / Vrrp{};
    for (const auto program : {Program::Xdp, Program::Tc}) {
        SCOPED_TRACE(name(program));
        const auto news = rx().run(frame, program);
        EXPECT_TRUE(news.notes.empty());
        ASSERT_EQ(news.events.size(), 1u);
        EXPECT_EQ(news.events.front().sender, kSender);
        rx().memorise(kSlot4, packet_of(frame));
        const auto known = rx().run(frame, program);
        EXPECT_EQ(known.counters.at("1.keepalive"), 1u);
        EXPECT_TRUE(known.notes.empty());
        EXPECT_TRUE(rx().run(Ethernet{} / Ipv4{.protocol = 6} / Payload{Bytes(40)}, program).notes.empty());
        rx().reset();
    }
}

TEST_F(Notes, are_left_out_when_no_scratch_is_free) {
    rx().take_scratches(4);
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / Vrrp{.vrid = 52});
    EXPECT_EQ(outcome.verdict, Verdict::Pass);
    EXPECT_TRUE(outcome.notes.empty());
    EXPECT_EQ(outcome.counters, (Counters{{"0.vrid_unknown", 1}}));
    rx().take_scratches(0);
}

} // namespace xvrrp::test
