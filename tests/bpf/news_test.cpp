// SPDX-License-Identifier: GPL-2.0-or-later
// What wakes user space: everything but the advert that it knows, within bounds that noise cannot use up.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

const Vrrp kMaster{.priority = 150};
const IpAddress kStranger = IpAddress::v4(192, 0, 2, 66);

class News : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (IsSkipped())
            return;
        rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / kMaster));
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
        const auto outcome = rx().run(Ethernet{.pad_to = 60} / Ipv4{.ttl = 255} / kMaster, program);
        EXPECT_EQ(
            outcome.counters,
            (Counters{{"1.accepted", 1}, {"1.checksum_pseudo", 1}, {"1.keepalive", 1}, {"1.passed", 1}}));
        EXPECT_TRUE(outcome.events.empty());
        EXPECT_GE(rx().peer(kSlot4).keepalive_ns, before);
        EXPECT_EQ(rx().peer(kSlot4).keepalive_ns, rx().peer(kSlot4).last_seen_ns);
    }
}

TEST_F(News, the_known_advert_is_never_held_back) {
    const auto outcome = rx().run(Ethernet{} / Ipv4{} / kMaster, Program::Xdp, 1000);
    EXPECT_EQ(moved(outcome, "keepalive"), 1000u);
    EXPECT_EQ(moved(outcome, "withheld"), 0u);
}

TEST_F(News, anything_else_is_news) {
    auto changed = [](auto change) {
        auto vrrp = kMaster;
        change(vrrp);
        return vrrp;
    };
    const std::vector<std::pair<std::string, Bytes>> rows{
        {"source", Ethernet{} / Ipv4{.source = kStranger} / kMaster},
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

// Without a pseudo-header the checksum does not know whom the advert is from.
TEST_F(News, an_advert_differs_from_its_memo_by_source_alone) {
    const Vrrp plain{.priority = 150, .style = core::ChecksumStyle::MessageOnly};
    rx().memorise(kSlot4, packet_of(Ethernet{} / Ipv4{} / plain));
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / plain), "keepalive"), 1u);
    const auto outcome = rx().run(Ethernet{} / Ipv4{.source = kStranger} / plain);
    EXPECT_EQ(moved(outcome, "news"), 1u);
    EXPECT_EQ(moved(outcome, "keepalive"), 0u);
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
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / kMaster), "news"), 1u);
}

TEST_F(News, a_memo_number_that_does_not_exist_is_none) {
    rx().known(kSlot4).current = 3;
    EXPECT_EQ(moved(rx().run(Ethernet{} / Ipv4{} / kMaster), "news"), 1u);
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
