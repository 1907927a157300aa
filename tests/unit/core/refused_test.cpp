// SPDX-License-Identifier: GPL-2.0-or-later
// A packet that is refused changes nothing: no deadline, no schedule, no memo, no counter.
#include "core/vrrp/names.h"
#include "rig.h"

namespace xvrrp::core {

namespace {

Bytes with_checksums(Bytes packet) {
    set16(packet, 10, 0);
    set16(packet, 10, checksum_finish(checksum_add(0, ByteView(packet).first(20))));
    set16(packet, 26, 0);
    set16(packet, 26, checksum_finish(checksum_add(0, ByteView(packet).subspan(20))));
    return packet;
}

// The packet with one byte changed, and otherwise right.
Bytes changed(Bytes packet, std::size_t offset, std::uint8_t value) {
    packet[offset] = value;
    return with_checksums(std::move(packet));
}

Bytes spoiled(Bytes packet, std::size_t offset) {
    packet[offset] ^= 0xff;
    return packet;
}

struct Forgery {
    vrrp_drop_reason reason;
    Bytes packet;
};

// One for each reason, all made from an advert that would win (or, with priority 0, resign).
std::vector<Forgery> forgeries(const VirtualRouterConfig& config, const PeerAdvert& advert) {
    const auto valid = packet(advert, config);
    const auto from = [&](const IpAddress& source) {
        auto forged = advert;
        forged.source = source;
        return packet(forged, config);
    };
    std::vector<Forgery> all{{VRRP_DROP_TOO_SHORT, {}},
                             {VRRP_DROP_TOO_SHORT, {valid.begin(), valid.begin() + 27}},
                             {VRRP_DROP_VRID_UNKNOWN, changed(valid, 21, 52)},
                             {VRRP_DROP_IP_OPTIONS, changed(valid, 0, 0x44)},
                             {VRRP_DROP_IP_CHECKSUM, spoiled(valid, 10)},
                             {VRRP_DROP_IP_LENGTH, changed(valid, 3, 200)},
                             {VRRP_DROP_FRAGMENT, changed(valid, 6, 0x20)},
                             {VRRP_DROP_TTL, changed(valid, 8, 254)},
                             {VRRP_DROP_SOURCE_INVALID, from(ip("0.0.0.0"))},
                             {VRRP_DROP_SOURCE_INVALID, from(ip("192.0.2.255"))},
                             {VRRP_DROP_SOURCE_OWN, from(kOurs)},
                             {VRRP_DROP_SOURCE_VIRTUAL, from(kVip)},
                             {VRRP_DROP_DESTINATION, changed(valid, 19, 1)},
                             {VRRP_DROP_VERSION, changed(valid, 20, 0x41)},
                             {VRRP_DROP_TYPE, changed(valid, 20, static_cast<std::uint8_t>(valid[20] + 1))},
                             {VRRP_DROP_COUNT_ZERO, changed(valid, 23, 0)},
                             {VRRP_DROP_LENGTH, changed(valid, 23, 3)},
                             {VRRP_DROP_CHECKSUM, spoiled(valid, 26)}};
    if (config.version == Version::V3) {
        all.push_back({VRRP_DROP_INTERVAL_ZERO, changed(changed(valid, 24, 0xf0), 25, 0)});
        return all;
    }
    all.push_back({VRRP_DROP_AUTH_TYPE, changed(valid, 24, VRRP_AUTH_PASS)});
    all.push_back({VRRP_DROP_INTERVAL_MISMATCH, changed(valid, 25, 2)});
    return all;
}

std::vector<std::uint64_t> numbers(const RouterCounters& counters) {
    return {counters.master_transitions, counters.adverts_sent, counters.priority_zero_sent,
            counters.address_list_errors};
}

void expect_nothing_changes(Rig& rig, Duration when) {
    const auto& router = rig.router();
    const auto deadline = rig.deadline();
    const auto state = router.state();
    const auto heard = router.last_heard();
    const auto master = router.master() ? router.master()->address.text() : "";
    const auto counters = numbers(router.counters());
    for (const std::uint8_t priority : {std::uint8_t{200}, std::uint8_t{0}, std::uint8_t{1}}) {
        for (const auto& forgery : forgeries(router.config(), {.priority = priority})) {
            const auto said = rig.feed(PacketReceived{{0}, at(when), forgery.packet}, when);
            EXPECT_EQ(said, (Said{"notice: " + std::string(sentence(forgery.reason))}));
            EXPECT_EQ(std::get<Noticed>(rig.last().front()).refused, forgery.reason);
            EXPECT_EQ(rig.deadline(), deadline);
            EXPECT_EQ(router.state(), state);
            EXPECT_EQ(router.last_heard(), heard);
            EXPECT_EQ(router.master() ? router.master()->address.text() : "", master);
            EXPECT_EQ(numbers(router.counters()), counters);
        }
    }
}

TEST(Refused, by_a_backup_without_a_master_it_changes_nothing) {
    for (const auto version : {Version::V2, Version::V3}) {
        Rig rig(config_of(version));
        expect_nothing_changes(rig, 1s);
        rig.tick(kDown);
        EXPECT_EQ(rig.state(), State::Master);
    }
}

TEST(Refused, by_a_backup_with_a_master_it_changes_nothing) {
    for (const auto version : {Version::V2, Version::V3}) {
        Rig rig(config_of(version));
        rig.hear({}, 1s);
        expect_nothing_changes(rig, 2s);
        EXPECT_EQ(rig.hear({}, 3s), Said{}); // the memo is still that advert
    }
}

TEST(Refused, by_a_master_it_changes_nothing) {
    for (const auto version : {Version::V2, Version::V3}) {
        auto rig = master(config_of(version));
        expect_nothing_changes(rig, 4s);
        EXPECT_EQ(rig.tick(kDown + 1s), (Said{"advert 100 from 192.0.2.1"}));
    }
}

TEST(Refused, is_a_wrong_password) {
    auto config = config_of();
    config.authentication = {VRRP_AUTH_PASS, {'1', '2', '3', '4'}};
    Rig rig(config);
    auto forged = packet({}, config);
    EXPECT_EQ(rig.feed(PacketReceived{{0}, at(1s), changed(forged, 32, 'x')}, 1s),
              (Said{"notice: wrong password"}));
    EXPECT_EQ(rig.deadline(), kDown);
    EXPECT_EQ(rig.hear({}, 2s), (Said{"addresses not wanted", "memorise 150 from 192.0.2.2"}));
}

TEST(Refused, is_a_packet_for_a_router_that_does_not_exist) {
    Rig rig;
    EXPECT_EQ(rig.feed(PacketReceived{{1}, at(1s), packet({}, config_of())}, 1s), Said{});
    EXPECT_EQ(rig.feed(PeerObserved{{7}, at(1s), at(1s), kPeer, 200, Centiseconds(100)}, 1s), Said{});
    EXPECT_EQ(rig.deadline(), kDown);
}

} // namespace

} // namespace xvrrp::core
