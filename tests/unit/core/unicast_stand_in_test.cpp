// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel stands in for unicast adverts too, to those peers whose neighbour is known.
#include "rig.h"

#include <algorithm>
#include <map>

namespace xvrrp::core {

namespace {

constexpr MacAddress kOurMac{{0x02, 0, 0, 0, 0, 0x0a}};
constexpr MacAddress kPeerMac{{0x02, 0, 0, 0, 0, 0x0b}};
constexpr MacAddress kGatewayMac{{0x02, 0, 0, 0, 0, 0x0c}};
const Said kAdverts{"advert 100 from 192.0.2.1 to 192.0.2.2", "advert 100 from 192.0.2.1 to 192.0.2.3"};

VirtualRouterConfig with_peers(Version version = Version::V2) {
    auto config = config_of(version);
    config.garp.master_delay = config.garp.lower_prio_delay = 0s;
    config.unicast_peers = {{.address = kPeer}, {.address = kThird}};
    config.unicast_ttl = 17;
    return config;
}

Neighbour known(const IpAddress& peer = kPeer, const MacAddress& mac = kPeerMac, int interface = 2) {
    return {peer, {interface}, mac, kOurMac, ""};
}

Neighbour unknown(const IpAddress& peer = kThird) {
    return {peer, {2}, {}, kOurMac, "the MAC address of the peer is not known"};
}

NeighboursObserved answer(std::vector<Neighbour> neighbours) {
    return {{}, std::move(neighbours)};
}

Rig asking_master(VirtualRouterConfig config = with_peers()) {
    Rig rig(std::move(config));
    rig.feed(StandInObserved{true}, 0s);
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

template <class T>
std::vector<T> all(const Outputs& outputs) {
    std::vector<T> out;
    for (const auto& each : outputs) {
        if (const auto* found = std::get_if<T>(&each))
            out.push_back(*found);
    }
    return out;
}

Said with(Said first, const Said& more) {
    first.insert(first.end(), more.begin(), more.end());
    return first;
}

// Without the identification and the checksum that covers it.
Bytes comparable(Bytes packet) {
    if (packet[0] >> 4 == 4)
        packet[4] = packet[5] = packet[10] = packet[11] = 0;
    return packet;
}

} // namespace

TEST(UnicastStandIn, asks_for_the_neighbours_with_the_mastership_and_begins_with_the_answer) {
    auto rig = asking_master();
    const auto asked = all<Resolve>(rig.last());
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].destinations, (Destinations{kOurs, {2}, {kPeer, kThird}}));
    EXPECT_TRUE(all<StandIn>(rig.last()).empty());
    EXPECT_EQ(rig.feed(answer({known(), known(kThird)}), kDown + 50ms), Said{"lend 100"});
    EXPECT_EQ(rig.tick(kDown + 1s), with(kAdverts, {"put off"}));
}

TEST(UnicastStandIn, lends_to_each_peer_what_the_daemon_sends_to_it) {
    for (const auto version : {Version::V2, Version::V3}) {
        auto rig = asking_master(with_peers(version));
        const auto sent = all<SendUnicast>(rig.last());
        rig.feed(answer({known(), known(kThird, kGatewayMac, 7)}), kDown + 50ms);
        const auto lent = all<StandIn>(rig.last());
        ASSERT_TRUE(lent.size() == 1 && sent.size() == 2);
        const auto& frames = lent[0].lease.frames;
        ASSERT_EQ(frames.size(), 2u);
        EXPECT_EQ(frames[0].interface, InterfaceIndex{2});
        EXPECT_EQ(frames[1].interface, InterfaceIndex{7});
        for (std::size_t i = 0; i < 2; ++i) {
            const ByteView frame = frames[i].frame;
            const auto& mac = i == 0 ? kPeerMac : kGatewayMac;
            Bytes header(mac.octets.begin(), mac.octets.end());
            put_bytes(header, kOurMac.octets);
            put16(header, 0x0800);
            EXPECT_TRUE(std::ranges::equal(frame.first(14), header));
            const Bytes packet(frame.begin() + 14, frame.end());
            EXPECT_EQ(comparable(packet), comparable(sent[i].packet));
            EXPECT_EQ(frames[i].header, 34u);
        }
        EXPECT_EQ(lent[0].lease.due, at(kDown + 1250ms));
    }
}

TEST(UnicastStandIn, lends_ipv6_adverts_with_the_checksum_for_each_peer) {
    auto config = with_peers(Version::V3);
    config.family = Family::Ipv6;
    config.addresses = {{ip("fe80::100"), 64}};
    config.source = ip("2001:db8::1");
    config.unicast_peers = {{.address = ip("2001:db8::2")}, {.address = ip("fe80::2")}};
    auto rig = asking_master(config);
    const auto sent = all<SendUnicast>(rig.last());
    rig.feed(answer({known(ip("2001:db8::2")), known(ip("fe80::2"))}), kDown + 50ms);
    const auto lent = all<StandIn>(rig.last());
    ASSERT_TRUE(lent.size() == 1 && sent.size() == 2 && lent[0].lease.frames.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& frame = lent[0].lease.frames[i];
        EXPECT_EQ(Bytes(frame.frame.begin() + 14, frame.frame.end()), sent[i].packet);
        EXPECT_EQ(get16(frame.frame, 12), 0x86dd);
        EXPECT_EQ(frame.header, 54u);
    }
}

TEST(UnicastStandIn, serves_the_known_peers_and_adds_the_others_when_they_are_known) {
    auto rig = asking_master();
    EXPECT_EQ(rig.feed(answer({known(), unknown()}), kDown + 50ms), Said{"lend 100"});
    EXPECT_EQ(all<StandIn>(rig.last())[0].lease.frames.size(), 1u);
    const auto told = rig.router().snapshot().neighbours;
    EXPECT_EQ(told, (std::vector<Neighbour>{known(), unknown()}));
    EXPECT_EQ(rig.feed(answer({known(), known(kThird)}), kDown + 900ms), Said{"lend 100"});
    EXPECT_EQ(all<StandIn>(rig.last())[0].lease.frames.size(), 2u);
}

