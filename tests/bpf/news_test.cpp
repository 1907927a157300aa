// SPDX-License-Identifier: GPL-2.0-or-later
// Every advert except the known one wakes user space, within bounds that noise cannot use up.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

const Vrrp kMasterAdvert{.priority = 150};
const IpAddress kStranger = IpAddress::v4(192, 0, 2, 66);

class News : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / kMasterAdvert));
        rx().control().visible_burst = 100000;
        rx().control().news_period_ns = 3'600'000'000'000; // no token comes back during a test
    }

    static std::uint64_t moved(const Outcome& outcome, const std::string& counter) {
        const auto found = outcome.counters.find("1." + counter);
        return found == outcome.counters.end() ? 0 : found->second;
    }

    static Outcome from_stranger(std::uint8_t priority, std::uint32_t times) {
        return rx().run(Ethernet{} / Ipv4{.source = kStranger} / Vrrp{.priority = priority}, Program::Xdp,
                        times);
    }
};

} // namespace

TEST_F(News, the_known_advert_wakes_nobody) {
    for (const auto program : {Program::Xdp, Program::Tc}) {
        const auto before = RxUnderTest::now();
        const auto outcome = rx().run(Ethernet{.pad_to = 60} / Ipv4{.ttl = 255} / kMasterAdvert, program);
        EXPECT_EQ(
            outcome.counters,
            (Counters{{"1.accepted", 1}, {"1.checksum_pseudo", 1}, {"1.keepalive", 1}, {"1.passed", 1}}));
        EXPECT_TRUE(outcome.events.empty());
        EXPECT_GE(rx().peer(kSlot4).keepalive_ns, before);
        EXPECT_EQ(rx().peer(kSlot4).keepalive_ns, rx().peer(kSlot4).last_seen_ns);
    }
}

// A message that fits into the memo is compared in place. For a longer one the checksum decides.
TEST_F(News, the_known_advert_may_have_any_length) {
    for (const std::size_t addresses : {1u, 2u, 13u, 14u, 15u, 20u, 254u}) {
        for (const std::size_t trailing : {0u, 1u, 2u, 3u, 4u}) {
            const Vrrp vrrp{.priority = 150,
                            .addresses = documentation_addresses(core::Family::Ipv4, addresses),
                            .trailing = Bytes(trailing, 7)};
            const Bytes frame = Ethernet{.pad_to = 60} / Ipv4{} / vrrp;
            rx().memorise(kSlot4, packet_of(frame));
            for (const auto program : {Program::Xdp, Program::Tc}) {
                SCOPED_TRACE(std::to_string(addresses) + " addresses, " + std::to_string(trailing) +
                             " bytes behind them, " + std::string(name(program)));
                EXPECT_EQ(
                    rx().run(frame, program).counters,
                    (Counters{
                        {"1.accepted", 1}, {"1.checksum_pseudo", 1}, {"1.keepalive", 1}, {"1.passed", 1}}));
            }
        }
    }
}

TEST_F(News, the_known_advert_is_counted_by_its_checksum_and_recorded) {
    const Vrrp plain{.priority = 150, .style = core::ChecksumStyle::MessageOnly};
    rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / plain));
    rx().memorise(kSlot6, packet_of(Ethernet{} / Ipv6{} / kMasterAdvert));
    from_stranger(50, 1);
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / plain), "checksum_plain"), 1u);
    EXPECT_EQ(rx().peer(kSlot4).priority, 150);
    EXPECT_EQ(IpAddress::from_mapped(std::to_array(rx().peer(kSlot4).source.bytes)),
              IpAddress::v4(192, 0, 2, 1));
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / kMasterAdvert).counters,
              (Counters{{"2.accepted", 1}, {"2.keepalive", 1}, {"2.passed", 1}}));
}

TEST_F(News, the_known_advert_of_version_2_is_known_with_its_password) {
    auto& known = rx().known(kSlot4);
    known.version = 2;
    known.auth_type = VRRP_AUTH_PASS;
    std::copy_n("secret", 6, known.auth_data);
    const core::Authentication password{VRRP_AUTH_PASS, {'s', 'e', 'c', 'r', 'e', 't'}};
    const Bytes frame = Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.version = 2, .authentication = password};
    rx().memorise(kSlot4, packet_of(frame));
    EXPECT_EQ(rx().run(frame).counters, (Counters{{"1.accepted", 1}, {"1.keepalive", 1}, {"1.passed", 1}}));
}

