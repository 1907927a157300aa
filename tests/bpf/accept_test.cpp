// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts that must be accepted, and all that an accepted advert changes.
#include "rx_under_test.h"

#include <cstring>

namespace xvrrp::test {

namespace {

constexpr auto kPlain = core::ChecksumStyle::MessageOnly;

struct Row {
    std::string description;
    Bytes frame;
    std::uint32_t slot = kSlot4;
    std::vector<std::string> counters{}; // beside accepted, news and passed
    std::size_t padding = 0;             // bytes after the IP packet
};

class Accept : public RxTest {
protected:
    void SetUp() override {
        RxTest::SetUp();
        if (!IsSkipped())
            rx().control().news_burst = 1000;
    }

    static void check(const std::vector<Row>& rows, std::size_t tags = 0) {
        for (const auto& row : rows) {
            for (const auto program : {Program::Xdp, Program::Tc}) {
                SCOPED_TRACE(row.description + ", " + std::string(name(program)));
                check(row, program, tags);
            }
        }
    }

    static void check(const Row& row, Program program, std::size_t tags) {
        const auto slot = std::to_string(row.slot) + ".";
        Counters expected{{slot + "accepted", 1}, {slot + "news", 1}, {slot + "passed", 1}};
        for (const auto& counter : row.counters)
            expected[slot + counter] = 1;
        const auto adverts = rx().peer(row.slot).adverts;
        const auto before = RxUnderTest::now();
        const auto outcome = rx().run(row.frame, program);
        EXPECT_EQ(outcome.verdict, Verdict::Pass);
        EXPECT_EQ(outcome.counters, expected);
        EXPECT_FALSE(outcome.frame_changed);
        const auto packet = cut(packet_of(row.frame, tags), row.frame.size() - 14 - 4 * tags - row.padding);
        EXPECT_EQ(outcome.events, (std::vector<SeenEvent>{{row.slot, 1, packet}}));
        const auto peer = rx().peer(row.slot);
        EXPECT_EQ(peer.adverts, adverts + 1);
        EXPECT_GE(peer.last_seen_ns, before);
        EXPECT_LE(peer.last_seen_ns, RxUnderTest::now());
        EXPECT_EQ(peer.keepalive_ns, 0u);
        EXPECT_EQ(peer.withheld, 0u);
    }

    static std::array<std::uint8_t, 16> source(std::uint32_t slot) {
        return std::to_array(rx().peer(slot).source.bytes);
    }
};

} // namespace

TEST_F(Accept, version_3_over_ipv4_with_either_checksum) {
    const std::string pseudo = "checksum_pseudo";
    check({
        {"pseudo-header", Ethernet{} / Ipv4{} / Vrrp{}, kSlot4, {pseudo}},
        {"message only", Ethernet{} / Ipv4{} / Vrrp{.style = kPlain}, kSlot4, {"checksum_plain"}},
        {"padded to 60 bytes", Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{}, kSlot4, {pseudo}, 14},
        {"trailing bytes", Ethernet{} / Ipv4{} / Vrrp{.trailing = Bytes(8, 7)}, kSlot4, {pseudo}},
        {"one trailing byte", Ethernet{} / Ipv4{} / Vrrp{.trailing = Bytes(1, 7)}, kSlot4, {pseudo}},
        {"two, padded",
         Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.trailing = Bytes(2, 7)},
         kSlot4,
         {pseudo},
         12},
        {"three, message only",
         Ethernet{} / Ipv4{} / Vrrp{.style = kPlain, .trailing = Bytes(3, 7)},
         kSlot4,
         {"checksum_plain"}},
        {"don't fragment", Ethernet{} / Ipv4{.fragment = 0x4000} / Vrrp{}, kSlot4, {pseudo}},
        {"reserved bits", Ethernet{} / Ipv4{} / Vrrp{.reserved = 15}, kSlot4, {pseudo}},
        {"the longest interval",
         Ethernet{} / Ipv4{} / Vrrp{.interval = core::Centiseconds(4095)},
         kSlot4,
         {pseudo}},
        {"priority 0", Ethernet{} / Ipv4{} / Vrrp{.priority = 0}, kSlot4, {pseudo, "priority_zero"}},
        {"255 addresses",
         Ethernet{} / Ipv4{} / Vrrp{.addresses = documentation_addresses(core::Family::Ipv4, 255)},
         kSlot4,
         {pseudo}},
    });
}

