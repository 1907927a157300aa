// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vrrp/frame.h"
#include "host/group_membership.h"
#include "support/netns.h"
#include "support/port.h"

#include <algorithm>
#include <string>

namespace xvrrp::host {

namespace {

class Membership : public test::RootTest {};

const auto kGroup = core::vrrp_group(core::Family::Ipv4);
const auto kGroup6 = core::vrrp_group(core::Family::Ipv6);

int interfaces_in_group(const test::NetNs& host) {
    return std::stoi(host.must("grep -c '120000E0' /proc/net/igmp || true"));
}

const auto kHost = core::IpAddress::v4(192, 0, 2, 1);
const auto kPeer = core::IpAddress::v4(192, 0, 2, 2);

// A packet from the peer to the host itself, with the given IP protocol.
core::Bytes unicast(const core::MacAddress& to, const core::MacAddress& from, std::uint8_t protocol) {
    core::Bytes frame = core::advert_frame(from, kPeer, kHost, 1, core::Bytes(8));
    std::copy(to.octets.begin(), to.octets.end(), frame.begin());
    frame[23] = protocol;
    core::set16(frame, 24, 0);
    core::set16(frame, 24,
                core::checksum_finish(core::checksum_add(0, core::ByteView(frame).subspan(14, 20))));
    return frame;
}

// ICMP "protocol unreachable" (type 3, code 2) about a packet of this protocol.
test::FramePredicate unreachable(std::uint8_t protocol) {
    return [protocol](const test::Frame& frame) {
        const core::Bytes& bytes = frame.bytes;
        return !frame.outgoing && bytes.size() >= 62 && frame.ether_type() == 0x0800 && bytes[23] == 1 &&
               bytes[34] == 3 && bytes[35] == 2 && bytes[51] == protocol;
    };
}

core::Bytes unicast_ipv6(const core::MacAddress& to, const core::MacAddress& from, std::uint8_t next_header) {
    const auto host = core::IpAddress::from_text("2001:db8::1").value();
    const auto peer = core::IpAddress::from_text("2001:db8::3").value();
    core::Bytes frame = core::advert_frame(from, peer, host, 1, core::Bytes(8));
    std::copy(to.octets.begin(), to.octets.end(), frame.begin());
    frame[20] = next_header;
    return frame;
}

// ICMPv6 parameter problem (type 4, code 1) about a packet with this next header.
test::FramePredicate unrecognized_next_header(std::uint8_t next_header) {
    return [next_header](const test::Frame& frame) {
        const core::Bytes& bytes = frame.bytes;
        return !frame.outgoing && bytes.size() >= 102 && frame.ether_type() == 0x86dd && bytes[20] == 58 &&
               bytes[54] == 4 && bytes[55] == 1 && bytes[68] == next_header;
    };
}

bool in_ipv6_group(const test::NetNs& host) {
    return host.must("grep -c 'eth0 *ff020000000000000000000000000012' /proc/net/igmp6 || true") == "1\n";
}

// RFC 3810 sections 5.2.12 and 9.2: CHANGE_TO_EXCLUDE_MODE and CHANGE_TO_INCLUDE_MODE, without sources.
constexpr std::uint8_t kJoins = 4;
constexpr std::uint8_t kLeaves = 3;

// An MLDv2 report whose record of this type names ff02::12.
test::FramePredicate mld_report(std::uint8_t record_type) {
    core::Bytes record{record_type, 0, 0, 0};
    core::put_bytes(record, core::vrrp_group(core::Family::Ipv6).bytes());
    return [record](const test::Frame& frame) {
        constexpr std::size_t kIcmp = 14 + 40 + 8; // behind the router alert option
        const core::Bytes& bytes = frame.bytes;
        return bytes.size() > kIcmp && frame.ether_type() == 0x86dd && bytes[20] == 0 &&
               bytes[kIcmp] == 143 &&
               std::search(bytes.begin(), bytes.end(), record.begin(), record.end()) != bytes.end();
    };
}

struct Pair {
    test::NetNs host{"host"};
    test::NetNs peer{"peer"};