// Each row is the known message with another fault in the packet.
TEST_F(News, the_known_message_refreshes_nothing_in_an_invalid_packet) {
    const auto length = static_cast<std::uint16_t>(packet_of(Ethernet{} / Ipv4{} / kMasterAdvert).size());
    const std::vector<std::pair<std::string, Bytes>> rows{
        {"ip_options", Ethernet{} / Ipv4{.options = Bytes(4, 1)} / kMasterAdvert},
        {"ip_options", Ethernet{} / Ipv4{.header_words = 4} / kMasterAdvert}, // the message is where it was
        {"ip_options", Ethernet{} / Ipv4{.options = Bytes(4, 0), .total_length = length} / kMasterAdvert},
        {"ip_checksum", Ethernet{} / Ipv4{.checksum = 0x1234} / kMasterAdvert},
        {"ip_length", Ethernet{} / Ipv4{.total_length = 33} / kMasterAdvert},
        {"ip_length", cut(Ethernet{} / Ipv4{} / kMasterAdvert, 45)},
        {"fragment", Ethernet{} / Ipv4{.fragment = 0x2000} / kMasterAdvert},
        {"ttl", Ethernet{} / Ipv4{.ttl = 254} / kMasterAdvert},
        {"destination", Ethernet{} / Ipv4{.destination = IpAddress::v4(224, 0, 0, 5)} / kMasterAdvert},
        {"destination",
         Ethernet{} / Ipv4{.destination = IpAddress::v4(224, 1, 0, 17)} / kMasterAdvert}, // same sum
        {"checksum", Ethernet{} / Ipv4{} / Vrrp{.priority = 150, .checksum = 1}},
    };
    for (const auto& [reason, frame] : rows) {
        for (const auto program : {Program::Xdp, Program::Tc}) {
            SCOPED_TRACE(reason + ", " + std::string(name(program)));
            const auto outcome = rx().run(frame, program);
            EXPECT_EQ(moved(outcome, reason), 1u);
            EXPECT_FALSE(outcome.peers_changed);
        }
    }
}

// The same for IPv6.
TEST_F(News, the_known_message_refreshes_nothing_in_an_invalid_packet_over_ipv6) {
    rx().memorise(kSlot6, packet_of(Ethernet{} / Ipv6{} / kMasterAdvert));
    const std::vector<std::pair<std::string, Bytes>> rows{
        {"ip_length", cut(Ethernet{} / Ipv6{} / kMasterAdvert, 14 + 40 + 20)},
        {"ttl", Ethernet{} / Ipv6{.hop_limit = 254} / kMasterAdvert},
        {"destination", Ethernet{} / Ipv6{.destination = *IpAddress::from_text("ff02::13")} / kMasterAdvert},
        {"destination",
         Ethernet{} / Ipv6{.destination = *IpAddress::from_text("ff03::11")} / kMasterAdvert}, // same sum
        {"checksum", Ethernet{} / Ipv6{} / Vrrp{.priority = 150, .checksum = 1}},
    };
    for (const auto& [reason, frame] : rows) {
        for (const auto program : {Program::Xdp, Program::Tc}) {
            SCOPED_TRACE(reason + ", " + std::string(name(program)));
            auto outcome = rx().run(frame, program);
            EXPECT_EQ(outcome.counters["2." + reason], 1u);
            EXPECT_FALSE(outcome.peers_changed);
        }
    }
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / kMasterAdvert).counters["2.keepalive"], 1u);
    auto other = rx().run(Ethernet{} / Ipv6{.source = *IpAddress::from_text("fe80::99")} / kMasterAdvert);
    EXPECT_EQ(other.counters["2.keepalive"], 0u);
    EXPECT_EQ(other.counters["2.news"], 1u);
}