TEST_F(Accept, version_3_over_ipv6) {
    check({
        {"an advert", Ethernet{} / Ipv6{} / Vrrp{}, kSlot6},
        {"padding", Ethernet{.pad_to = 100} / Ipv6{} / Vrrp{}, kSlot6, {}, 22},
        {"one trailing byte", Ethernet{} / Ipv6{} / Vrrp{.trailing = Bytes(1, 7)}, kSlot6},
        {"priority 0", Ethernet{} / Ipv6{} / Vrrp{.priority = 0}, kSlot6, {"priority_zero"}},
        {"200 addresses",
         Ethernet{} / Ipv6{} / Vrrp{.addresses = documentation_addresses(core::Family::Ipv6, 200)}, kSlot6},
    });
}

TEST_F(Accept, version_2_with_and_without_a_password) {
    auto& known = rx().known(kSlot4);
    known.version = 2;
    check({{"no authentication", Ethernet{} / Ipv4{} / Vrrp{.version = 2}},
           {"data without a type",
            Ethernet{} / Ipv4{} / Vrrp{.version = 2, .authentication = {VRRP_AUTH_NONE, {9}}}}});
    known.auth_type = VRRP_AUTH_PASS;
    std::copy_n("12345678", 8, known.auth_data);
    const core::Authentication password{VRRP_AUTH_PASS, {'1', '2', '3', '4', '5', '6', '7', '8'}};
    for (const std::size_t count : {1u, 2u, 3u, 254u, 255u}) {
        check({{std::to_string(count) + " addresses",
                Ethernet{} / Ipv4{} /
                    Vrrp{.version = 2,
                         .addresses = documentation_addresses(core::Family::Ipv4, count),
                         .authentication = password}}});
    }
}

TEST_F(Accept, unicast_with_any_ttl) {
    auto& known = rx().known(kSlot4);
    known.min_ttl = 0;
    const auto us = IpAddress::v4(192, 0, 2, 9);
    std::ranges::copy(us.mapped(), known.destination.bytes);
    check({{"TTL 1", Ethernet{} / Ipv4{.destination = us, .ttl = 1} / Vrrp{}, kSlot4, {"checksum_pseudo"}}});
    EXPECT_EQ(rx().run(Ethernet{} / Ipv4{} / Vrrp{}).counters,
              (Counters{{"1.destination", 1}, {"1.passed", 1}}));
}

TEST_F(Accept, the_group_that_is_configured_and_not_that_of_the_rfc) {
    const auto group4 = IpAddress::v4(239, 1, 2, 3);
    const auto group6 = *IpAddress::from_text("ff02::118");
    std::ranges::copy(group4.mapped(), rx().known(kSlot4).destination.bytes);
    std::ranges::copy(group6.mapped(), rx().known(kSlot6).destination.bytes);
    check({{"IPv4", Ethernet{} / Ipv4{.destination = group4} / Vrrp{}, kSlot4, {"checksum_pseudo"}},
           {"IPv6", Ethernet{} / Ipv6{.destination = group6} / Vrrp{}, kSlot6}});
    EXPECT_EQ(rx().run(Ethernet{} / Ipv4{} / Vrrp{}).counters,
              (Counters{{"1.destination", 1}, {"1.passed", 1}}));
    EXPECT_EQ(rx().run(Ethernet{} / Ipv6{} / Vrrp{}).counters,
              (Counters{{"2.destination", 1}, {"2.passed", 1}}));
}

