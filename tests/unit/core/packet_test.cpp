// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/frame.h"
#include "core/vrrp/packet.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

// 192.168.1.1 to the group, version 2 with PASS, VRID 51, priority 100, one address.
const auto kHeader = hex("45 c0 00 28 12 34 00 00 ff 70 06 b6 c0 a8 01 01 e0 00 00 12");
const auto kMessage = hex("21 33 64 01 01 01 53 57  c0 a8 01 64  31 32 33 34 00 00 00 00");

const Expectation kExpected{.family = Family::Ipv4,
                            .version = Version::V2,
                            .vrid = 51,
                            .min_ttl = VRRP_TTL,
                            .destination = vrrp_group(Family::Ipv4),
                            .authentication = {VRRP_AUTH_PASS, {'1', '2', '3', '4'}},
                            .interval = Centiseconds(100),
                            .peers = {}};

Bytes with_ip_checksum(Bytes packet) {
    set16(packet, 10, 0);
    set16(packet, 10, checksum_finish(checksum_add(0, ByteView(packet).first(20))));
    return packet;
}

Bytes with_vrrp_checksum(Bytes packet) {
    set16(packet, 26, 0);
    set16(packet, 26, checksum_finish(checksum_add(0, ByteView(packet).subspan(20))));
    return packet;
}

// The packet with one byte changed and both checksums right again.
Bytes changed(std::size_t offset, std::uint8_t value) {
    auto packet = kHeader + kMessage;
    packet[offset] = value;
    return with_ip_checksum(with_vrrp_checksum(packet));
}

Bytes from(std::string_view source) {
    auto packet = kHeader + kMessage;
    std::ranges::copy(ip(source).bytes(), packet.begin() + 12);
    return with_ip_checksum(packet);
}

vrrp_drop_reason verdict(const Bytes& packet, const Expectation& expected = kExpected,
                         const LocalAddresses& local = {}) {
    const auto received = receive(packet, expected, local);
    return received ? VRRP_DROP_NONE : received.error();
}

std::array<std::uint8_t, VRRP_MEMO_SIZE> memorised(const Bytes& message) {
    std::array<std::uint8_t, VRRP_MEMO_SIZE> out{};
    std::copy_n(message.begin(), std::min(message.size(), out.size()), out.begin());
    return out;
}

TEST(Receive, takes_the_advert_and_its_identity) {
    const auto received = receive(kHeader + kMessage, kExpected, {});
    ASSERT_TRUE(received);
    EXPECT_EQ(received->source, ip("192.168.1.1"));
    EXPECT_EQ(
        received->advert,
        (Advert{Version::V2, 51, 100, Centiseconds(100), kExpected.authentication, {ip("192.168.1.100")}}));
    EXPECT_EQ(received->memo, (Memo{ip("192.168.1.1"), memorised(kMessage), 20, received->style}));
}

TEST(Receive, remembers_of_a_long_message_what_a_memo_has_room_for) {
    std::vector<IpAddress> many(15, ip("192.168.1.100"));
    auto v3 = kExpected;
    v3.version = Version::V3;
    const auto message =
        encode({Version::V3, 51, 100, Centiseconds(100), {}, many}, ip("192.168.1.1"), v3.destination);
    const auto frame = advert_frame({}, ip("192.168.1.1"), v3.destination, 1, message);
    const auto received = receive(ByteView(frame).subspan(14), v3, {});
    ASSERT_TRUE(received);
    ASSERT_EQ(message.size(), 68u);
    EXPECT_EQ(received->memo, (Memo{ip("192.168.1.1"), memorised(message), 68, ChecksumStyle::PseudoHeader}));
}

TEST(Receive, does_not_count_ethernet_padding_as_message) {
    const auto received = receive(kHeader + kMessage + hex("00 00 00 00 ff ff"), kExpected, {});
    ASSERT_TRUE(received);
    EXPECT_EQ(received->memo.length, 20);
}

TEST(Receive, refuses_a_packet_that_ends_anywhere_before_its_end) {
    const auto whole = kHeader + kMessage;
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(verdict({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}),
                  length < 28 ? VRRP_DROP_TOO_SHORT : VRRP_DROP_IP_LENGTH)
            << length;
}

