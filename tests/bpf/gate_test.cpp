// SPDX-License-Identifier: GPL-2.0-or-later
// The receive programs shut the gate of a slot on an advert that ends its mastership, and on no other.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

constexpr std::uint64_t kEpoch = 5;
const auto kOwn4 = IpAddress::v4(192, 0, 2, 5);
const auto kOwn6 = *IpAddress::from_text("fe80::5");

struct GateRow {
    std::string description;
    Bytes frame;
    std::uint32_t slot;
    bool shuts;
};

class Gate : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        rx().control().news_burst = 1000;
        open_gates();
    }

    std::uint8_t priority_ = VRRP_PRIORITY_DEFAULT; // of both slots, which lead

    void open_gates() const {
        for (const auto& [slot, own] : {std::pair(kSlot4, kOwn4), {kSlot6, kOwn6}}) {
            auto& lease = rx().lend(slot, rx().gate(slot).shut_epoch + kEpoch);
            lease.priority = priority_;
            std::ranges::copy(own.mapped(), lease.source.bytes);
        }
    }

    static bool is_shut(std::uint32_t slot) { return rx().gate(slot).shut_epoch == rx().lease(slot).epoch; }

    void check(const std::vector<GateRow>& rows) const {
        for (const auto& row : rows) {
            for (const auto program : {Program::Xdp, Program::Tc}) {
                SCOPED_TRACE(row.description + ", " + std::string(name(program)));
                open_gates();
                rx().run(row.frame, program);
                EXPECT_EQ(is_shut(row.slot), row.shuts);
                EXPECT_FALSE(is_shut(row.slot == kSlot4 ? kSlot6 : kSlot4));
            }
        }
    }
};

Bytes from4(const IpAddress& source, const Vrrp& vrrp) {
    return Ethernet{} / Ipv4{.source = source} / vrrp;
}

Bytes from6(const IpAddress& source, const Vrrp& vrrp) {
    return Ethernet{} / Ipv6{.source = source} / vrrp;
}

} // namespace

TEST_F(Gate, is_shut_by_what_ends_a_mastership_and_by_nothing_else) {
    const auto lower4 = IpAddress::v4(192, 0, 2, 4);
    const auto higher4 = IpAddress::v4(192, 0, 2, 6);
    const auto lower6 = *IpAddress::from_text("fe80::4");
    const auto higher6 = *IpAddress::from_text("fe80::6");
    const std::vector<GateRow> rows{
        {"a higher priority from a lower address", from4(lower4, {.priority = 101}), kSlot4, true},
        {"the same priority from a higher address", from4(higher4, {}), kSlot4, true},
        {"the same priority from a lower address", from4(lower4, {}), kSlot4, false},
        {"a lower priority from a higher address", from4(higher4, {.priority = 99}), kSlot4, false},
        {"a resignation", from4(higher4, {.priority = 0}), kSlot4, false},
        {"the owner", from4(lower4, {.priority = 255}), kSlot4, true},
        {"an address that is higher only in its last byte's order",
         from4(IpAddress::v4(191, 255, 255, 255), {}), kSlot4, false},
        {"a refused advert", from4(higher4, {.priority = 200, .checksum = 0x1234}), kSlot4, false},
        {"a wrong TTL", Ethernet{} / Ipv4{.source = higher4, .ttl = 254} / Vrrp{.priority = 200}, kSlot4,
         false},
        {"another VRID", from4(higher4, {.vrid = 9, .priority = 200}), kSlot4, false},
        {"IPv6, a higher priority", from6(lower6, {.priority = 101}), kSlot6, true},
        {"IPv6, the same priority from a higher address", from6(higher6, {}), kSlot6, true},
        {"IPv6, the same priority from a lower address", from6(lower6, {}), kSlot6, false},
    };
    check(rows);
}

// A router that sends adverts while ours are missing has heard nothing of us, and took over.
TEST_F(Gate, is_shut_by_whoever_took_over_while_neither_the_daemon_nor_the_kernel_sent) {
    struct Row {
        const char* description;
        std::uint64_t due;    // so long ago
        std::uint64_t kernel; // the same, for the gate of this lease
        std::uint8_t priority;
        bool shuts;
    };

    constexpr std::uint64_t kSecond = 1'000'000'000;
    constexpr auto kLong = 3 * kSecond / 2;
    for (const auto& row : {Row{"an advert is missing", kLong, 2 * kLong, 50, true},
                            {"an advert is late", kSecond / 2, kLong, 50, false},
                            {"the kernel has sent", kLong, kSecond / 2, 50, false},
                            {"another router resigns", kLong, kLong, VRRP_PRIORITY_RESIGN, false}}) {
        SCOPED_TRACE(row.description);
        open_gates();
        const auto now = RxUnderTest::now();
        auto& lease = rx().lease(kSlot4);
        lease.due_ns = now - row.due;
        rx().gate(kSlot4).epoch = lease.epoch;
        rx().gate(kSlot4).shut_by = VRRP_SHUT_NONE;
        rx().gate(kSlot4).due_ns = now - row.kernel;
        rx().run(from4(IpAddress::v4(192, 0, 2, 4), {.priority = row.priority}));
        EXPECT_EQ(is_shut(kSlot4), row.shuts);
        EXPECT_EQ(rx().gate(kSlot4).shut_by, row.shuts ? VRRP_SHUT_REPLACED : VRRP_SHUT_NONE);
    }
}

