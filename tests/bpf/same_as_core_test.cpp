// SPDX-License-Identifier: GPL-2.0-or-later
// The programs and core::receive() check the same things: they give the same reason for each single wrong bit
// of an advert.
#include "rx_under_test.h"

namespace xvrrp::test {

namespace {

constexpr std::size_t kEthernet = 14;

class SameAsCore : public RxTest {
protected:
    static std::string reason_of_core(const Bytes& packet, std::uint32_t slot) {
        const auto received = core::receive(packet, rx().expectation(slot), {});
        return received ? "accepted" : reason_name(received.error());
    }

    static std::string reason_name(vrrp_drop_reason reason) {
        switch (reason) {
#define XVRRP_CASE(NAME, name, leaf, sentence)                                                               \
    case VRRP_DROP_##NAME:                                                                                   \
        return #name;
            XVRRP_DROP_REASONS(XVRRP_CASE)
#undef XVRRP_CASE
        case VRRP_DROP_NONE:
        case VRRP_DROP_REASON_COUNT:
            break;
        }
        return "";
    }

    // These bytes decide if the programs look at the packet at all, or where its VRID is.
    static bool leads_elsewhere(const Bytes& frame, std::size_t byte) {
        const bool ipv4 = frame[12] == 0x08;
        const bool ah = ipv4 && frame[kEthernet + 9] == VRRP_AH_IP_PROTOCOL;
        return byte < kEthernet + 1 || byte == kEthernet + (ipv4 ? 9 : 6) ||
               (ah && (byte == kEthernet + 20 || byte == kEthernet + 21));
    }

    static void flip_every_bit(Bytes frame, std::uint32_t slot) {
        for (std::size_t bit = 8 * kEthernet; bit < 8 * frame.size(); ++bit) {
            if (leads_elsewhere(frame, bit / 8))
                continue;
            frame[bit / 8] = static_cast<std::uint8_t>(frame[bit / 8] ^ 1 << bit % 8);
            const auto expected = reason_of_core(packet_of(frame), slot);
            auto counters = rx().run(frame).counters;
            const auto counter = (expected == "vrid_unknown" ? "0." : std::to_string(slot) + ".") + expected;
            EXPECT_EQ(counters[counter], 1u) << counter << ": bit " << bit % 8 << " of byte " << bit / 8;
            frame[bit / 8] = static_cast<std::uint8_t>(frame[bit / 8] ^ 1 << bit % 8);
        }
    }
};

} // namespace

TEST_F(SameAsCore, in_version_3_over_ipv4) {
    flip_every_bit(Ethernet{} / Ipv4{} / Vrrp{.trailing = {1, 2, 3}}, kSlot4);
    flip_every_bit(Ethernet{.pad_to = 60} / Ipv4{} / Vrrp{.style = core::ChecksumStyle::MessageOnly}, kSlot4);
}

TEST_F(SameAsCore, in_version_3_over_ipv6) {
    flip_every_bit(Ethernet{} / Ipv6{} / Vrrp{.trailing = {1}}, kSlot6);
}

TEST_F(SameAsCore, where_another_group_is_expected) {
    const auto group = IpAddress::v4(239, 1, 2, 3);
    std::ranges::copy(group.mapped(), rx().known(kSlot4).destination.bytes);
    flip_every_bit(Ethernet{} / Ipv4{.destination = group} / Vrrp{}, kSlot4);
}

TEST_F(SameAsCore, in_version_2) {
    auto& known = rx().known(kSlot4);
    known.version = 2;
    known.auth_type = VRRP_AUTH_PASS;
    std::copy_n("secret", 6, known.auth_data);
    const core::Authentication password{VRRP_AUTH_PASS, {'s', 'e', 'c', 'r', 'e', 't'}};
    flip_every_bit(Ethernet{} / Ipv4{} / Vrrp{.version = 2, .authentication = password}, kSlot4);
}

TEST_F(SameAsCore, of_adverts_behind_an_ah_header) {
    rx().control().unverified_period_ns = 0;
    auto& known = rx().known(kSlot4);
    known.version = 2;
    known.auth_type = VRRP_AUTH_AH;
    known.hmac = VRRP_HMAC_AH;
    const Vrrp advert{.version = 2, .authentication = {VRRP_AUTH_AH, {}}, .trailing = {1, 2, 3}};
    flip_every_bit(Ethernet{} / Ipv4{.protocol = VRRP_AH_IP_PROTOCOL} / Ah{} / advert, kSlot4);
    flip_every_bit(Ethernet{} / Ipv4{} / advert, kSlot4);
    known.hmac = VRRP_HMAC_NONE;
    flip_every_bit(Ethernet{} / Ipv4{.protocol = VRRP_AH_IP_PROTOCOL} / Ah{} / advert, kSlot4);
}

TEST_F(SameAsCore, of_adverts_with_a_trailer) {
    const Bytes signature(VRRP_HMAC_TRAILER_SIZE, 0x9c);
    rx().control().unverified_period_ns = 0; // no token bucket
    rx().known(kSlot6).hmac = VRRP_HMAC_REQUIRED;
    flip_every_bit(Ethernet{} / Ipv6{} / Vrrp{.signature = signature}, kSlot6);
    auto& known = rx().known(kSlot4);
    known.hmac = VRRP_HMAC_REQUIRED;
    flip_every_bit(Ethernet{} / Ipv4{} / Vrrp{.signature = signature}, kSlot4);
    known.hmac = VRRP_HMAC_OPTIONAL;
    flip_every_bit(Ethernet{} / Ipv4{} / Vrrp{.trailing = {1, 2, 3}}, kSlot4);
    known.version = 2;
    flip_every_bit(Ethernet{} / Ipv4{} / Vrrp{.version = 2, .signature = signature}, kSlot4);
}

// Long messages are copied and summed in another way on tc than short ones.
TEST_F(SameAsCore, whatever_the_length) {
    for (std::size_t length = 0; length < 1200; ++length) {
        Bytes frame = Ethernet{} / Ipv4{} / Vrrp{.trailing = Bytes(length, 7)};
        for (const auto program : {Program::Xdp, Program::Tc}) {
            EXPECT_EQ(rx().run(frame, program).counters["1.accepted"], 1u) << name(program) << " " << length;
            frame.back() ^= 1;
            EXPECT_EQ(rx().run(frame, program).counters["1.checksum"], 1u) << name(program) << " " << length;
            frame.back() ^= 1;
        }
    }
}

} // namespace xvrrp::test