TEST(Receive, refuses_what_the_ip_stack_would_have_refused) {
    EXPECT_EQ(verdict(changed(0, 0x44)), VRRP_DROP_IP_OPTIONS); // shorter than its header
    EXPECT_EQ(verdict(changed(0, 0x65)), VRRP_DROP_IP_OPTIONS);
    auto wrong_sum = kHeader + kMessage;
    wrong_sum[11] ^= 1;
    EXPECT_EQ(verdict(wrong_sum), VRRP_DROP_IP_CHECKSUM);
    EXPECT_EQ(verdict(changed(3, 41)), VRRP_DROP_IP_LENGTH);  // longer than the frame
    EXPECT_EQ(verdict(changed(3, 27)), VRRP_DROP_IP_LENGTH);  // shorter than two headers
    EXPECT_EQ(verdict(changed(6, 0x20)), VRRP_DROP_FRAGMENT); // more fragments
    EXPECT_EQ(verdict(changed(7, 0x01)), VRRP_DROP_FRAGMENT); // an offset
    EXPECT_EQ(verdict(changed(6, 0x40)), VRRP_DROP_NONE);     // do not fragment
}

// The VRID is behind the options: the refusal counts for the virtual router it was meant for.
TEST(Receive, refuses_ip_options_whoever_they_are_for) {
    const auto with_options = [](std::uint8_t vrid) {
        auto message = kMessage;
        message[1] = vrid;
        auto packet = kHeader + hex("01 01 01 01") + message;
        packet[0] = 0x46;
        packet[3] = 44;
        return packet;
    };
    EXPECT_EQ(verdict(with_options(51)), VRRP_DROP_IP_OPTIONS);
    EXPECT_EQ(verdict(with_options(52)), VRRP_DROP_VRID_UNKNOWN);
    EXPECT_EQ(verdict(changed(0, 0x4f)), VRRP_DROP_TOO_SHORT); // 60 bytes of header in a packet of 40
}

TEST(Receive, looks_for_a_trailer_where_there_has_to_be_one) {
    const auto with_rest = [](std::uint8_t length) {
        auto packet = kHeader + kMessage + Bytes(length, 1);
        packet[3] = static_cast<std::uint8_t>(40 + length);
        return with_ip_checksum(packet);
    };
    const auto expecting = [](vrrp_hmac hmac) {
        auto expected = kExpected;
        expected.hmac = hmac;
        return expected;
    };
    EXPECT_EQ(verdict(with_rest(28), expecting(VRRP_HMAC_NONE)), VRRP_DROP_CHECKSUM);
    EXPECT_EQ(verdict(with_rest(0), expecting(VRRP_HMAC_REQUIRED)), VRRP_DROP_HMAC_MISSING);
    for (const auto hmac : {VRRP_HMAC_OPTIONAL, VRRP_HMAC_REQUIRED}) {
        const auto received = receive(with_rest(28), expecting(hmac), {});
        ASSERT_TRUE(received);
        EXPECT_EQ(received->signed_advert, kMessage + Bytes(28, 1));
        for (const std::uint8_t length : {std::uint8_t{1}, std::uint8_t{27}, std::uint8_t{29}})
            EXPECT_EQ(verdict(with_vrrp_checksum(with_rest(length)), expecting(hmac)),
                      VRRP_DROP_HMAC_MALFORMED)
                << length;
    }
    const auto without = receive(with_rest(0), expecting(VRRP_HMAC_OPTIONAL), {});
    ASSERT_TRUE(without);
    EXPECT_EQ(without->signed_advert, Bytes{});
}

TEST(Receive, refuses_any_ttl_but_255_from_the_group_and_none_from_a_unicast_peer) {
    EXPECT_EQ(verdict(changed(8, 254)), VRRP_DROP_TTL);
    EXPECT_EQ(verdict(changed(8, 0)), VRRP_DROP_TTL);
    auto unicast = kExpected;
    unicast.min_ttl = 0;
    EXPECT_EQ(verdict(changed(8, 1), unicast), VRRP_DROP_NONE);
}

