// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/frame.h"
#include "host/unicast_socket.h"
#include "support/netns.h"
#include "support/port.h"

#include <cerrno>
#include <string>
#include <vector>

namespace xvrrp::host {

namespace {

class Unicast : public test::RootTest {};

core::IpAddress ip(const std::string& text) {
    return core::IpAddress::from_text(text).value();
}

core::Bytes packet(const core::IpAddress& source, const core::IpAddress& destination,
                   std::uint8_t number = 7) {
    return core::advert_packet(source, destination, 254, 0x1234,
                               core::Bytes{0x31, 51, 100, number, 0, 100, 0, 0});
}

// The frame that carries exactly these bytes after its Ethernet header.
test::FramePredicate carries(const core::Bytes& packet) {
    return [packet](const test::Frame& frame) {
        return frame.bytes.size() >= 14 + packet.size() &&
               std::equal(packet.begin(), packet.end(), frame.bytes.begin() + 14);
    };
}

core::MacAddress destination_of(const test::Frame& frame) {
    core::MacAddress mac;
    std::copy_n(frame.bytes.begin(), mac.octets.size(), mac.octets.begin());
    return mac;
}

std::vector<std::pair<std::string, int>> codes(const std::vector<UnicastError>& errors) {
    std::vector<std::pair<std::string, int>> found;
    for (const auto& each : errors)
        found.emplace_back(each.destination.text(), each.error.code);
    return found;
}

// A host with two gateways. Neither destination is on its own subnets.
struct Homed {
    test::NetNs host{"host"};
    test::NetNs gateway{"gateway"};

