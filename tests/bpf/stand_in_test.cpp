// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel sends what is overdue, for as long as the lease and the gate allow, and nothing else.
#include "stand_in_under_test.h"

#include <algorithm>

#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

// The bytes behind the head of the token are whatever an advert left there.
Bytes head(const Bytes& packet) {
    return cut(packet, sizeof(vrrp_token_packet));
}

TEST_F(StandIn, sends_an_advert_that_is_overdue_and_gets_the_token_back) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    EXPECT_EQ(turn(), TC_ACT_REDIRECT);
    EXPECT_EQ(head(returned_), head(token()));
    EXPECT_EQ(returned_.size(), VRRP_TOKEN_SIZE);
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert().frame}));
    EXPECT_EQ(leases_.sent(kLeased), 1u);
    EXPECT_FALSE(leases_.shut(kLeased, monotonic()));
}

TEST_F(StandIn, sends_nothing_that_is_not_due) {
    ASSERT_TRUE(leases_.arm(kLeased, lease()));
    EXPECT_EQ(turn(), TC_ACT_REDIRECT);
    EXPECT_TRUE(heard().empty());
}

TEST_F(StandIn, sends_one_advert_for_each_interval) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue(1ms)));
    turn();
    turn();
    EXPECT_EQ(heard().size(), 1u);
    const auto next = core::TimePoint(std::chrono::nanoseconds(gate().due_ns));
    EXPECT_GT(next, monotonic() + 900ms);
    EXPECT_LT(next, monotonic() + 1s);
}

// Whoever cleans up has no adverts and needs none.
TEST_F(StandIn, tells_others_when_it_ends) {
    const auto renewed = monotonic();
    leases_.renew(renewed);
    ASSERT_TRUE(leases_.arm(kLeased, lease()));
    ASSERT_TRUE(leases_.arm(kOther, lease()));
    set_lease_length(500ms); // of kLeased
    auto others = open_leases(Adverts::Left);
    const auto at_first = others.left();
    ASSERT_EQ(at_first.size(), 2u);
    EXPECT_EQ(at_first[0].end, renewed + 500ms);
    EXPECT_EQ(at_first[1].end, renewed + 3s);
    EXPECT_FALSE(at_first[0].is_shut || at_first[1].is_shut);
    for (const auto slot : others.inherited())
        others.end_inherited(slot);
    turn();
    EXPECT_TRUE(others.left()[0].is_shut && others.left()[1].is_shut);
    EXPECT_EQ(heard().size(), 2u);
    others.cancel_all();
    EXPECT_TRUE(open_leases().left().empty());
    EXPECT_TRUE(fenced().empty());
}

TEST_F(StandIn, does_not_catch_up_with_what_was_missed) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue(2500ms)));
    turn();
    turn();
    EXPECT_EQ(heard().size(), 1u);
    EXPECT_GT(core::TimePoint(std::chrono::nanoseconds(gate().due_ns)), monotonic() + 900ms);
}

TEST_F(StandIn, sends_nothing_for_a_daemon_that_has_sent) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    leases_.put_off(kLeased, monotonic() + 1s);
    turn();
    EXPECT_TRUE(heard().empty());
}

TEST_F(StandIn, sends_nothing_under_a_lease_that_was_cancelled) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    leases_.cancel(kLeased);
    turn();
    EXPECT_TRUE(heard().empty());
    EXPECT_FALSE(leases_.shut(kLeased, monotonic()));
}

TEST_F(StandIn, looks_at_a_lease_that_came_after_the_last_look) {
    ASSERT_TRUE(leases_.arm(kOther, lease()));
    turn();
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    turn();
    EXPECT_EQ(heard().size(), 1u);
}

TEST_F(StandIn, looks_at_no_lease_before_the_first_one_is_due) {
    ASSERT_TRUE(leases_.arm(kLeased, lease()));
    turn();
    turn();
    EXPECT_EQ(turns().turns, 2u);
    EXPECT_EQ(turns().walks, 1u);
}

TEST_F(StandIn, resigns_once_at_the_end_of_the_lease) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    leases_.renew(monotonic() - 3s);
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{with_priority_zero()}));
    const auto shut = leases_.shut(kLeased, monotonic());
    ASSERT_TRUE(shut);
    EXPECT_EQ(shut->reason, VRRP_SHUT_LEASE_ENDED);
    leases_.renew(monotonic()); // a daemon that wakes up now does not open it
    ASSERT_TRUE(leases_.arm(kOther, lease()));
    turn();
    EXPECT_TRUE(heard().empty());
}

TEST_F(StandIn, opens_the_gate_again_under_another_lease) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    leases_.renew(monotonic() - 3s);
    turn();
    heard();
    leases_.renew(monotonic());
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert().frame}));
    EXPECT_FALSE(leases_.shut(kLeased, monotonic()));
}

TEST_F(StandIn, does_not_believe_a_lease_that_claims_more_than_a_minute) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    set_lease_length(61s);
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{with_priority_zero()}));
}

