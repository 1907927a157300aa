// SPDX-License-Identifier: GPL-2.0-or-later
// Adverts longer than a page.
#include "cable.h"

#include <cstring>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

namespace xvrrp::test {

namespace {

constexpr core::Slot kJumboSlot6{2};

// The size is more than a page, which native XDP on a veth does not take.
class Jumbo : public Cable, public ::testing::WithParamInterface<AttachMode> {
protected:
    void SetUp() override {
        Cable::SetUp();
        if (IsSkipped())
            return;
        router_->ip("link set eth0 mtu 9000");
        peer_->ip("link set eth0 mtu 9000");
    }

    static Bytes advert(std::size_t trailing) {
        return Ethernet{} / Ipv6{} /
               Vrrp{.addresses = documentation_addresses(core::Family::Ipv6, 255),
                    .trailing = Bytes(trailing, 1)};
    }

    // Some drivers hand up such frames: only the Ethernet header is in the linear part of the buffer.
    void send_in_pages(const Bytes& frame) const {
        const Inside inside(*peer_);
        const os::Fd fd(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
        const int on = 1;
        ASSERT_EQ(setsockopt(fd.get(), SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on), 0);
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_protocol = htons(ETH_P_IPV6);
        to.sll_ifindex = static_cast<int>(if_nametoindex("eth0"));
        constexpr std::uint16_t linear = ETH_HLEN;
        Bytes message(
            10); // struct virtio_net_hdr, whose C header is none of C++: hdr_len is the second field
        std::memcpy(&message[2], &linear, sizeof linear);
        core::put_bytes(message, frame);
        const auto sent =
            sendto(fd.get(), message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
        ASSERT_EQ(sent, static_cast<ssize_t>(message.size()));
    }

    static std::vector<Bytes> events(Datapath& datapath) {
        std::vector<Bytes> out;
        datapath.drain(
            [&](const auto& event) { out.emplace_back(event.packet.begin(), event.packet.end()); });
        return out;
    }
};

} // namespace

TEST_P(Jumbo, hears_an_advert_with_255_ipv6_addresses) {
    auto datapath = start(GetParam());
    ASSERT_TRUE(datapath.configure(kJumboSlot6, eth0_, expected(core::Family::Ipv6)));
    const auto longest = advert(96);
    send(longest);
    ASSERT_TRUE(hears(datapath, 1, kJumboSlot6));
    EXPECT_EQ(events(datapath), (std::vector<Bytes>{{longest.begin() + 14, longest.end()}}));
    send(advert(97));
    EXPECT_TRUE(wait_until([&] { return datapath.stats(kJumboSlot6).ip_length == 1; }))
        << "longer than any advert";
}

TEST_P(Jumbo, hears_an_advert_that_lies_in_pages) {
    auto datapath = start(GetParam());
    ASSERT_TRUE(datapath.configure(kJumboSlot6, eth0_, expected(core::Family::Ipv6)));
    const auto longest = advert(96);
    send_in_pages(longest);
    ASSERT_TRUE(hears(datapath, 1, kJumboSlot6));
    EXPECT_EQ(events(datapath), (std::vector<Bytes>{{longest.begin() + 14, longest.end()}}));
}

INSTANTIATE_TEST_SUITE_P(As, Jumbo, ::testing::Values(AttachMode::Generic, AttachMode::Tc),
                         [](const auto& each) { return std::string(datapath::name(each.param)); });

} // namespace xvrrp::test
