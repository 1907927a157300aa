// SPDX-License-Identifier: GPL-2.0-or-later
// A virtual router with auth_hmac: what it sends, and what it takes no notice of.
#include "core/vrrp/frame.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

constexpr Duration kWallAhead = 1'800'000'000s;
const HmacKey kKey{1, Bytes(32, 0x5a)};
const HmacKey kOther{1, Bytes(32, 0xa5)};

VirtualRouterConfig signing(HmacMode mode = HmacMode::Enforce, std::uint8_t priority = 100) {
    auto config = config_of(Version::V3, priority);
    config.hmac = HmacConfig{{kKey}, 1, mode, 5s};
    return config;
}

Rig told_the_time(const VirtualRouterConfig& config) {
    Rig rig(config, false);
    rig.feed(ClockObserved{kWallAhead}, 0s);
    rig.see(link_up(), 0s);
    rig.start();
    return rig;
}

Sequence sequence(Duration when) {
    return sequence_at(WallTime(at(when).time_since_epoch() + kWallAhead));
}

// As packet(), signed at that time.
Bytes signed_packet(const PeerAdvert& advert, const VirtualRouterConfig& config, Duration when,
                    const HmacKey& key = kKey) {
    const auto group = vrrp_group(config.family);
    const Advert content{config.version,  config.vrid,           advert.priority,
                         advert.interval, config.authentication, advert.addresses};
    const auto trailer = sign(encode(content, advert.source, group), advert.source, key, sequence(when));
    return advert_packet(advert.source, group, advert.ttl, 1,
                         encode(content, advert.source, group, {}, trailer));
}

Said hear(Rig& rig, const Bytes& packet, Duration when) {
    return rig.feed(PacketReceived{{0}, at(when), packet}, when);
}

std::uint64_t refused(const Rig& rig, vrrp_drop_reason reason) {
    const auto& refused = rig.router().counters().refused;
    return refused.contains(reason) ? refused.at(reason) : 0;
}

// The packets of the last outputs.
std::vector<Bytes> sent(const Rig& rig) {
    std::vector<Bytes> packets;
    for (const auto& output : rig.last()) {
        if (const auto* advert = std::get_if<SendAdvert>(&output))
            packets.emplace_back(advert->frame.begin() + 14, advert->frame.end());
        else if (const auto* unicast = std::get_if<SendUnicast>(&output))
            packets.push_back(unicast->packet);
    }
    return packets;
}

TEST(AuthenticatedRouter, signs_each_advert_with_the_time_at_which_it_is_sent) {
    auto rig = told_the_time(signing());
    for (const Duration when : {Duration(kDown), Duration(kDown + 1s)}) {
        rig.tick(when);
        const auto packets = sent(rig);
        ASSERT_EQ(packets.size(), 1u);
        const auto message = ByteView(packets[0]).subspan(20);
        EXPECT_TRUE(is_authentic(message, kOurs, kKey));
        EXPECT_EQ(read_trailer(message).sequence, sequence(when));
    }
}

TEST(AuthenticatedRouter, is_understood_by_one_like_it) {
    for (const auto version : {Version::V2, Version::V3}) {
        auto config = signing();
        config.version = version;
        auto sender = told_the_time(config);
        sender.tick(sender.deadline());
        auto packet = sent(sender).at(0);
        Authenticator receiver(*config.hmac);
        const auto received = receive(packet, sender.router().expectation(), {});
        ASSERT_TRUE(received);
        EXPECT_EQ(receiver.judge(received->signed_advert, received->source,
                                 WallTime(at(sender.deadline()).time_since_epoch() + kWallAhead)),
                  VRRP_DROP_NONE);
    }
}