TEST_F(StandIn, sends_the_advert_that_replaced_another_one) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    auto changed = overdue();
    changed.frames = {advert({.priority = 90})};
    ASSERT_TRUE(leases_.change(kLeased, changed));
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert({.priority = 90}).frame}));
}

TEST_F(StandIn, sends_the_adverts_of_several_slots_and_of_several_peers) {
    auto both = overdue();
    both.frames.push_back(advert({.priority = 90}, {}, 1));
    ASSERT_TRUE(leases_.arm(kLeased, both));
    auto other = overdue();
    other.frames = {advert({.vrid = 2, .addresses = documentation_addresses(core::Family::Ipv4, 20)})};
    ASSERT_TRUE(leases_.arm(kOther, other));
    turn();
    EXPECT_EQ(head(returned_), head(token()));
    EXPECT_EQ(heard(), (std::vector<Bytes>{both.frames[0].frame, other.frames[0].frame}));
    EXPECT_EQ(heard(1), (std::vector<Bytes>{both.frames[1].frame}));
    EXPECT_EQ(leases_.sent(kLeased), 2u);
}

TEST_F(StandIn, shuts_the_gate_of_an_interface_that_is_gone_and_no_other) {
    auto first = overdue();
    first.frames[0].interface.index = 4711;
    ASSERT_TRUE(leases_.arm(kLeased, first));
    ASSERT_TRUE(leases_.arm(kOther, overdue()));
    turn();
    EXPECT_EQ(heard().size(), 1u);
    ASSERT_TRUE(leases_.shut(kLeased, monotonic()));
    EXPECT_EQ(leases_.shut(kLeased, monotonic())->reason, VRRP_SHUT_NOT_SENT);
    EXPECT_FALSE(leases_.shut(kOther, monotonic()));
}

TEST_F(StandIn, keeps_the_gate_open_as_long_as_one_peer_hears) {
    for (const std::size_t gone : {0U, 1U}) {
        auto both = overdue();
        both.frames.push_back(advert({.priority = 90}));
        both.frames[gone].interface.index = 4711;
        ASSERT_TRUE(leases_.arm(kLeased, both));
        turn();
        EXPECT_EQ(heard(), (std::vector<Bytes>{both.frames[1 - gone].frame}));
        EXPECT_FALSE(leases_.shut(kLeased, monotonic())) << gone;
    }
    auto none = overdue();
    none.frames.push_back(advert());
    for (auto& each : none.frames)
        each.interface.index = 4711;
    ASSERT_TRUE(leases_.arm(kLeased, none));
    turn();
    EXPECT_TRUE(leases_.shut(kLeased, monotonic()));
}

TEST_F(StandIn, sends_to_as_many_peers_as_one_slot_may_have_and_to_others_after_a_change) {
    auto many = overdue();
    many.frames.clear();
    for (std::size_t i = 0; i < VRRP_FRAMES_OF_SLOT; ++i)
        many.frames.push_back(advert({}, {.ttl = static_cast<std::uint8_t>(100 + i)}));
    ASSERT_TRUE(leases_.arm(kLeased, many));
    ASSERT_TRUE(leases_.arm(kOther, overdue()));
    turn();
    EXPECT_EQ(heard().size(), VRRP_FRAMES_OF_SLOT + 1u);
    for (int change = 0; change < 3; ++change) {
        const auto swapped = many.frames.back();
        many.frames.pop_back();
        many.frames.insert(many.frames.begin(), swapped);
        ASSERT_TRUE(leases_.change(kLeased, many)) << "a change needs as many entries again";
    }
    ASSERT_TRUE(leases_.arm(kLeased, many));
    turn();
    std::vector<Bytes> expected;
    for (const auto& each : many.frames)
        expected.push_back(each.frame);
    EXPECT_EQ(heard(), expected);
    many.frames.push_back(advert());
    const auto refused = leases_.change(kLeased, many);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), "let the kernel stand in: there are more than 64 unicast peers");
    EXPECT_FALSE(leases_.is_armed(kLeased)) << "it would say what we do not say any more";
}

TEST_F(StandIn, resigns_to_every_peer_at_the_end_of_the_lease) {
    auto both = overdue();
    both.frames = {advert(), advert({}, {.destination = IpAddress::v4(192, 0, 2, 2)})};
    ASSERT_TRUE(leases_.arm(kLeased, both));
    leases_.renew(monotonic() - 3s);
    turn();
    const Bytes second = Ethernet{} / Ipv4{.destination = IpAddress::v4(192, 0, 2, 2)} / Vrrp{.priority = 0};
    EXPECT_EQ(heard(), (std::vector<Bytes>{with_priority_zero(), second}));
}

TEST_F(StandIn, shuts_the_gate_of_an_interface_without_a_carrier) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    host_->down("eth0");
    turn();
    ASSERT_TRUE(leases_.shut(kLeased, monotonic()));
    EXPECT_EQ(leases_.shut(kLeased, monotonic())->reason, VRRP_SHUT_NOT_SENT);
}