TEST_F(Accept, each_vlan_as_an_interface_of_its_own) {
    auto tagged = rx().key(core::Family::Ipv4);
    tagged.vlan_outer = 7;
    rx().enter(tagged, 3);
    auto twice = tagged;
    twice.vlan_inner = 4094;
    rx().enter(twice, 4);
    auto six = rx().key(core::Family::Ipv6);
    six.vlan_outer = 7;
    rx().enter(six, 5);
    rx().known(3) = rx().known(4) = rx().known(kSlot4);
    rx().known(5) = rx().known(kSlot6);
    const std::vector<std::string> pseudo{"checksum_pseudo"};
    check({{"802.1Q", Ethernet{} / Vlan{.id = 7, .priority = 5} / Ipv4{} / Vrrp{}, 3, pseudo},
           {"802.1ad", Ethernet{} / Vlan{.id = 7, .tpid = 0x88a8} / Ipv4{} / Vrrp{}, 3, pseudo},
           {"IPv6", Ethernet{} / Vlan{.id = 7} / Ipv6{} / Vrrp{}, 5},
           {"one trailing byte", Ethernet{} / Vlan{.id = 7} / Ipv6{} / Vrrp{.trailing = {1}}, 5},
           {"a priority tag", Ethernet{} / Vlan{.id = 7} / Ipv4{} / Vrrp{}, 3, pseudo}},
          1);
    check({{"QinQ", Ethernet{} / Vlan{.id = 7, .tpid = 0x88a8} / Vlan{.id = 4094} / Ipv4{} / Vrrp{}, 4,
            pseudo}},
          2);
    check({{"priority tag", Ethernet{} / Vlan{.id = 0, .priority = 6} / Ipv4{} / Vrrp{}, kSlot4, pseudo}}, 1);
    EXPECT_EQ(rx().run(Ethernet{} / Vlan{.id = 4094} / Vlan{.id = 7} / Ipv4{} / Vrrp{}).counters,
              (Counters{{"0.vrid_unknown", 1}}));
}

// tun, wireguard and ppp hand up such frames.
TEST_F(Accept, a_packet_without_an_ethernet_header) {
    const std::vector<std::pair<std::uint32_t, Bytes>> rows{
        {kSlot4, Ethernet{} / Ipv4{} / Vrrp{}},
        {kSlot4, Ethernet{} / Ipv4{} / Vrrp{.trailing = {1, 2, 3}}},
        {kSlot4, Ethernet{} / Ipv4{} / Vrrp{.addresses = documentation_addresses(core::Family::Ipv4, 255)}},
        {kSlot6, Ethernet{} / Ipv6{} / Vrrp{}},
    };
    for (const auto& [slot, frame] : rows) {
        const auto packet = packet_of(frame);
        const auto news = rx().run(packet, Program::Ip);
        EXPECT_EQ(news.events, (std::vector<SeenEvent>{{slot, 1, packet}}));
        EXPECT_FALSE(news.frame_changed);
        rx().memorise(slot, packet);
        auto known = rx().run(packet, Program::Ip).counters;
        EXPECT_EQ(known[std::to_string(slot) + ".keepalive"], 1u);
    }
    for (const auto& other :
         {packet_of(Ethernet{} / Ipv4{.protocol = 6} / Payload{Bytes(40)}),
          packet_of(Ethernet{} / Ipv4{.version = 5} / Vrrp{}), Bytes(Ethernet{} / Ipv4{} / Vrrp{})})
        EXPECT_TRUE(rx().run(other, Program::Ip).counters.empty());
    EXPECT_EQ(rx().run(packet_of(Ethernet{} / Ipv4{} / Vrrp{.checksum = 1}), Program::Ip).counters,
              (Counters{{"1.checksum", 1}, {"1.passed", 1}}));
}

TEST_F(Accept, the_peer_is_what_the_advert_says) {
    rx().run(Ethernet{} / Ipv4{} /
             Vrrp{.priority = 200, .interval = core::Centiseconds(4095), .reserved = 15});
    EXPECT_EQ(rx().peer(kSlot4).priority, 200);
    EXPECT_EQ(rx().peer(kSlot4).version, 3);
    EXPECT_EQ(rx().peer(kSlot4).interval_cs, 4095);
    EXPECT_EQ(source(kSlot4), IpAddress::v4(192, 0, 2, 1).mapped());
    rx().run(Ethernet{} / Ipv6{} / Vrrp{});
    EXPECT_EQ(source(kSlot6), IpAddress::from_text("fe80::1")->mapped());
    rx().known(kSlot4).version = 2;
    rx().known(kSlot4).interval_s = 255;
    rx().run(Ethernet{} / Ipv4{.source = IpAddress::v4(192, 0, 2, 3)} /
             Vrrp{.version = 2, .interval = std::chrono::seconds(255)});
    EXPECT_EQ(rx().peer(kSlot4).version, 2);
    EXPECT_EQ(rx().peer(kSlot4).interval_cs, 25500);
    EXPECT_EQ(source(kSlot4), IpAddress::v4(192, 0, 2, 3).mapped());
    EXPECT_EQ(rx().peer(kSlot4).adverts, 2u);
}

} // namespace xvrrp::test