TEST(AuthenticatedRouter, signs_once_for_all_unicast_peers) {
    auto config = signing();
    config.unicast_peers = {{kPeer}, {kThird}};
    auto rig = told_the_time(config);
    rig.tick(rig.deadline());
    const auto packets = sent(rig);
    ASSERT_EQ(packets.size(), 2u);
    const auto trailer = [](const Bytes& packet) {
        return Bytes(packet.end() - VRRP_HMAC_TRAILER_SIZE, packet.end());
    };
    EXPECT_EQ(trailer(packets[0]), trailer(packets[1]));
    EXPECT_TRUE(is_authentic(ByteView(packets[1]).subspan(20), kOurs, kKey));
}

TEST(AuthenticatedRouter, signs_its_resignation) {
    auto rig = told_the_time(signing());
    rig.tick(kDown);
    rig.shut_down(kDown + 1ms);
    const auto packets = sent(rig);
    ASSERT_EQ(packets.size(), 1u);
    const auto message = ByteView(packets[0]).subspan(20);
    EXPECT_EQ(message[2], VRRP_PRIORITY_RESIGN);
    EXPECT_TRUE(is_authentic(message, kOurs, kKey));
    EXPECT_GT(read_trailer(message).sequence, sequence(kDown));
}

TEST(AuthenticatedRouter, sends_no_trailer_with_receive_only) {
    auto rig = told_the_time(signing(HmacMode::ReceiveOnly));
    rig.tick(kDown);
    EXPECT_EQ(sent(rig).at(0).size(), 20u + 8 + 4);
}

