// SPDX-License-Identifier: GPL-2.0-or-later
// Behind the fence nobody answers for the addresses of a slot that lost its mastership while the daemon was away.
#include "core/vrrp/frame.h"
#include "rx_under_test.h"

#include <functional>

namespace xvrrp::test {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
const auto kVip4 = IpAddress::v4(192, 0, 2, 100);
const auto kVip6 = *IpAddress::from_text("2001:db8::100");
const auto kOther4 = IpAddress::v4(192, 0, 2, 101);
const auto kOther6 = *IpAddress::from_text("2001:db8::101");
const auto kAsker4 = IpAddress::v4(192, 0, 2, 7);
const auto kAsker6 = *IpAddress::from_text("fe80::7");

void append(Bytes& out, const IpAddress& address) {
    const auto mapped = address.mapped();
    out.insert(out.end(), mapped.begin() + (address.family == core::Family::Ipv4 ? 12 : 0), mapped.end());
}

// RFC 826.
Bytes arp(const IpAddress& target, const IpAddress& sender = kAsker4, std::uint8_t operation = 1) {
    Bytes out{0, 1, 8, 0, 6, 4, 0, operation, 2, 0, 0, 0, 0, 7};
    append(out, sender);
    out.insert(out.end(), 6, 0);
    append(out, target);
    return out;
}

Bytes ask(const IpAddress& target) {
    return Ethernet{.ether_type = 0x0806} / Payload{arp(target)};
}

// RFC 4861 section 4.3. The stack checks the checksum, and the fence does not need to.
Bytes solicitation(const IpAddress& target, std::uint8_t type = 135) {
    Bytes out{type, 0, 0, 0, 0, 0, 0, 0};
    append(out, target);
    return out;
}

Bytes solicit(const IpAddress& target, std::uint8_t type = 135, const IpAddress& source = kAsker6) {
    return Ethernet{} /
           Ipv6{.source = source,
                .destination = *IpAddress::from_text("ff02::1:ff00:100"),
                .next_header = 58} /
           Payload{solicitation(target, type)};
}

class Fence : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        rx().fence(kVip4, kSlot4);
        rx().fence(kVip6, kSlot6);
        for (const auto slot : {kSlot4, kSlot6})
            rx().lend(slot, 1);
    }

    static void end_leases() { rx().token().renewed_ns = RxUnderTest::now() - 3 * kSecond; }

    static bool drops(const Bytes& frame) {
        const auto xdp = rx().run(frame, Program::Xdp).verdict;
        EXPECT_EQ(rx().run(frame, Program::Tc).verdict, xdp);
        return xdp == Verdict::Consume;
    }

    static bool drops_leaving(const Bytes& frame) {
        const auto outcome = rx().run(frame, Program::Out);
        EXPECT_FALSE(outcome.frame_changed);
        EXPECT_TRUE(outcome.counters.empty());
        return outcome.verdict == Verdict::Consume;
    }
};

Bytes said_from(const IpAddress& sender, const IpAddress& target, std::uint8_t operation = 1) {
    return Ethernet{.ether_type = 0x0806} / Payload{arp(target, sender, operation)};
}

} // namespace

TEST_F(Fence, lets_people_ask_as_long_as_the_lease_lasts) {
    EXPECT_FALSE(drops(ask(kVip4)));
    EXPECT_FALSE(drops(solicit(kVip6)));
}

TEST_F(Fence, lets_nobody_ask_after_the_end_of_the_lease) {
    end_leases();
    EXPECT_TRUE(drops(ask(kVip4)));
    EXPECT_TRUE(drops(solicit(kVip6)));
}

TEST_F(Fence, lets_nobody_ask_once_a_better_router_was_heard) {
    rx().run(Ethernet{} / Ipv4{} / Vrrp{.priority = 200});
    rx().run(Ethernet{} / Ipv6{} / Vrrp{.priority = 200});
    EXPECT_TRUE(drops(ask(kVip4)));
    EXPECT_TRUE(drops(solicit(kVip6)));
}

TEST_F(Fence, does_not_believe_a_lease_that_claims_more_than_a_minute) {
    rx().lease(kSlot4).lease_ns = 61 * kSecond;
    EXPECT_TRUE(drops(ask(kVip4)));
}

TEST_F(Fence, opens_when_the_daemon_has_taken_the_lease_back) {
    end_leases();
    for (const auto slot : {kSlot4, kSlot6})
        rx().lease(slot).epoch = 0;
    EXPECT_FALSE(drops(ask(kVip4)));
    EXPECT_FALSE(drops(solicit(kVip6)));
}