TEST(UnicastStandIn, is_not_there_as_long_as_no_peer_is_known) {
    auto rig = asking_master();
    EXPECT_EQ(rig.feed(answer({unknown(kPeer), unknown()}), kDown + 50ms), Said{});
    EXPECT_EQ(rig.tick(kDown + 1s), kAdverts);
    EXPECT_EQ(rig.feed(answer({known(), unknown()}), kDown + 1100ms), Said{"lend 100"});
    EXPECT_EQ(rig.feed(answer({unknown(kPeer), unknown()}), kDown + 1200ms), Said{"stand alone"});
    EXPECT_EQ(rig.tick(kDown + 2s), kAdverts);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(UnicastStandIn, follows_another_mac_and_another_way_at_once) {
    auto rig = asking_master();
    rig.feed(answer({known(), unknown()}), kDown + 50ms);
    for (const auto& now : {known(kPeer, kGatewayMac), known(kPeer, kGatewayMac, 7)}) {
        EXPECT_EQ(rig.feed(answer({now, unknown()}), kDown + 100ms), Said{"lend 100"});
        const auto frame = all<StandIn>(rig.last())[0].lease.frames.at(0);
        EXPECT_TRUE(std::ranges::equal(ByteView(frame.frame).first(6), kGatewayMac.octets));
        EXPECT_EQ(frame.interface, now.interface);
    }
    EXPECT_EQ(rig.feed(answer({known(kPeer, kGatewayMac, 7), unknown()}), kDown + 200ms), Said{"put off"});
}

TEST(UnicastStandIn, asks_no_more_when_the_mastership_ends) {
    auto heard = asking_master();
    heard.feed(answer({known(), unknown()}), kDown + 50ms);
    const auto said = heard.hear({.priority = 150}, kDown + 100ms);
    EXPECT_EQ(std::ranges::count(said, "resolve 0"), 1);
    EXPECT_EQ(std::ranges::count(said, "stand alone"), 1);
    EXPECT_EQ(heard.feed(answer({known(), known(kThird)}), kDown + 200ms), Said{})
        << "an answer that is late";
    EXPECT_TRUE(heard.router().snapshot().neighbours.empty());
    auto left = asking_master();
    EXPECT_EQ(std::ranges::count(left.shut_down(kDown + 100ms), "resolve 0"), 1) << "without an answer";
}

TEST(UnicastStandIn, asks_anew_for_other_peers_and_from_another_address) {
    auto rig = asking_master();
    rig.feed(answer({known(), known(kThird)}), kDown + 50ms);
    auto config = rig.router().config();
    config.unicast_peers.pop_back();
    EXPECT_EQ(rig.reload(config, kDown + 100ms),
              (Said{"receive", "stand alone", "advert 100 from 192.0.2.1 to 192.0.2.2", "resolve 1"}));
    EXPECT_EQ(rig.feed(answer({known()}), kDown + 150ms), Said{"lend 100"});
    rig.see(link_up({{ip("192.0.2.9"), 24}}), kDown + 200ms);
    rig.tick(rig.deadline());
    ASSERT_EQ(all<Resolve>(rig.last()).size(), 1u);
    EXPECT_EQ(all<Resolve>(rig.last())[0].destinations.source, ip("192.0.2.9"));
    EXPECT_EQ(all<StandAlone>(rig.last()).size(), 1u) << "the old adverts had the old source";
}

TEST(UnicastStandIn, lends_again_without_a_question_after_the_kernel_has_lost_it) {
    auto rig = asking_master();
    rig.feed(answer({known(), unknown()}), kDown + 50ms);
    EXPECT_EQ(rig.feed(StandInObserved{true}, kDown + 100ms), Said{"stand alone"});
    EXPECT_EQ(rig.tick(kDown + 1s), with(kAdverts, {"lend 100"}));
    EXPECT_EQ(rig.feed(StandInObserved{false}, kDown + 1100ms), Said{"stand alone"});
    EXPECT_EQ(rig.tick(kDown + 2s), with(kAdverts, {"resolve 0"}));
    EXPECT_EQ(rig.feed(answer({known(), unknown()}), kDown + 2100ms), Said{});
}

TEST(UnicastStandIn, asks_nobody_where_the_kernel_cannot_stand_in_or_may_not) {
    EXPECT_TRUE(all<Resolve>(master(with_peers()).last()).empty());
    auto off = with_peers();
    off.stand_in = 0s;
    EXPECT_TRUE(all<Resolve>(asking_master(off).last()).empty());
    auto with_time = with_peers();
    with_time.hmac = HmacConfig{};
    EXPECT_TRUE(all<Resolve>(asking_master(with_time).last()).empty());
    EXPECT_TRUE(all<Resolve>(asking_master(config_of()).last()).empty()) << "multicast";
}

TEST(UnicastStandIn, is_taken_back_by_a_shut_gate) {
    auto rig = asking_master();
    rig.feed(answer({known(), known(kThird)}), kDown + 50ms);
    const auto said = rig.feed(GateShut{.router = {},
                                        .reason = VRRP_SHUT_BETTER_ADVERT,
                                        .at = at(kDown + 2s),
                                        .source = kPeer,
                                        .priority = 150},
                               kDown + 3s);
    EXPECT_EQ(said, (Said{"stand alone", "addresses not wanted", "resolve 0",
                          "MASTER -> BACKUP: higher_priority"}));
}

} // namespace xvrrp::core