TEST(AuthenticatedRouter, follows_a_master_that_signs) {
    auto rig = told_the_time(signing());
    EXPECT_EQ(hear(rig, signed_packet({}, rig.router().config(), 1s), 1s),
              (Said{"addresses not wanted", "memorise 0 from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(hear(rig, signed_packet({}, rig.router().config(), 2s), 2s), Said{});
    EXPECT_EQ(rig.deadline(), 2s + kDown);
}

TEST(AuthenticatedRouter, knows_no_advert_by_its_looks) {
    auto rig = told_the_time(signing());
    hear(rig, signed_packet({}, rig.router().config(), 1s), 1s);
    const auto& memo = std::get<Memorise>(rig.last().back()).memo;
    ASSERT_TRUE(memo);
    EXPECT_EQ(*memo, (Memo{kPeer, {}, 0})) << "no advert has no length";
}

struct Forgery {
    vrrp_drop_reason reason;
    Bytes packet;
};

std::vector<Forgery> forgeries(const VirtualRouterConfig& config, std::uint8_t priority, Duration when) {
    const PeerAdvert advert{.priority = priority};
    auto tampered = signed_packet(advert, config, when);
    tampered.back() ^= 1;
    auto malformed = signed_packet(advert, config, when);
    malformed[20 + 12] = 2;
    return {{VRRP_DROP_HMAC_INVALID, signed_packet(advert, config, when, kOther)},
            {VRRP_DROP_HMAC_INVALID, tampered},
            {VRRP_DROP_HMAC_MALFORMED, malformed},
            {VRRP_DROP_HMAC_KEY, signed_packet(advert, config, when, {9, kKey.secret})},
            {VRRP_DROP_HMAC_STALE, signed_packet(advert, config, when - 6s)},
            {VRRP_DROP_HMAC_STALE, signed_packet(advert, config, when + 7s)}};
}

void expect_nothing_changes(Rig& rig, Duration when) {
    const auto deadline = rig.deadline();
    const auto state = rig.state();
    const auto heard = rig.router().last_heard();
    for (const std::uint8_t priority : {std::uint8_t{255}, std::uint8_t{1}, std::uint8_t{0}}) {
        for (const auto& [reason, packet] : forgeries(rig.router().config(), priority, when)) {
            const auto before = refused(rig, reason);
            const auto said = hear(rig, packet, when);
            ASSERT_EQ(said.size(), 1u);
            EXPECT_TRUE(said[0].ends_with(", from 192.0.2.2")) << said[0];
            EXPECT_EQ(refused(rig, reason), before + 1);
            EXPECT_EQ(rig.deadline(), deadline);
            EXPECT_EQ(rig.state(), state);
            EXPECT_EQ(rig.router().last_heard(), heard);
            EXPECT_EQ(rig.router().counters().address_list_errors, 0u);
        }
    }
}

TEST(AuthenticatedRouter, takes_nothing_but_a_count_from_a_false_advert) {
    auto backup = told_the_time(signing());
    expect_nothing_changes(backup, 1s);
    hear(backup, signed_packet({}, backup.router().config(), 2s), 2s);
    expect_nothing_changes(backup, 3s);
    auto master = told_the_time(signing());
    master.tick(kDown);
    expect_nothing_changes(master, 4s);
}

TEST(AuthenticatedRouter, takes_each_advert_once) {
    auto rig = told_the_time(signing());
    const auto packet = signed_packet({}, rig.router().config(), 1s);
    hear(rig, packet, 1s);
    EXPECT_EQ(hear(rig, packet, 2s),
              (Said{"notice: this advert or a later one was heard before, from 192.0.2.2"}));
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    EXPECT_EQ(refused(rig, VRRP_DROP_HMAC_REPLAY), 1u);
}

TEST(AuthenticatedRouter, takes_nobody_s_word_that_the_kernel_heard_something) {
    auto rig = told_the_time(signing());
    hear(rig, signed_packet({}, rig.router().config(), 1s), 1s);
    EXPECT_EQ(rig.peer(4s, 4s, {}, 4s), Said{});
    EXPECT_EQ(rig.deadline(), 1s + kDown);
    const auto packet = signed_packet({}, rig.router().config(), 1s - 1ms);
    rig.feed(PacketReceived{{0}, at(1s), packet, at(4s)}, 4s);
    EXPECT_EQ(rig.deadline(), 1s + kDown);
}

TEST(AuthenticatedRouter, takes_unsigned_adverts_only_where_it_is_permissive) {
    for (const auto mode : {HmacMode::Permissive, HmacMode::ReceiveOnly}) {
        auto rig = told_the_time(signing(mode));
        EXPECT_EQ(hear(rig, packet({}, rig.router().config()), 1s),
                  (Said{"addresses not wanted", "memorise 0 from 192.0.2.2"}));
        expect_nothing_changes(rig, 2s);
    }
    auto rig = told_the_time(signing());
    EXPECT_EQ(hear(rig, packet({}, rig.router().config()), 1s), (Said{"notice: no HMAC trailer"}));
    EXPECT_EQ(rig.deadline(), kDown);
}

// The ring was full, and what was in it is long ago.
TEST(AuthenticatedRouter, listens_anew_where_it_was_late_and_missed_adverts) {
    auto rig = told_the_time(signing());
    hear(rig, signed_packet({}, rig.router().config(), 1s), 1s);
    rig.feed(PeerObserved{{0}, {}, {}, {}, 0, {}, 7}, 60s);
    rig.tick(60s);
    EXPECT_EQ(rig.state(), State::Backup);
    EXPECT_EQ(rig.deadline(), 60s + kDown);
    rig.feed(PeerObserved{{0}, {}, {}, {}, 0, {}, 7}, 60s + kDown);
    rig.tick(60s + kDown);
    EXPECT_EQ(rig.state(), State::Master);
}

TEST(AuthenticatedRouter, does_not_listen_anew_where_it_was_late_or_missed_adverts_alone) {
    auto late = told_the_time(signing());
    late.feed(PeerObserved{}, 60s);
    late.tick(60s);
    EXPECT_EQ(late.state(), State::Master);
    auto flooded = told_the_time(signing());
    flooded.feed(PeerObserved{{0}, {}, {}, {}, 0, {}, 7}, kDown);
    flooded.tick(kDown);
    EXPECT_EQ(flooded.state(), State::Master);
}

} // namespace

} // namespace xvrrp::core