TEST_F(News, any_other_byte_of_a_message_makes_it_another_one) {
    const Vrrp vrrp{
        .priority = 150, .style = core::ChecksumStyle::MessageOnly, .trailing = {1, 2, 3, 4, 5, 6, 7, 8}};
    const Bytes frame = Ethernet{} / Ipv4{} / vrrp;
    rx().memorise(kSlot4, packet_of(frame));
    for (std::size_t byte = 34; byte < frame.size(); ++byte) {
        if (byte == 35)
            continue; // this byte is the VRID
        auto other = frame;
        other[byte] ^= 1;
        EXPECT_EQ(moved(rx().run(other), "keepalive"), 0u) << byte;
    }
    EXPECT_EQ(moved(rx().run(frame), "keepalive"), 1u);
}

TEST_F(News, the_known_advert_is_never_held_back) {
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / kMasterAdvert, Program::Xdp, 1000);
    EXPECT_EQ(moved(outcome, "keepalive"), 1000u);
    EXPECT_EQ(moved(outcome, "withheld"), 0u);
}

TEST_F(News, anything_else_is_news) {
    auto changed = [](auto change) {
        auto vrrp = kMasterAdvert;
        change(vrrp);
        return vrrp;
    };
    const std::vector<std::pair<std::string, Bytes>> rows{
        {"source", Ethernet{} / Ipv4{.source = kStranger} / kMasterAdvert},
        {"priority", Ethernet{} / Ipv4{} / changed([](Vrrp& v) { v.priority = 149; })},
        {"resignation", Ethernet{} / Ipv4{} / changed([](Vrrp& v) { v.priority = 0; })},
        {"interval", Ethernet{} / Ipv4{} / changed([](Vrrp& v) { v.interval = core::Centiseconds(10); })},
        {"addresses",
         Ethernet{} / Ipv4{} / changed([](Vrrp& v) { v.addresses = {IpAddress::v4(192, 0, 2, 101)}; })},
        {"checksum style",
         Ethernet{} / Ipv4{} / changed([](Vrrp& v) { v.style = core::ChecksumStyle::MessageOnly; })},
        {"trailing zeros, which no checksum without pseudo-header sees",
         Ethernet{} / Ipv4{} / changed([](Vrrp& v) {
             v.style = core::ChecksumStyle::MessageOnly;
             v.trailing = Bytes(4, 0);
         })},
    };
    for (const auto& [description, frame] : rows) {
        SCOPED_TRACE(description);
        const auto outcome = rx().run(frame);
        EXPECT_EQ(outcome.events, (std::vector<SeenEvent>{{kSlot4, 1, packet_of(frame)}}));
        EXPECT_EQ(moved(outcome, "news"), 1u);
        EXPECT_EQ(moved(outcome, "keepalive"), 0u);
        EXPECT_EQ(rx().peer(kSlot4).keepalive_ns, 0u);
    }
}

// Without a pseudo-header the checksum does not cover the sender's address.
TEST_F(News, an_advert_differs_from_its_memo_by_source_alone) {
    const Vrrp plain{.priority = 150, .style = core::ChecksumStyle::MessageOnly};
    rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / plain));
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / plain), "keepalive"), 1u);
    const auto outcome = rx().run(Ethernet{} / Ipv4{.source = kStranger} / plain);
    EXPECT_EQ(moved(outcome, "news"), 1u);
    EXPECT_EQ(moved(outcome, "keepalive"), 0u);
}

// The two addresses have the same sum, and so the same checksum.
TEST_F(News, an_advert_differs_from_its_memo_by_source_alone_over_ipv6) {
    const Bytes known = Ethernet{} / Ipv6{.source = *IpAddress::from_text("fe80::1:2")} / kMasterAdvert;
    const Bytes other = Ethernet{} / Ipv6{.source = *IpAddress::from_text("fe80::2:1")} / kMasterAdvert;
    ASSERT_TRUE(std::equal(known.begin() + 54, known.end(), other.begin() + 54)); // the message
    rx().memorise(kSlot6, packet_of(known));
    EXPECT_EQ(rx().run(known).counters["2.keepalive"], 1u);
    auto outcome = rx().run(other);
    EXPECT_EQ(outcome.counters["2.news"], 1u);
    EXPECT_EQ(outcome.counters["2.keepalive"], 0u);
}