// The advert stays due. A queue that is full for ever does not outlive the lease.
TEST_F(StandIn, tries_again_where_a_queue_is_full) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    ASSERT_TRUE(leases_.arm(kOther, overdue()));
    host_->run("tc qdisc add dev eth0 root pfifo limit 0");
    turn();
    turn();
    EXPECT_TRUE(heard().empty());
    EXPECT_FALSE(leases_.shut(kLeased, monotonic()));
    EXPECT_EQ(leases_.sent(kLeased), 0u);
    host_->run("tc qdisc del dev eth0 root");
    turn();
    EXPECT_EQ(heard().size(), 2u);
    EXPECT_EQ(leases_.sent(kLeased), 1u);
    host_->run("tc qdisc add dev eth0 root pfifo limit 0");
    leases_.renew(monotonic() - 3s);
    turn();
    ASSERT_TRUE(leases_.shut(kLeased, monotonic()));
    EXPECT_EQ(leases_.shut(kLeased, monotonic())->reason, VRRP_SHUT_LEASE_ENDED);
}

TEST_F(StandIn, sends_no_more_in_one_turn_than_a_queue_takes_and_forgets_nobody) {
    constexpr std::size_t kOfTurn = 128;
    auto many = overdue();
    many.frames.assign(VRRP_FRAMES_OF_SLOT, advert());
    auto leases = open_leases();
    for (std::uint32_t slot = 1; slot <= 3; ++slot)
        ASSERT_TRUE(leases.arm({slot}, many));
    turn();
    EXPECT_EQ(heard().size(), kOfTurn);
    ASSERT_TRUE(leases.arm({1}, many)); // due again before the last one had its turn
    turn();
    EXPECT_EQ(heard().size(), VRRP_FRAMES_OF_SLOT);
    EXPECT_EQ(leases.sent({3}), VRRP_FRAMES_OF_SLOT);
    EXPECT_EQ(leases.sent({1}), VRRP_FRAMES_OF_SLOT);
    turn();
    EXPECT_EQ(heard().size(), VRRP_FRAMES_OF_SLOT);
    EXPECT_EQ(leases.sent({1}), 2 * VRRP_FRAMES_OF_SLOT);
    turn();
    EXPECT_TRUE(heard().empty());
    EXPECT_EQ(turns().walks, 3u) << "nothing is due";
}

// A step that fails must not send the bytes that the packet had before.
TEST_F(StandIn, sends_nothing_in_place_of_an_advert_that_cannot_be_built) {
    for (const int length : {0, 13, VRRP_FRAME_MAX + 1, 0xffff}) {
        SCOPED_TRACE(length);
        ASSERT_TRUE(leases_.arm(kOther, overdue()));
        const auto& entry = advert().frame;
        vrrp_frame broken{};
        broken.ifindex = static_cast<std::uint32_t>(cables_[0]);
        broken.length = static_cast<std::uint16_t>(length);
        std::ranges::copy(entry, broken.bytes);
        ASSERT_TRUE(leases_.arm(kLeased, overdue()));
        for (std::uint32_t number = 1; number < 16; ++number)
            make_entry(number, broken);
        turn();
        EXPECT_TRUE(heard().empty());
        ASSERT_TRUE(leases_.shut(kLeased, monotonic()));
        EXPECT_EQ(leases_.shut(kLeased, monotonic())->reason, VRRP_SHUT_NO_FRAME);
        EXPECT_EQ(head(returned_), head(token()));
    }
}

TEST_F(StandIn, lets_every_packet_die_that_is_no_token_of_its_generation) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    auto other_magic = token();
    other_magic[16] ^= 1;
    auto other_protocol = token();
    other_protocol[13] ^= 1;
    auto longer = token();
    longer.push_back(0);
    for (const auto& packet : {token(kGeneration - 1), token(kGeneration + 1), other_magic, other_protocol,
                               longer, cut(token(), 60), Bytes(advert().frame)})
        EXPECT_EQ(arrive(packet), TC_ACT_SHOT);
    EXPECT_TRUE(heard().empty());
    EXPECT_EQ(turns().turns, 0u);
}

TEST_F(StandIn, arms_no_lease_whose_advert_is_too_long) {
    auto longer = overdue();
    longer.frames[0].frame.resize(VRRP_FRAME_MAX + 1);
    const auto armed = leases_.arm(kLeased, longer);
    ASSERT_FALSE(armed);
    EXPECT_EQ(armed.error().text(), "let the kernel stand in: the advert is longer than 1518 bytes");
    turn();
    EXPECT_TRUE(heard().empty());
}

TEST_F(StandIn, has_room_for_any_number_of_changes) {
    ASSERT_TRUE(leases_.arm(kLeased, overdue()));
    for (int i = 0; i < 100; ++i) {
        auto changed = overdue();
        changed.frames = {advert({.priority = static_cast<std::uint8_t>(i)})};
        ASSERT_TRUE(leases_.change(kLeased, changed));
    }
    turn();
    EXPECT_EQ(heard(), (std::vector<Bytes>{advert({.priority = 99}).frame}));
}

} // namespace

} // namespace xvrrp::test