TEST(Receive, refuses_sources_that_no_host_has) {
    for (const auto* source : {"0.0.0.0", "224.0.0.18", "239.1.1.1", "127.0.0.1", "255.255.255.255"})
        EXPECT_EQ(verdict(from(source)), VRRP_DROP_SOURCE_INVALID) << source;
    for (const auto* source : {"192.168.1.2", "10.0.0.9", "223.255.255.255"})
        EXPECT_EQ(verdict(from(source)), VRRP_DROP_NONE) << source;
}

TEST(Receive, refuses_local_sources_for_the_reason_that_is_given) {
    const LocalAddresses local{{{{}, ip("192.168.1.2")}, VRRP_DROP_SOURCE_OWN},
                               {{{}, ip("192.168.1.100")}, VRRP_DROP_SOURCE_VIRTUAL},
                               {{{}, ip("192.168.1.255")}, VRRP_DROP_SOURCE_INVALID}};
    for (const auto& [address, reason] : local)
        EXPECT_EQ(verdict(from(address.address.text()), kExpected, local), reason);
    EXPECT_EQ(verdict(from("192.168.1.3"), kExpected, local), VRRP_DROP_NONE);
}

TEST(Receive, refuses_no_source_that_is_local_on_another_link_or_in_another_vrf) {
    const AddressScope scope{.link = {2}, .domain = {7}};
    auto expected = kExpected;
    expected.scope = scope;
    for (const auto* source : {"192.168.1.2", "169.254.1.100"}) {
        const auto address = ip(source);
        for (const auto elsewhere : std::vector<InterfaceIndex>{{0}, {2}, {3}, {7}, {8}}) {
            const bool here = elsewhere == scope.of(address);
            EXPECT_EQ(verdict(from(source), expected, {{{elsewhere, address}, VRRP_DROP_SOURCE_OWN}}),
                      here ? VRRP_DROP_SOURCE_OWN : VRRP_DROP_NONE)
                << source << " in " << elsewhere.index;
        }
    }
}

TEST(Receive, takes_an_advert_of_the_address_owner_from_the_virtual_address) {
    const LocalAddresses local{{{{}, ip("192.168.1.100")}, VRRP_DROP_SOURCE_VIRTUAL}};
    auto owner = with_vrrp_checksum(changed(22, VRRP_PRIORITY_OWNER));
    std::ranges::copy(ip("192.168.1.100").bytes(), owner.begin() + 12);
    EXPECT_EQ(verdict(with_ip_checksum(owner), kExpected, local), VRRP_DROP_NONE);
    const LocalAddresses own{{{{}, ip("192.168.1.100")}, VRRP_DROP_SOURCE_OWN}};
    EXPECT_EQ(verdict(with_ip_checksum(owner), kExpected, own), VRRP_DROP_SOURCE_OWN);
}

// RFC 3927's addresses are nobody's macvlan.
TEST(Receive, refuses_a_link_local_virtual_address_as_any_other) {
    const LocalAddresses local{{{{}, ip("169.254.1.100")}, VRRP_DROP_SOURCE_VIRTUAL}};
    EXPECT_EQ(verdict(from("169.254.1.100"), kExpected, local), VRRP_DROP_SOURCE_VIRTUAL);
}

TEST(Receive, refuses_a_destination_that_is_not_the_expected_one) {
    EXPECT_EQ(verdict(changed(19, 0x01)), VRRP_DROP_DESTINATION); // 224.0.0.1
    auto unicast = kExpected;
    unicast.destination = ip("192.168.1.2");
    EXPECT_EQ(verdict(kHeader + kMessage, unicast), VRRP_DROP_DESTINATION);
}

TEST(Receive, refuses_another_vrid) {
    EXPECT_EQ(verdict(changed(21, 52)), VRRP_DROP_VRID_UNKNOWN);
    EXPECT_EQ(verdict(changed(21, 0)), VRRP_DROP_VRID_UNKNOWN);
}