// The two bytes at the end make up for the greater length in the pseudo-header.
TEST_F(News, an_advert_differs_from_its_memo_by_length_alone_over_ipv6) {
    const Bytes known = Ethernet{} / Ipv6{} / kMasterAdvert;
    const Bytes longer = Ethernet{} / Ipv6{} / Vrrp{.priority = 150, .trailing = {0xff, 0xfd}};
    ASSERT_TRUE(std::equal(known.begin() + 54, known.end(), longer.begin() + 54));
    rx().memorise(kSlot6, packet_of(known));
    EXPECT_EQ(rx().run(known).counters["2.keepalive"], 1u);
    auto outcome = rx().run(longer);
    EXPECT_EQ(outcome.counters["2.news"], 1u);
    EXPECT_EQ(outcome.counters["2.keepalive"], 0u);
}

TEST_F(News, an_advert_differs_from_its_memo_by_length_alone) {
    const Bytes known = Ethernet{} / Ipv4{} / Vrrp{.style = core::ChecksumStyle::MessageOnly};
    const Bytes longer =
        Ethernet{} / Ipv4{} / Vrrp{.style = core::ChecksumStyle::MessageOnly, .trailing = Bytes(2, 0)};
    ASSERT_TRUE(
        std::equal(known.begin() + 34, known.begin() + 42, longer.begin() + 34)); // header and checksum
    rx().memorise(kSlot4, packet_of(known));
    EXPECT_EQ(moved(rx().run(known), "keepalive"), 1u);
    EXPECT_EQ(moved(rx().run(longer), "news"), 1u);
}

TEST_F(News, without_a_memo_everything_is) {
    rx().known(kSlot4).current = 0;
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / kMasterAdvert), "news"), 1u);
}

TEST_F(News, a_memo_number_that_does_not_exist_is_none) {
    rx().known(kSlot4).current = 3;
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / kMasterAdvert), "news"), 1u);
}

TEST_F(News, a_bucket_bounds_it_and_counts_the_rest) {
    const auto outcome = from_stranger(50, 1000);
    EXPECT_EQ(outcome.events.size(), 16u);
    EXPECT_EQ(moved(outcome, "news"), 16u);
    EXPECT_EQ(moved(outcome, "withheld"), 984u);
    EXPECT_EQ(moved(outcome, "accepted"), 1000u);
    EXPECT_EQ(rx().peer(kSlot4).withheld, 984u);
    EXPECT_EQ(rx().peer(kSlot4).adverts, 1000u);
}

TEST_F(News, noise_cannot_hold_back_what_matters) {
    EXPECT_EQ(from_stranger(50, 1000).events.size(), 16u);
    EXPECT_EQ(from_stranger(100, 1).events.size(), 1u) << "our priority";
    EXPECT_EQ(from_stranger(101, 1).events.size(), 1u) << "a higher one";
    const auto resigned = rx().run(Ethernet{} / Ipv4{} / Vrrp{.priority = 0});
    EXPECT_EQ(resigned.events.size(), 1u) << "the known master";
    EXPECT_EQ(from_stranger(99, 1).events.size(), 0u);
}

TEST_F(News, what_matters_has_a_bound_too) {
    EXPECT_EQ(from_stranger(254, 1000).events.size(), 16u);
    EXPECT_EQ(from_stranger(50, 1000).events.size(), 16u);
}

TEST_F(News, the_buckets_of_one_virtual_router_are_its_own) {
    EXPECT_EQ(from_stranger(254, 1000).events.size(), 16u);
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / Vrrp{.priority = 254}).events.size(), 1u);
}

TEST_F(News, a_token_comes_back_after_its_period) {
    rx().control().news_period_ns = 1;
    EXPECT_EQ(from_stranger(50, 1000).events.size(), 1000u);
}

TEST_F(News, a_full_ring_holds_back_and_counts) {
    rx().control().news_burst = 100000;
    const auto big = documentation_addresses(core::Family::Ipv4, 255);
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / Vrrp{.addresses = big}, Program::Xdp, 2000);
    EXPECT_EQ(moved(outcome, "news") + moved(outcome, "withheld"), 2000u);
    EXPECT_EQ(moved(outcome, "news"), outcome.events.size());
    EXPECT_GT(moved(outcome, "news"), 900u);
    EXPECT_GT(moved(outcome, "withheld"), 900u);
    EXPECT_EQ(rx().peer(kSlot4).withheld, moved(outcome, "withheld"));
}

} // namespace xvrrp::test