TEST_F(Fence, keeps_nothing_else_from_the_host) {
    end_leases();
    EXPECT_FALSE(drops(ask(kOther4)));
    EXPECT_FALSE(drops(solicit(kOther6)));
    EXPECT_FALSE(drops(solicit(kVip6, 136))) << "an advertisement";
    EXPECT_FALSE(drops(solicit(kVip6, 128))) << "an echo request";
    EXPECT_FALSE(drops(Ethernet{} / Ipv4{.destination = kVip4, .protocol = 6} / Payload{Bytes(20)}));
    EXPECT_FALSE(drops(Ethernet{} / Ipv6{.destination = kVip6, .next_header = 6} / Payload{Bytes(20)}));
    EXPECT_FALSE(drops(cut(ask(kVip4), 41)));
    EXPECT_FALSE(drops(cut(solicit(kVip6), 77)));
    auto other_protocol = ask(kVip4);
    other_protocol[16] = 0x86;
    EXPECT_FALSE(drops(other_protocol));
}

TEST_F(Fence, tells_vlans_apart) {
    end_leases();
    rx().fence(kOther4, kSlot4, 7);
    const auto tagged = [](std::uint16_t id, const IpAddress& target) -> Bytes {
        return Ethernet{} / Vlan{.id = id, .ether_type = 0x0806} / Payload{arp(target)};
    };
    EXPECT_TRUE(drops(tagged(7, kOther4)));
    EXPECT_FALSE(drops(tagged(8, kOther4)));
    EXPECT_FALSE(drops(tagged(7, kVip4)));
    EXPECT_FALSE(drops(ask(kOther4)));
}

// ---- On the way out ----------------------------------------------------------------------------------------

TEST_F(Fence, lets_everything_leave_as_long_as_the_lease_lasts) {
    EXPECT_FALSE(drops_leaving(said_from(kVip4, kVip4)));
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 136, kVip6)));
    EXPECT_FALSE(drops_leaving(solicit(kOther6, 135, kVip6)));
}

TEST_F(Fence, lets_no_neighbour_learn_our_mac_for_an_address_that_is_lost) {
    end_leases();
    EXPECT_TRUE(drops_leaving(said_from(kVip4, kVip4))) << "a gratuitous request";
    EXPECT_TRUE(drops_leaving(said_from(kVip4, kVip4, 2))) << "a gratuitous answer";
    EXPECT_TRUE(drops_leaving(said_from(kVip4, kOther4))) << "a question for another address";
    EXPECT_TRUE(drops_leaving(said_from(kVip4, kAsker4, 2))) << "an answer";
    EXPECT_TRUE(drops_leaving(solicit(kVip6, 136, kVip6))) << "an advertisement of the address";
    EXPECT_TRUE(drops_leaving(solicit(kVip6, 136, kOther6))) << "the same from another address";
    EXPECT_TRUE(drops_leaving(solicit(kOther6, 135, kVip6))) << "a question for another address";
    EXPECT_TRUE(drops_leaving(solicit(kOther6, 134, kVip6))) << "a router advertisement";
}

TEST_F(Fence, opens_the_way_out_when_the_daemon_has_taken_the_lease_back) {
    end_leases();
    for (const auto slot : {kSlot4, kSlot6})
        rx().lease(slot).epoch = 0;
    EXPECT_FALSE(drops_leaving(said_from(kVip4, kVip4)));
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 136, kVip6)));
}

TEST_F(Fence, lets_the_rest_leave) {
    end_leases();
    EXPECT_FALSE(drops_leaving(said_from(kAsker4, kVip4))) << "a question for the address";
    EXPECT_FALSE(drops_leaving(said_from(kOther4, kOther4)));
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 135, kAsker6))) << "a question for the address";
    EXPECT_FALSE(drops_leaving(solicit(kOther6, 136, kOther6)));
    EXPECT_FALSE(drops_leaving(solicit(kOther6, 136, kVip6))) << "an advertisement of another address";
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 128, kVip6))) << "an echo request";
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 132, kVip6)));
    EXPECT_FALSE(drops_leaving(solicit(kVip6, 138, kVip6)));
    EXPECT_FALSE(drops_leaving(Ethernet{} / Ipv4{.source = kVip4, .protocol = 6} / Payload{Bytes(20)}));
    EXPECT_FALSE(drops_leaving(Ethernet{} / Ipv6{.source = kVip6, .next_header = 6} / Payload{Bytes(20)}));
    EXPECT_FALSE(drops_leaving(Ethernet{} / Ipv4{} / Vrrp{}));
    EXPECT_FALSE(drops_leaving(cut(said_from(kVip4, kVip4), 41)));
    EXPECT_FALSE(drops_leaving(cut(solicit(kVip6, 136, kVip6), 77)));
    auto other_protocol = said_from(kVip4, kVip4);
    other_protocol[16] = 0x86;
    EXPECT_FALSE(drops_leaving(other_protocol));
    const Bytes tagged = Ethernet{} / Vlan{.id = 7, .ether_type = 0x0806} / Payload{arp(kVip4, kVip4)};
    EXPECT_FALSE(drops_leaving(tagged)) << "the address is not on this VLAN";
}

} // namespace xvrrp::test