// Two that hand over at once do not take each other for a successor.
TEST_F(Gate, of_one_that_hands_over_is_shut_by_any_router_that_does_not) {
    const auto lower4 = IpAddress::v4(192, 0, 2, 4);
    const auto higher4 = IpAddress::v4(192, 0, 2, 6);
    const auto higher6 = *IpAddress::from_text("fe80::6");
    priority_ = VRRP_PRIORITY_RESIGN;
    check({{"a resignation from a higher address", from4(higher4, {.priority = 0}), kSlot4, false},
           {"IPv6, a resignation from a higher address", from6(higher6, {.priority = 0}), kSlot6, false},
           {"the lowest priority from a lower address", from4(lower4, {.priority = 1}), kSlot4, true}});
}

TEST_F(Gate, says_who_shut_it_and_when) {
    const auto before = RxUnderTest::now();
    rx().run(from4(IpAddress::v4(192, 0, 2, 66), {.priority = 150}));
    const auto gate = rx().gate(kSlot4);
    EXPECT_EQ(gate.shut_by, VRRP_SHUT_BETTER_ADVERT);
    EXPECT_EQ(gate.shut_priority, 150);
    EXPECT_EQ(IpAddress::from_mapped(std::to_array(gate.shut_source.bytes)), IpAddress::v4(192, 0, 2, 66));
    EXPECT_GE(gate.shut_at_ns, before);
    EXPECT_LE(gate.shut_at_ns, RxUnderTest::now());
}

TEST_F(Gate, is_not_shut_where_there_is_no_lease) {
    rx().lease(kSlot4).epoch = 0;
    rx().run(from4(kOwn4, {.priority = 200}));
    EXPECT_EQ(rx().gate(kSlot4).shut_by, VRRP_SHUT_NONE);
}

TEST_F(Gate, keeps_the_first_advert_that_shut_it) {
    rx().run(from4(IpAddress::v4(192, 0, 2, 66), {.priority = 150}));
    rx().run(from4(IpAddress::v4(192, 0, 2, 77), {.priority = 160}));
    EXPECT_EQ(rx().gate(kSlot4).shut_priority, 150);
}

// Unicast adverts pass the same checks and two more: the destination is our address, and the source is a peer.
TEST_F(Gate, is_shut_by_a_better_unicast_advert_from_a_peer_and_by_no_stranger) {
    const auto us4 = IpAddress::v4(192, 0, 2, 5);
    const auto peer4 = IpAddress::v4(198, 51, 100, 6);
    const auto us6 = *IpAddress::from_text("2001:db8::5");
    const auto peer6 = *IpAddress::from_text("2001:db8:1::6");
    for (const auto& [slot, us, peer] : {std::tuple(kSlot4, us4, peer4), {kSlot6, us6, peer6}}) {
        auto& known = rx().known(slot);
        known.min_ttl = 0;
        known.peers_only = 1;
        std::ranges::copy(us.mapped(), known.destination.bytes);
        rx().admit(slot, peer, {.min_ttl = 60, .max_ttl = 64, .pad = {}});
    }
    const auto stranger4 = IpAddress::v4(198, 51, 100, 7);
    const auto stranger6 = *IpAddress::from_text("2001:db8:1::7");
    const Vrrp better{.priority = 150};
    const std::vector<GateRow> rows{
        {"IPv4, a peer", Ethernet{} / Ipv4{.source = peer4, .destination = us4, .ttl = 64} / better, kSlot4,
         true},
        {"IPv4, a peer with a wrong TTL",
         Ethernet{} / Ipv4{.source = peer4, .destination = us4, .ttl = 59} / better, kSlot4, false},
        {"IPv4, a stranger", Ethernet{} / Ipv4{.source = stranger4, .destination = us4, .ttl = 64} / better,
         kSlot4, false},
        {"IPv4, the group", Ethernet{} / Ipv4{.source = peer4, .ttl = 64} / better, kSlot4, false},
        {"IPv4, a peer that is no better",
         Ethernet{} / Ipv4{.source = peer4, .destination = us4, .ttl = 64} / Vrrp{.priority = 99}, kSlot4,
         false},
        {"IPv6, a peer", Ethernet{} / Ipv6{.source = peer6, .destination = us6, .hop_limit = 64} / better,
         kSlot6, true},
        {"IPv6, a stranger",
         Ethernet{} / Ipv6{.source = stranger6, .destination = us6, .hop_limit = 64} / better, kSlot6, false},
    };
    check(rows);
}

// With auth_hmac the programs cannot tell who sent an advert.
TEST_F(Gate, is_not_shut_by_an_advert_that_only_user_space_can_verify) {
    rx().known(kSlot4).hmac = VRRP_HMAC_REQUIRED;
    rx().run(from4(IpAddress::v4(192, 0, 2, 66),
                   {.priority = 200, .signature = Bytes(VRRP_HMAC_TRAILER_SIZE, 1)}));
    EXPECT_FALSE(is_shut(kSlot4));
}

} // namespace xvrrp::test