    Pair() {
        test::connect(host, "eth0", peer, "eth0");
        host.ip("addr add 192.0.2.1/24 dev eth0");
        peer.ip("addr add 192.0.2.2/24 dev eth0");
        host.must("echo 0 > /proc/sys/net/ipv4/icmp_ratelimit");
    }
};

// The stack answers protocol 113 with an ICMP error, and not 112.
void expect_quiet(const Pair& pair) {
    test::Port wire(pair.peer, "eth0");
    const auto host_mac = pair.host.mac("eth0");
    const auto peer_mac = pair.peer.mac("eth0");
    wire.send(unicast(host_mac, peer_mac, 112));
    wire.send(unicast(host_mac, peer_mac, 113));
    EXPECT_TRUE(wire.wait_for(unreachable(113)));
    EXPECT_TRUE(wire.matching(unreachable(112)).empty());
}

} // namespace

TEST_F(Membership, joins_more_interfaces_than_one_socket_may) {
    const test::NetNs host("host");
    host.must("for i in $(seq 25); do ip link add v$i type veth peer name w$i; ip link set v$i up; done");
    std::vector<core::InterfaceIndex> joined;
    for (int i = 1; i <= 25; ++i)
        joined.push_back({host.ifindex("v" + std::to_string(i))});

    const test::Inside inside(host);
    GroupMembership membership;
    for (const auto interface : joined)
        ASSERT_TRUE(membership.join(kGroup, interface, "v")) << interface.index;
    EXPECT_EQ(interfaces_in_group(host), 25);

    // Leaving makes room again, and a second join changes nothing.
    for (const auto interface : {joined[3], joined[24], joined[3]})
        membership.leave_all_but({}, interface);
    EXPECT_EQ(interfaces_in_group(host), 23);
    for (const auto interface : joined)
        ASSERT_TRUE(membership.join(kGroup, interface, "v")) << interface.index;
    EXPECT_EQ(interfaces_in_group(host), 25);

    membership = GroupMembership();
    EXPECT_EQ(interfaces_in_group(host), 0);
}

TEST_F(Membership, names_the_interface_that_cannot_be_joined) {
    const test::NetNs host("host");
    const test::Inside inside(host);
    GroupMembership membership;
    const auto refused = membership.join(kGroup, {4711}, "eth7");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), "join the VRRP group 224.0.0.18 on eth7: No such device");
}

TEST_F(Membership, without_one_the_stack_answers_protocol_112_with_unreachable) {
    const Pair pair;
    test::Port wire(pair.peer, "eth0");
    wire.send(unicast(pair.host.mac("eth0"), pair.peer.mac("eth0"), 112));
    EXPECT_TRUE(wire.wait_for(unreachable(112)));
}

TEST_F(Membership, keeps_the_stack_from_answering_protocol_112_and_no_other) {
    const Pair pair;
    const test::Inside inside(pair.host);
    GroupMembership membership;
    ASSERT_TRUE(membership.keep_quiet(core::Family::Ipv4));
    expect_quiet(pair);
}

TEST_F(Membership, keeps_the_stack_from_answering_ah_where_that_is_asked_for) {
    const Pair pair;
    test::Port wire(pair.peer, "eth0");
    const auto host_mac = pair.host.mac("eth0");
    const auto peer_mac = pair.peer.mac("eth0");
    const test::Inside inside(pair.host);
    GroupMembership membership;
    ASSERT_TRUE(membership.keep_quiet(core::Family::Ipv4));
    wire.send(unicast(host_mac, peer_mac, VRRP_AH_IP_PROTOCOL));
    EXPECT_TRUE(wire.wait_for(unreachable(VRRP_AH_IP_PROTOCOL)));
    ASSERT_TRUE(membership.keep_quiet_for_ah());
    wire.clear();
    wire.send(unicast(host_mac, peer_mac, VRRP_AH_IP_PROTOCOL));
    wire.send(unicast(host_mac, peer_mac, 113));
    EXPECT_TRUE(wire.wait_for(unreachable(113)));
    EXPECT_TRUE(wire.matching(unreachable(VRRP_AH_IP_PROTOCOL)).empty());
}

TEST_F(Membership, joining_a_group_keeps_the_stack_quiet_too) {
    const Pair pair;
    const test::Inside inside(pair.host);
    GroupMembership membership;
    ASSERT_TRUE(membership.join(kGroup, {pair.host.ifindex("eth0")}, "eth0"));
    expect_quiet(pair);
}

