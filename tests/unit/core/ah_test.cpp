// SPDX-License-Identifier: GPL-2.0-or-later
// auth_type AH: the header on the wire, and a virtual router with it.
#include "core/vrrp/ah.h"
#include "core/vrrp/frame.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

constexpr Duration kAhead = 1'800'000'000s;
constexpr std::uint32_t kClock = 1'800'001'000; // of the rig at 0
constexpr std::size_t kAhAt = 20;
constexpr std::size_t kAdvertAt = kAhAt + VRRP_AH_SIZE;
constexpr AhKey kAhKey{'1', '1', '1', '1'};
constexpr AhKey kOtherKey{'2', '2', '2', '2'};

VirtualRouterConfig with_key(const AhKey& key = kAhKey) {
    auto config = config_of(Version::V2);
    config.authentication.type = VRRP_AUTH_AH;
    config.ah_key = key;
    return config;
}

Rig knows_the_time(const VirtualRouterConfig& config = with_key()) {
    Rig rig(config, false);
    rig.feed(ClockObserved{kAhead}, 0s);
    rig.see(link_up(), 0s);
    rig.start();
    return rig;
}

Bytes plain() {
    return packet({}, with_key());
}

Bytes ah_packet(std::uint32_t sequence, const AhKey& key = kAhKey, const PeerAdvert& advert = {}) {
    return with_ah(packet(advert, with_key()), {key}, sequence);
}

Said listen(Rig& rig, const Bytes& packet, Duration when) {
    return rig.feed(PacketReceived{{0}, at(when), packet}, when);
}

std::vector<Bytes> packets_of(const Rig& rig) {
    std::vector<Bytes> packets;
    for (const auto& output : rig.last()) {
        if (const auto* advert = std::get_if<SendAdvert>(&output))
            packets.emplace_back(advert->frame.begin() + 14, advert->frame.end());
        else if (const auto* unicast = std::get_if<SendUnicast>(&output))
            packets.push_back(unicast->packet);
    }
    return packets;
}

vrrp_drop_reason verdict_on(const Bytes& packet, AhAuthenticator& authenticator) {
    return authenticator.judge(packet, IpAddress::from_bytes(ByteView(packet).subspan(12, 4)));
}

TEST(Ah, stands_between_the_ip_header_and_the_advert) {
    const auto signed_packet = ah_packet(0x01020304);
    EXPECT_EQ(signed_packet.size(), plain().size() + VRRP_AH_SIZE);
    EXPECT_EQ(signed_packet[9], VRRP_AH_IP_PROTOCOL);
    EXPECT_EQ(get16(signed_packet, 2), signed_packet.size());
    EXPECT_EQ(checksum_finish(checksum_add(0, ByteView(signed_packet).first(kAhAt))), 0);
    // Next header, length, reserved; the source as SPI; the sequence number.
    EXPECT_EQ(Bytes(signed_packet.begin() + kAhAt, signed_packet.begin() + kAhAt + 12),
              hex("70 04 00 00  c0 00 02 02  01 02 03 04"));
    const auto unsigned_packet = plain();
    EXPECT_EQ(Bytes(signed_packet.begin() + kAdvertAt, signed_packet.end()),
              Bytes(unsigned_packet.begin() + kAhAt, unsigned_packet.end()));
    EXPECT_EQ(ah_sequence(signed_packet), 0x01020304u);
    EXPECT_TRUE(is_authentic(signed_packet, {kAhKey}));
    EXPECT_FALSE(is_authentic(signed_packet, {kOtherKey}));
}

TEST(Ah, covers_all_but_what_may_change_on_the_way) {
    for (const bool unicast : {false, true}) {
        const AhConfig config{kAhKey, unicast};
        const auto wire = with_ah(plain(), config, 7);
        for (std::size_t i = 0; i < wire.size(); ++i) {
            auto changed = wire;
            changed[i] ^= 0x40;
            const bool may_change = i == 1 || i == 6 || i == 7 || i == 10 || i == 11 || (unicast && i == 8);
            EXPECT_EQ(is_authentic(changed, config), may_change) << "byte " << i;
        }
    }
}