TEST(Receive, refuses_what_the_codec_refuses) {
    EXPECT_EQ(verdict(changed(20, 0x31)), VRRP_DROP_VERSION);
    EXPECT_EQ(verdict(changed(20, 0x22)), VRRP_DROP_TYPE);
    EXPECT_EQ(verdict(changed(23, 0)), VRRP_DROP_COUNT_ZERO);
    EXPECT_EQ(verdict(changed(23, 2)), VRRP_DROP_LENGTH);
    auto wrong_sum = kHeader + kMessage;
    wrong_sum[27] ^= 1;
    EXPECT_EQ(verdict(wrong_sum), VRRP_DROP_CHECKSUM);
}

TEST(Receive, refuses_another_authentication) {
    EXPECT_EQ(verdict(changed(24, VRRP_AUTH_NONE)), VRRP_DROP_AUTH_TYPE);
    EXPECT_EQ(verdict(changed(24, VRRP_AUTH_AH)), VRRP_DROP_AUTH_TYPE);
    EXPECT_EQ(verdict(changed(24, 200)), VRRP_DROP_AUTH_TYPE);
    EXPECT_EQ(verdict(changed(32, 'x')), VRRP_DROP_AUTH_DATA);
    EXPECT_EQ(verdict(changed(39, 'x')), VRRP_DROP_AUTH_DATA); // the whole field, not only the word in it
    auto open = kExpected;
    open.authentication = {};
    EXPECT_EQ(verdict(kHeader + kMessage, open), VRRP_DROP_AUTH_TYPE);
    EXPECT_EQ(verdict(changed(24, VRRP_AUTH_NONE), open),
              VRRP_DROP_NONE); // RFC 3768 section 5.3.6: data is ignored
}

TEST(Receive, refuses_another_interval_in_version_2) {
    EXPECT_EQ(verdict(changed(25, 2)), VRRP_DROP_INTERVAL_MISMATCH);
    EXPECT_EQ(verdict(changed(25, 0)), VRRP_DROP_INTERVAL_MISMATCH);
}

TEST(Receive, takes_another_interval_in_version_3) {
    auto v3 = kExpected;
    v3.version = Version::V3;
    const auto message = encode({Version::V3, 51, 100, Centiseconds(7), {}, {ip("192.168.1.100")}},
                                ip("192.168.1.1"), v3.destination);
    const auto frame = advert_frame({}, ip("192.168.1.1"), v3.destination, 1, message);
    const auto received = receive(ByteView(frame).subspan(14), v3, {});
    ASSERT_TRUE(received);
    EXPECT_EQ(received->advert.interval, Centiseconds(7));
    EXPECT_EQ(received->memo.length, 12);
}

// Everything is wrong at first, and is mended in the order of drop_reason.h.
TEST(Receive, makes_its_checks_in_the_order_of_the_table) {
    auto expected = kExpected;
    expected.authentication.data[0] = 'y';
    expected.interval = Centiseconds(300);
    const LocalAddresses local{{{{}, ip("192.168.1.2")}, VRRP_DROP_SOURCE_OWN}};
    auto packet = hex("45 c0 00 ff 12 34 20 00 01 70 00 00 00 00 00 00 e0 00 00 01"
                      "12 07 64 00 00 01 00 00 c0 a8 01 64 31 32 33 34 00 00 00 00");
    const auto expect = [&](vrrp_drop_reason reason) { EXPECT_EQ(verdict(packet, expected, local), reason); };
    expect(VRRP_DROP_VRID_UNKNOWN);
    packet[21] = 51;
    expect(VRRP_DROP_IP_CHECKSUM);
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_IP_LENGTH);
    packet[3] = 0x28;
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_FRAGMENT);
    packet[6] = 0;
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_TTL);
    packet[8] = 255;
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_SOURCE_INVALID);
    std::ranges::copy(ip("192.168.1.2").bytes(), packet.begin() + 12);
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_SOURCE_OWN);
    packet[15] = 1;
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_DESTINATION);
    packet[19] = 18;
    packet = with_ip_checksum(packet);
    expect(VRRP_DROP_VERSION);
    packet[20] = 0x22;
    expect(VRRP_DROP_TYPE);
    packet[20] = 0x21;
    expect(VRRP_DROP_COUNT_ZERO);
    packet[23] = 1;
    expect(VRRP_DROP_CHECKSUM);
    packet = with_vrrp_checksum(packet);
    expect(VRRP_DROP_AUTH_TYPE);
    packet[24] = VRRP_AUTH_PASS;
    packet = with_vrrp_checksum(packet);
    expect(VRRP_DROP_AUTH_DATA);
    packet[32] = 'y';
    packet = with_vrrp_checksum(packet);
    expect(VRRP_DROP_INTERVAL_MISMATCH);
    packet[25] = 3;
    packet = with_vrrp_checksum(packet);
    expect(VRRP_DROP_NONE);
}

