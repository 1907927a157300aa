// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/packet_socket.h"
#include "support/netns.h"
#include "support/port.h"

#include <cerrno>
#include <vector>

namespace xvrrp::host {

namespace {

class Sending : public test::RootTest {};

constexpr std::uint16_t kExperimental = 0x88b5; // IEEE Std 802, local experimental EtherType 1

core::Bytes numbered(std::uint16_t number) {
    core::Bytes frame{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
    core::put16(frame, kExperimental);
    core::put16(frame, number);
    frame.resize(60);
    return frame;
}

std::vector<core::Bytes> arrived(test::Port& port, std::size_t count) {
    const auto experimental = [](const test::Frame& frame) { return frame.ether_type() == kExperimental; };
    test::wait_until([&] { return port.matching(experimental).size() >= count; });
    std::vector<core::Bytes> frames;
    for (const auto& frame : port.matching(experimental))
        frames.push_back(frame.bytes);
    return frames;
}

using Codes = std::vector<std::pair<core::InterfaceIndex, int>>;

Codes codes(const std::vector<SendError>& errors) {
    Codes found;
    for (const auto& each : errors)
        found.emplace_back(each.interface, each.error.code);
    return found;
}

// The test is in one namespace and sends, and the port listens in the other one.
struct Wire {
    test::NetNs a{"a"};
    test::NetNs b{"b"};
    core::InterfaceIndex eth0 = connected();
    test::Port port{b, "eth0"};
    test::Inside inside{a};
    PacketSocket socket = PacketSocket::open().value();

    core::InterfaceIndex connected() const {
        test::connect(a, "eth0", b, "eth0");
        return {a.ifindex("eth0")};
    }
};

} // namespace

TEST_F(Sending, puts_six_hundred_frames_on_the_wire_in_order) {
    Wire wire;
    std::vector<core::Bytes> frames;
    for (std::uint16_t i = 0; i < 600; ++i)
        frames.push_back(numbered(i));
    std::vector<OutgoingFrame> outgoing;
    for (const auto& frame : frames)
        outgoing.push_back({wire.eth0, frame});
    EXPECT_TRUE(wire.socket.send(outgoing).empty());
    EXPECT_EQ(arrived(wire.port, 600), frames);
}

TEST_F(Sending, reports_what_an_interface_refuses_and_sends_the_rest) {
    const test::NetNs a("a");
    const test::NetNs b("b");
    test::connect(a, "eth0", b, "eth0");
    test::connect(a, "eth1", b, "eth1");
    a.down("eth1");
    test::Port port(b, "eth0");
    const core::InterfaceIndex eth0{a.ifindex("eth0")};
    const core::InterfaceIndex eth1{a.ifindex("eth1")};
    constexpr core::InterfaceIndex kUnknownInterface{4711};
    const test::Inside inside(a);
    PacketSocket socket = PacketSocket::open().value();

    const std::vector<core::Bytes> frames{numbered(0), numbered(1), numbered(2)};
    const core::Bytes runt(10);
    const std::vector<OutgoingFrame> outgoing{
        {eth1, frames[0]}, {eth0, frames[0]}, {kUnknownInterface, frames[0]},
        {eth1, frames[0]}, {eth0, frames[1]}, {eth0, runt},
        {eth0, frames[2]}, {eth1, frames[0]}};
    const auto errors = socket.send(outgoing);
    EXPECT_EQ(codes(errors), (Codes{{eth1, ENETDOWN},
                                    {kUnknownInterface, ENXIO},
                                    {eth1, ENETDOWN},
                                    {eth0, EINVAL},
                                    {eth1, ENETDOWN}}));
    EXPECT_EQ(arrived(port, 3), frames);
}

TEST_F(Sending, tags_and_all) {
    Wire wire;
    core::Bytes frame = numbered(1);
    const core::Bytes tag{0x81, 0x00, 0x00, 0x2a};
    frame.insert(frame.begin() + 12, tag.begin(), tag.end());
    const std::vector<OutgoingFrame> outgoing{{wire.eth0, frame}};
    EXPECT_TRUE(wire.socket.send(outgoing).empty());
    const auto seen = wire.port.wait_for([](const test::Frame& each) { return each.ether_type() == 0x8100; });
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->bytes, frame);
}

} // namespace xvrrp::host