TEST(Ah, counts_on_from_its_clock_and_from_what_it_heard) {
    AhAuthenticator ours({kAhKey});
    const WallTime now{1000s};
    EXPECT_EQ(ours.next(now), 1000u);
    EXPECT_EQ(ours.next(now), 1001u);
    EXPECT_EQ(ours.next(now + 5s), 1005u);
    EXPECT_EQ(ours.next(now - 500s), 1006u) << "a clock that was set back";
    EXPECT_EQ(verdict_on(ah_packet(5000), ours), VRRP_DROP_NONE);
    EXPECT_EQ(ours.next(now + 6s), 5001u) << "keepalived counts its peers' numbers as its own";
    EXPECT_EQ(verdict_on(ah_packet(9000, kOtherKey), ours), VRRP_DROP_HMAC_INVALID);
    EXPECT_EQ(ours.next(now + 6s), 5002u) << "a forged number counts for nothing";
    EXPECT_EQ(verdict_on(ah_packet(0xffffffff), ours), VRRP_DROP_NONE);
    EXPECT_EQ(ours.next(now), 0xffffffffu) << "there is no greater one";
}

TEST(Ah, takes_a_rising_sequence_of_each_sender) {
    AhAuthenticator ours({kAhKey});
    EXPECT_EQ(verdict_on(ah_packet(7), ours), VRRP_DROP_NONE);
    EXPECT_EQ(verdict_on(ah_packet(7), ours), VRRP_DROP_HMAC_REPLAY);
    EXPECT_EQ(verdict_on(ah_packet(6), ours), VRRP_DROP_HMAC_REPLAY);
    EXPECT_EQ(verdict_on(ah_packet(3, kAhKey, {.source = kThird}), ours), VRRP_DROP_NONE);
    ours.reconfigure({kOtherKey});
    EXPECT_EQ(verdict_on(ah_packet(8), ours), VRRP_DROP_HMAC_INVALID);
    EXPECT_EQ(verdict_on(ah_packet(7, kOtherKey), ours), VRRP_DROP_HMAC_REPLAY);
    EXPECT_EQ(verdict_on(ah_packet(8, kOtherKey), ours), VRRP_DROP_NONE);
}

TEST(Ah, names_its_source) {
    AhAuthenticator ours({kAhKey});
    EXPECT_EQ(ours.judge(ah_packet(7), kThird), VRRP_DROP_HMAC_INVALID);
}

TEST(AhRouter, sends_what_another_one_believes) {
    auto rig = knows_the_time();
    AhAuthenticator receiver({kAhKey});
    for (const Duration when : {Duration(kDown), Duration(kDown + 1s)}) {
        rig.tick(when);
        const auto packets = packets_of(rig);
        ASSERT_EQ(packets.size(), 1u);
        EXPECT_EQ(packets[0][kAdvertAt + 4], VRRP_AUTH_AH);
        EXPECT_EQ(Bytes(packets[0].end() - VRRP_AUTH_SIZE, packets[0].end()), Bytes(VRRP_AUTH_SIZE));
        EXPECT_EQ(ah_sequence(packets[0]),
                  kClock +
                      static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(when).count()));
        const auto received = receive(packets[0], rig.router().expectation(), {});
        ASSERT_TRUE(received);
        EXPECT_EQ(received->signed_advert, packets[0]);
        EXPECT_EQ(receiver.judge(received->signed_advert, received->source), VRRP_DROP_NONE);
    }
}

TEST(AhRouter, has_one_sequence_number_for_all_unicast_peers_and_covers_no_ttl) {
    auto config = with_key();
    config.unicast_peers = {{kPeer}, {kThird}};
    auto rig = knows_the_time(config);
    rig.tick(rig.deadline());
    auto packets = packets_of(rig);
    ASSERT_EQ(packets.size(), 2u);
    EXPECT_EQ(ah_sequence(packets[0]), ah_sequence(packets[1]));
    for (auto& packet : packets) {
        packet[8] = 3;
        EXPECT_TRUE(is_authentic(packet, {kAhKey, true}));
    }
}

