// SPDX-License-Identifier: GPL-2.0-or-later
// Unicast, which is keepalived's extension: adverts to each peer and from the peers only.
#include "rig.h"

namespace xvrrp::core {

namespace {

VirtualRouterConfig unicast(Version version = Version::V2) {
    auto config = config_of(version);
    config.unicast_peers = {{.address = kPeer}, {.address = kThird, .min_ttl = 60, .max_ttl = 64}};
    config.unicast_ttl = 17;
    return config;
}

const Said kTakeover{"advert 100 from 192.0.2.1 to 192.0.2.2", "advert 100 from 192.0.2.1 to 192.0.2.3",
                     "addresses wanted", "announce 5", "BACKUP -> MASTER: master_down"};

TEST(Unicast, sends_an_advert_to_each_peer_and_none_to_the_group) {
    for (const auto version : {Version::V2, Version::V3}) {
        Rig rig(unicast(version));
        EXPECT_EQ(rig.tick(kDown), kTakeover);
        EXPECT_EQ(rig.router().counters().adverts_sent, 1u);
    }
}

TEST(Unicast, sends_what_the_peer_accepts_with_the_configured_ttl) {
    for (const auto version : {Version::V2, Version::V3}) {
        Rig rig(unicast(version));
        rig.tick(kDown);
        const auto& sent = std::get<SendUnicast>(rig.last().at(0));
        const Expectation peers{.version = version,
                                .vrid = 51,
                                .min_ttl = 17,
                                .destination = kPeer,
                                .authentication = {},
                                .interval = Centiseconds(100),
                                .peers = {}};
        const auto received = receive(sent.packet, peers, {});
        ASSERT_TRUE(received);
        EXPECT_EQ(received->source, kOurs);
        EXPECT_EQ(received->advert.priority, 100);
        EXPECT_EQ(sent.packet.at(8), 17);
    }
}

TEST(Unicast, follows_a_peer) {
    Rig rig(unicast());
    EXPECT_EQ(rig.hear({.ttl = 1}, 1s), (Said{"addresses not wanted", "memorise 150 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(Unicast, refuses_a_stranger_and_changes_nothing) {
    Rig rig(unicast());
    for (const std::uint8_t priority : {std::uint8_t{0}, std::uint8_t{200}})
        EXPECT_EQ(rig.hear({.priority = priority, .source = ip("192.0.2.4")}, 1s),
                  (Said{"notice: the source is none of the unicast peers"}));
    EXPECT_EQ(rig.deadline(), kDown);
    EXPECT_FALSE(rig.router().master());
}

TEST(Unicast, takes_a_stranger_where_the_source_is_not_checked) {
    auto config = unicast();
    config.check_unicast_src = false;
    Rig rig(config);
    EXPECT_EQ(rig.hear({.source = ip("192.0.2.4")}, 1s),
              (Said{"addresses not wanted", "memorise 150 from 192.0.2.4"}));
}

TEST(Unicast, refuses_a_ttl_outside_the_range_of_the_peer) {
    Rig rig(unicast());
    for (const std::uint8_t ttl : {std::uint8_t{59}, std::uint8_t{65}, std::uint8_t{255}})
        EXPECT_EQ(rig.hear({.source = kThird, .ttl = ttl}, 1s),
                  (Said{"notice: TTL or hop limit is not 255"}));
    EXPECT_EQ(rig.deadline(), kDown);
    for (const std::uint8_t ttl : {std::uint8_t{60}, std::uint8_t{64}}) {
        rig.hear({.source = kThird, .ttl = ttl}, 2s);
        EXPECT_EQ(rig.deadline(), 2s + kDown);
    }
}

TEST(Unicast, refuses_the_group) {
    Rig rig(unicast());
    auto multicast = unicast();
    multicast.unicast_peers.clear();
    EXPECT_EQ(rig.feed(PacketReceived{{0}, at(1s), packet({}, multicast)}, 1s),
              (Said{"notice: neither the VRRP group nor our unicast address"}));
    EXPECT_EQ(rig.deadline(), kDown);
}

TEST(Unicast, expects_adverts_at_its_source_wherever_that_goes) {
    Rig rig(unicast(), false);
    EXPECT_EQ(rig.see(link_up(), 0s), (Said{"receive"}));
    EXPECT_EQ(rig.router().expectation().destination, kOurs);
    EXPECT_EQ(rig.see(link_up(), 1s), Said{});
    EXPECT_EQ(rig.see(link_up({{ip("192.0.2.9"), 24}}), 2s), (Said{"receive"}));
    EXPECT_EQ(rig.router().expectation().destination, ip("192.0.2.9"));
}

// The kernel side has to, as what it expects is written anew.
TEST(Unicast, forgets_the_known_advert_when_its_own_address_moves) {
    Rig rig(unicast());
    rig.hear({}, 1s);
    EXPECT_EQ(rig.see(link_up({{ip("192.0.2.9"), 24}}), 2s), (Said{"forget", "receive"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(Unicast, over_ipv6_is_checksummed_for_the_peer_it_goes_to) {
    auto config = config_of(Version::V3);
    config.family = Family::Ipv6;
    config.addresses = {{ip("fe80::100"), 64}};
    config.unicast_peers = {{.address = ip("2001:db8::2")}};
    config.source = ip("2001:db8::1");
    Rig rig(config);
    EXPECT_EQ(rig.tick(kDown).at(0), "advert 100 from 2001:db8::1 to 2001:db8::2");
    const Expectation peers{.family = Family::Ipv6,
                            .version = Version::V3,
                            .vrid = 51,
                            .min_ttl = VRRP_TTL,
                            .destination = ip("2001:db8::2"),
                            .authentication = {},
                            .interval = Centiseconds(100),
                            .peers = {}};
    EXPECT_TRUE(receive(std::get<SendUnicast>(rig.last().at(0)).packet, peers, {}));
}

} // namespace

} // namespace xvrrp::core