TEST_F(Membership, tells_the_switches_by_an_mld_report) {
    const Pair pair;
    test::Port wire(pair.peer, "eth0");
    const core::InterfaceIndex eth0{pair.host.ifindex("eth0")};
    const test::Inside inside(pair.host);
    GroupMembership membership;
    EXPECT_FALSE(in_ipv6_group(pair.host));
    ASSERT_TRUE(membership.join(kGroup6, eth0, "eth0"));
    EXPECT_TRUE(in_ipv6_group(pair.host));
    EXPECT_EQ(interfaces_in_group(pair.host), 0);
    EXPECT_TRUE(wire.wait_for(mld_report(kJoins)));
    membership.leave_all_but({}, eth0);
    EXPECT_FALSE(in_ipv6_group(pair.host));
    EXPECT_TRUE(wire.wait_for(mld_report(kLeaves)));
}

TEST_F(Membership, joins_both_families_on_one_interface) {
    const Pair pair;
    const core::InterfaceIndex eth0{pair.host.ifindex("eth0")};
    const test::Inside inside(pair.host);
    GroupMembership membership;
    ASSERT_TRUE(membership.join(kGroup, eth0, "eth0"));
    ASSERT_TRUE(membership.join(kGroup6, eth0, "eth0"));
    EXPECT_EQ(interfaces_in_group(pair.host), 1);
    EXPECT_TRUE(in_ipv6_group(pair.host));
    membership.leave_all_but({kGroup6}, eth0);
    EXPECT_EQ(interfaces_in_group(pair.host), 0);
    EXPECT_TRUE(in_ipv6_group(pair.host));
}

TEST_F(Membership, joins_another_group_and_leaves_what_nobody_needs_on_that_interface_alone) {
    const Pair pair;
    pair.host.ip("link add eth1 type veth peer name far");
    pair.host.ip("link set eth1 up");
    const core::InterfaceIndex eth0{pair.host.ifindex("eth0")};
    const core::InterfaceIndex eth1{pair.host.ifindex("eth1")};
    const auto groups = [&](const std::string& interface) {
        const auto all = pair.host.must("ip maddr show dev " + interface);
        return std::pair(all.find("224.0.0.18\n") != std::string::npos,
                         all.find("239.1.2.3\n") != std::string::npos);
    };
    const auto other = core::IpAddress::v4(239, 1, 2, 3);
    const test::Inside inside(pair.host);
    GroupMembership membership;
    for (const auto& group : {kGroup, other, other}) {
        ASSERT_TRUE(membership.join(group, eth0, "eth0"));
        ASSERT_TRUE(membership.join(group, eth1, "eth1"));
    }
    EXPECT_EQ(groups("eth0"), std::pair(true, true));
    EXPECT_NE(pair.host.must("ip maddr show dev eth0").find("01:00:5e:01:02:03"), std::string::npos);
    membership.leave_all_but({other}, eth0);
    EXPECT_EQ(groups("eth0"), std::pair(false, true));
    EXPECT_EQ(groups("eth1"), std::pair(true, true));
}

TEST_F(Membership, keeps_the_ipv6_stack_from_answering_protocol_112_and_no_other) {
    const Pair pair;
    pair.host.must("ip addr add 2001:db8::1/64 dev eth0 nodad; ip addr add 2001:db8::2/64 dev eth0 nodad");
    pair.peer.must("ip addr add 2001:db8::3/64 dev eth0 nodad");
    const auto host_mac = pair.host.mac("eth0");
    const auto peer_mac = pair.peer.mac("eth0");
    const test::Inside inside(pair.host);
    test::Port wire(pair.peer, "eth0");
    wire.send(unicast_ipv6(host_mac, peer_mac, 112));
    EXPECT_TRUE(wire.wait_for(unrecognized_next_header(112)));

    GroupMembership membership;
    ASSERT_TRUE(membership.keep_quiet(core::Family::Ipv6));
    EXPECT_FALSE(in_ipv6_group(pair.host));
    wire.clear();
    wire.send(unicast_ipv6(host_mac, peer_mac, 112));
    wire.send(unicast_ipv6(host_mac, peer_mac, 113));
    EXPECT_TRUE(wire.wait_for(unrecognized_next_header(113)));
    EXPECT_TRUE(wire.matching(unrecognized_next_header(112)).empty());
}

} // namespace xvrrp::host