TEST(AhRouter, follows_a_master_with_the_key_and_knows_no_advert_by_its_looks) {
    auto rig = knows_the_time();
    EXPECT_EQ(listen(rig, ah_packet(1), 1s), (Said{"addresses not wanted", "memorise 0 from 192.0.2.2"}));
    EXPECT_EQ(std::get<Memorise>(rig.last().back()).memo, (Memo{kPeer, {}, 0}));
    EXPECT_EQ(listen(rig, ah_packet(2), 2s), Said{});
    EXPECT_EQ(rig.deadline(), 2s + kDown);
    EXPECT_EQ(rig.peer(4s, 4s, {}, 4s), Said{});
    EXPECT_EQ(rig.deadline(), 2s + kDown) << "the kernel side believes nobody";
}

TEST(AhRouter, takes_nothing_but_a_count_from_a_false_advert) {
    auto rig = knows_the_time();
    listen(rig, ah_packet(5), 1s);
    for (const std::uint8_t priority : {std::uint8_t{255}, std::uint8_t{0}}) {
        const PeerAdvert advert{.priority = priority};
        EXPECT_EQ(listen(rig, ah_packet(6, kOtherKey, advert), 2s),
                  (Said{"notice: wrong HMAC: another key, or a forgery, from 192.0.2.2"}));
        EXPECT_EQ(listen(rig, ah_packet(5, kAhKey, advert), 2s),
                  (Said{"notice: this advert or a later one was heard before, from 192.0.2.2"}));
        EXPECT_EQ(listen(rig, packet(advert, with_key()), 2s),
                  (Said{"notice: another authentication type than configured"}));
    }
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(rig.router().counters().refused.at(VRRP_DROP_HMAC_INVALID), 2u);
    EXPECT_EQ(rig.router().counters().refused.at(VRRP_DROP_HMAC_REPLAY), 2u);
}

TEST(AhRouter, is_not_heard_where_ah_is_not_configured) {
    for (const auto type : {VRRP_AUTH_NONE, VRRP_AUTH_PASS, VRRP_AUTH_AH}) {
        auto expected = knows_the_time().router().expectation();
        expected.authentication.type = static_cast<std::uint8_t>(type);
        for (const auto hmac : {VRRP_HMAC_NONE, VRRP_HMAC_OPTIONAL, VRRP_HMAC_REQUIRED}) {
            expected.hmac = hmac;
            EXPECT_EQ(receive(ah_packet(1), expected, {}).error(), VRRP_DROP_AUTH_TYPE);
        }
    }
}

TEST(AhRouter, refuses_a_packet_that_ends_anywhere_before_its_end) {
    const auto expected = knows_the_time().router().expectation();
    const auto whole = ah_packet(1);
    ASSERT_TRUE(receive(whole, expected, {}));
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(receive(ByteView(whole).first(length), expected, {})) << length;
}

TEST(AhRouter, goes_on_counting_after_a_reload) {
    auto rig = knows_the_time();
    listen(rig, ah_packet(kClock + 500), 1s);
    rig.reload(with_key(kOtherKey), 2s);
    EXPECT_EQ(listen(rig, ah_packet(kClock + 500, kOtherKey), 2s),
              (Said{"notice: this advert or a later one was heard before, from 192.0.2.2"}));
    rig.tick(rig.deadline());
    ASSERT_EQ(packets_of(rig).size(), 1u);
    EXPECT_EQ(ah_sequence(packets_of(rig)[0]), kClock + 501);
    EXPECT_TRUE(is_authentic(packets_of(rig)[0], {kOtherKey}));
}

} // namespace

} // namespace xvrrp::core