    Homed() {
        for (const std::string link : {"eth0", "eth1"})
            test::connect(host, link, gateway, link);
        host.must("ip addr add 192.0.2.1/24 dev eth0; ip addr add 198.51.100.1/24 dev eth1;"
                  "ip addr add 2001:db8::1/64 dev eth0 nodad");
        gateway.must("ip addr add 192.0.2.2/24 dev eth0; ip addr add 198.51.100.2/24 dev eth1;"
                     "ip addr add 2001:db8::2/64 dev eth0 nodad");
        host.must("ip route add default via 192.0.2.2; ip -6 route add default via 2001:db8::2");
    }
};

} // namespace

TEST_F(Unicast, leaves_the_next_hop_to_the_kernel_and_the_packet_as_it_is) {
    const Homed net;
    test::Port wire(net.gateway, "eth0");
    const test::Inside inside(net.host);
    auto socket = UnicastSocket::open().value();
    const auto ipv4 = packet(ip("192.0.2.1"), ip("203.0.113.9"));
    const auto ipv6 = packet(ip("2001:db8::1"), ip("2001:db8:9::9"));
    const std::vector<OutgoingPacket> outgoing{{ip("2001:db8:9::9"), {}, ipv6},
                                               {ip("203.0.113.9"), {}, ipv4}};
    EXPECT_TRUE(socket.send(outgoing).empty());
    for (const auto& each : {ipv4, ipv6}) {
        const auto seen = wire.wait_for(carries(each));
        ASSERT_TRUE(seen);
        EXPECT_EQ(destination_of(*seen), net.gateway.mac("eth0"));
    }
}

TEST_F(Unicast, follows_the_rules_for_the_source_address) {
    const Homed net;
    net.host.must(
        "ip rule add from 198.51.100.1 lookup 100; ip route add default via 198.51.100.2 table 100");
    test::Port wire(net.gateway, "eth1");
    const test::Inside inside(net.host);
    auto socket = UnicastSocket::open().value();
    const auto bytes = packet(ip("198.51.100.1"), ip("203.0.113.9"));
    EXPECT_TRUE(socket.send(std::vector<OutgoingPacket>{{ip("203.0.113.9"), {}, bytes}}).empty());
    EXPECT_TRUE(wire.wait_for(carries(bytes)));
}

TEST_F(Unicast, takes_the_interface_as_the_scope_of_a_link_local_destination) {
    const Homed net;
    net.host.must("ip addr add fe80::1/64 dev eth1 nodad; ip addr add fe80::1/64 dev eth0 nodad");
    net.gateway.must("ip addr add fe80::2/64 dev eth1 nodad; ip addr add fe80::2/64 dev eth0 nodad");
    test::Port wire(net.gateway, "eth1");
    const core::InterfaceIndex eth1{net.host.ifindex("eth1")};
    const test::Inside inside(net.host);
    auto socket = UnicastSocket::open().value();
    const auto bytes = packet(ip("fe80::1"), ip("fe80::2"));
    EXPECT_TRUE(socket.send(std::vector<OutgoingPacket>{{ip("fe80::2"), eth1, bytes}}).empty());
    EXPECT_TRUE(wire.wait_for(carries(bytes)));
}

TEST_F(Unicast, reports_what_cannot_be_sent_and_sends_the_rest) {
    const Homed net;
    net.host.must("ip route add unreachable 203.0.113.8; ip -6 route del default");
    test::Port wire(net.gateway, "eth0");
    const test::Inside inside(net.host);
    auto socket = UnicastSocket::open().value();
    std::vector<core::Bytes> good;
    for (std::uint8_t i = 0; i < 3; ++i)
        good.push_back(packet(ip("192.0.2.1"), ip("203.0.113.9"), i));
    const auto unreachable = packet(ip("192.0.2.1"), ip("203.0.113.8"));
    const auto no_route = packet(ip("2001:db8::1"), ip("2001:db8:9::9"));
    const auto not_ours = packet(ip("2001:db8::77"), ip("2001:db8::2"));
    const core::Bytes runt(12);
    const std::vector<OutgoingPacket> outgoing{
        {ip("203.0.113.8"), {}, unreachable}, {ip("203.0.113.9"), {}, good[0]},
        {ip("2001:db8:9::9"), {}, no_route},  {ip("203.0.113.9"), {}, good[1]},
        {ip("203.0.113.8"), {}, unreachable}, {ip("203.0.113.9"), {}, runt},
        {ip("2001:db8::2"), {}, not_ours},    {ip("203.0.113.9"), {}, good[2]}};
    EXPECT_EQ(codes(socket.send(outgoing)),
              (std::vector<std::pair<std::string, int>>{{"203.0.113.9", EINVAL},
                                                        {"203.0.113.8", EHOSTUNREACH},
                                                        {"203.0.113.8", EHOSTUNREACH},
                                                        {"2001:db8:9::9", ENETUNREACH},
                                                        {"2001:db8::2", EINVAL}}));
    for (const auto& each : good)
        EXPECT_TRUE(wire.wait_for(carries(each)));
}

TEST_F(Unicast, sends_six_hundred_packets_in_order) {
    const Homed net;
    // The queue for a neighbour without a known address is short.
    net.host.ip("neigh replace 192.0.2.2 dev eth0 lladdr " + net.gateway.mac("eth0").text());
    test::Port wire(net.gateway, "eth0");
    const test::Inside inside(net.host);
    auto socket = UnicastSocket::open().value();
    std::vector<core::Bytes> packets;
    for (int i = 0; i < 600; ++i)
        packets.push_back(core::advert_packet(ip("192.0.2.1"), ip("203.0.113.9"), 254,
                                              static_cast<std::uint16_t>(i + 1), core::Bytes(8)));
    std::vector<OutgoingPacket> outgoing;
    for (const auto& each : packets)
        outgoing.push_back({ip("203.0.113.9"), {}, each});
    EXPECT_TRUE(socket.send(outgoing).empty());
    const auto is_advert = [](const test::Frame& frame) {
        return frame.bytes.size() > 23 && frame.bytes[23] == 112;
    };
    EXPECT_TRUE(test::wait_until([&] { return wire.matching(is_advert).size() == 600; }));
    const auto seen = wire.matching(is_advert);
    ASSERT_EQ(seen.size(), packets.size());
    for (std::size_t i = 0; i < seen.size(); ++i)
        EXPECT_TRUE(carries(packets[i])(seen[i])) << i;
}

} // namespace xvrrp::host