// ---- IPv6 ---------------------------------------------------------------------------------------------------

const auto kHeader6 = hex("6c 00 00 00 00 28 70 ff  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01"
                          "ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12");
const auto kMessage6 = hex("31 33 64 02 00 64 3d fd  fe 80 00 00 00 00 00 00 00 00 00 00 00 00 01 00"
                           "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 01 00");
const Expectation kExpected6{.family = Family::Ipv6,
                             .version = Version::V3,
                             .vrid = 51,
                             .min_ttl = VRRP_TTL,
                             .destination = vrrp_group(Family::Ipv6),
                             .authentication = {},
                             .interval = Centiseconds(100),
                             .peers = {}};

TEST(ReceiveIpv6, takes_the_advert_and_its_identity) {
    const auto received = receive(kHeader6 + kMessage6 + hex("00 00"), kExpected6, {});
    ASSERT_TRUE(received);
    EXPECT_EQ(received->source, ip("fe80::1"));
    EXPECT_EQ(received->advert.addresses, (std::vector{ip("fe80::100"), ip("2001:db8::100")}));
    EXPECT_EQ(received->memo, (Memo{ip("fe80::1"), memorised(kMessage6), 40, received->style}));
}

TEST(ReceiveIpv6, refuses_a_packet_that_ends_anywhere_before_its_end) {
    const auto whole = kHeader6 + kMessage6;
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(verdict({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}, kExpected6),
                  length < 48 ? VRRP_DROP_TOO_SHORT : VRRP_DROP_IP_LENGTH)
            << length;
}

TEST(ReceiveIpv6, refuses_a_hop_limit_a_source_and_a_destination_as_ipv4_does) {
    auto packet = kHeader6 + kMessage6;
    packet[7] = 254;
    EXPECT_EQ(verdict(packet, kExpected6), VRRP_DROP_TTL);
    packet = kHeader6 + kMessage6;
    std::ranges::copy(ip("::1").bytes(), packet.begin() + 8);
    EXPECT_EQ(verdict(packet, kExpected6), VRRP_DROP_SOURCE_INVALID);
    std::ranges::copy(ip("ff02::12").bytes(), packet.begin() + 8);
    EXPECT_EQ(verdict(packet, kExpected6), VRRP_DROP_SOURCE_INVALID);
    packet = kHeader6 + kMessage6;
    EXPECT_EQ(verdict(packet, kExpected6, {{{{}, ip("fe80::1")}, VRRP_DROP_SOURCE_OWN}}),
              VRRP_DROP_SOURCE_OWN);
    packet[39] = 0x01;
    EXPECT_EQ(verdict(packet, kExpected6), VRRP_DROP_DESTINATION);
}

TEST(ReceiveIpv6, takes_an_advert_from_a_link_local_virtual_address_as_frr_sends_it) {
    const LocalAddresses local{{{{}, ip("fe80::1")}, VRRP_DROP_SOURCE_VIRTUAL},
                               {{{}, ip("2001:db8::1")}, VRRP_DROP_SOURCE_VIRTUAL}};
    auto packet = kHeader6 + kMessage6;
    EXPECT_EQ(verdict(packet, kExpected6, local), VRRP_DROP_NONE);
    std::ranges::copy(ip("2001:db8::1").bytes(), packet.begin() + 8);
    EXPECT_EQ(verdict(packet, kExpected6, local), VRRP_DROP_SOURCE_VIRTUAL);
}

} // namespace

} // namespace xvrrp::core
