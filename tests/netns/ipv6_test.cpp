// SPDX-License-Identifier: GPL-2.0-or-later
// VRRP over IPv6 with the real stack: link-local sources, addresses without DAD, neighbor advertisements, MLD.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using core::IpAddress;

class Ipv6Routers : public RootTest {};

const auto kLinkLocalVip = IpAddress::from_text("fe80::5:100").value();
const auto kVip = IpAddress::from_text("2001:db8::100").value();
const auto kAllNodes = IpAddress::from_text("ff02::1").value();

std::string instance(int priority, const std::string& more = "") {
    return "vrrp_instance VI_6 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 61\n    priority " +
           std::to_string(priority) + "\n    advert_int 0.2\n" + more +
           "    virtual_ipaddress {\n        fe80::5:100/64\n        2001:db8::100/64\n    }\n}\n";
}

std::string config(int priority, const std::string& more = "") {
    return "global_defs {\n    router_id test\n    vrrp_version 3\n}\n" + instance(priority, more);
}

struct Pair {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", ""};
    VrrpHost b{lan, "b", ""};
    VrrpHost bystander{lan, "bystander", ""};
    Port wire{bystander.netns(), "eth0"};
    IpAddress source_a = a.link_local();
    IpAddress source_b = b.link_local();

    bool elect(const std::string& more = "") {
        a.run_xvrrpd(config(100, more));
        b.run_xvrrpd(config(90, more));
        return a.becomes("MASTER") && b.becomes("BACKUP") && wait_until([&] { return a.netns().has(kVip); });
    }
};

// An Ethernet and an IPv6 header as we send them (traffic class 0xc0, hop limit 255).
core::Bytes headers(const core::MacAddress& to, const core::MacAddress& from, std::uint16_t length,
                    std::uint8_t next_header, const IpAddress& source, const IpAddress& destination) {
    core::Bytes out;
    core::put_bytes(out, to.octets);
    core::put_bytes(out, from.octets);
    core::put_bytes(out, core::Bytes{0x86, 0xdd, 0x6c, 0, 0, 0});
    core::put16(out, length);
    core::put_bytes(out, core::Bytes{next_header, 255});
    core::put_bytes(out, source.bytes());
    core::put_bytes(out, destination.bytes());
    return out;
}

bool starts_with(const core::Bytes& bytes, const core::Bytes& start) {
    return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

// RFC 4861 section 4.4, unsolicited, with the target link-layer address; flags: 0x80 router, 0x20 override.
core::Bytes neighbor_advertisement(const core::MacAddress& mac, const IpAddress& target, std::uint8_t flags) {
    core::Bytes message{136, 0, 0, 0, flags, 0, 0, 0};
    core::put_bytes(message, target.bytes());
    core::put_bytes(message, core::Bytes{2, 1});
    core::put_bytes(message, mac.octets);
    const auto sum = core::pseudo_header(target, kAllNodes, 58, message.size());
    core::set16(message, 2, core::checksum_finish(core::checksum_add(sum, message)));
    auto frame = headers(core::multicast_mac(kAllNodes), mac, 32, 58, target, kAllNodes);
    core::put_bytes(frame, message);
    return frame;
}

FramePredicate is(const core::Bytes& bytes) {
    return [bytes](const Frame& frame) { return frame.bytes == bytes; };
}

// Duplicate address detection: a neighbor solicitation from the unspecified address.
FramePredicate detects_duplicates_of(const IpAddress& target) {
    return [target](const Frame& frame) {
        const core::ByteView bytes = frame.bytes;
        return bytes.size() >= 78 && frame.ether_type() == 0x86dd && bytes[20] == 58 && bytes[54] == 135 &&
               IpAddress::from_bytes(bytes.subspan(22, 16)).is_unspecified() &&
               IpAddress::from_bytes(bytes.subspan(62, 16)) == target;
    };
}

const auto kVirtualMac = core::virtual_mac(core::Family::Ipv6, 61);

// The MAC that the bystander learns for the virtual address when it asks for it.
std::string neighbor(const VrrpHost& bystander) {
    bystander.netns().run("ping -c 1 -W 1 2001:db8::100");
    return bystander.netns().must("ip -6 neigh show 2001:db8::100 | sed -n 's/.*lladdr \\([^ ]*\\).*/\\1/p'");
}

} // namespace

TEST_F(Ipv6Routers, believe_each_other_by_their_hmac) {
    Pair net;
    ASSERT_TRUE(
        net.elect("    auth_hmac {\n        key 1 0123456789abcdef0123456789abcdef\n        active_key 1\n"
                  "    }\n"));
    EXPECT_TRUE(wait_until([&] { return net.b.instance()["master"]["address"] == net.source_a.text(); }));
    EXPECT_GT(net.b.counter("advertisement-rcvd"), 0u);
    EXPECT_EQ(net.b.counter("keepalive"), 0u);
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
}

TEST_F(Ipv6Routers, elect_by_adverts_from_link_local_addresses) {
    Pair net;
    ASSERT_TRUE(net.elect()) << net.a.log() << net.b.log();
    EXPECT_TRUE(net.a.netns().has(kLinkLocalVip));
    EXPECT_FALSE(net.b.netns().has(kLinkLocalVip));
    EXPECT_FALSE(net.b.netns().has(kVip));
    EXPECT_TRUE(wait_until([&] { return !net.b.instance()["master"].is_null(); }));
    EXPECT_EQ(net.b.instance()["master"],
              (nlohmann::json{{"address", net.source_a.text()}, {"priority", 100}}));
    const auto seen = net.wire.wait_for(advert_from(net.source_a));
    ASSERT_TRUE(seen);
    const auto group = core::vrrp_group(core::Family::Ipv6);
    EXPECT_TRUE(starts_with(seen->bytes, headers({{0x33, 0x33, 0, 0, 0, 0x12}}, net.a.netns().mac("eth0"), 40,
                                                 112, net.source_a, group)));
    EXPECT_EQ(read_advert(*seen)->advert, (core::Advert{.version = core::Version::V3,
                                                        .vrid = 61,
                                                        .priority = 100,
                                                        .interval = core::Centiseconds(20),
                                                        .authentication = {},
                                                        .addresses = {kLinkLocalVip, kVip}}));
    EXPECT_TRUE(net.wire.matching(advert_from(kLinkLocalVip)).empty());
}

TEST_F(Ipv6Routers, take_over_when_the_master_leaves) {
    Pair net;
    ASSERT_TRUE(net.elect()) << net.a.log() << net.b.log();
    net.a.daemon().terminate();
    EXPECT_TRUE(net.wire.wait_for(resignation_from(net.source_a)));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.netns().has(kVip) && net.b.netns().has(kLinkLocalVip); }));
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_FALSE(net.a.netns().has(kVip));
    EXPECT_EQ(net.b.instance()["reason"], "master_resigned");
    EXPECT_TRUE(net.wire.wait_for(advert_from(net.source_b)));
}

TEST_F(Ipv6Routers, use_their_addresses_without_duplicate_address_detection) {
    Pair net;
    ASSERT_TRUE(net.elect()) << net.a.log() << net.b.log();
    const auto shown = net.a.netns().must("ip -6 -o addr show dev eth0 to 2001:db8::100");
    EXPECT_NE(shown.find("nodad"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("tentative"), std::string::npos) << shown;
    EXPECT_TRUE(net.wire.matching(detects_duplicates_of(kVip)).empty());
    EXPECT_TRUE(net.wire.matching(detects_duplicates_of(kLinkLocalVip)).empty());
}

TEST_F(Ipv6Routers, tell_their_neighbors_and_whether_they_forward) {
    Pair net;
    net.a.netns().must("echo 1 > /proc/sys/net/ipv6/conf/eth0/forwarding");
    ASSERT_TRUE(net.elect()) << net.a.log() << net.b.log();
    const auto mac_a = net.a.netns().mac("eth0");
    for (const auto& address : {kLinkLocalVip, kVip})
        EXPECT_TRUE(net.wire.wait_for(is(neighbor_advertisement(mac_a, address, 0xa0))));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    const auto mac_b = net.b.netns().mac("eth0");
    for (const auto& address : {kLinkLocalVip, kVip})
        EXPECT_TRUE(net.wire.wait_for(is(neighbor_advertisement(mac_b, address, 0x20))));
}

TEST_F(Ipv6Routers, speak_from_the_virtual_mac_with_use_vmac) {
    Pair net;
    net.bystander.netns().ip("addr add 2001:db8::3/64 dev eth0 nodad");
    ASSERT_TRUE(net.elect("    use_vmac\n")) << net.a.log() << net.b.log();
    EXPECT_EQ(net.a.netns().mac("vrrp6.61"), kVirtualMac);
    // RFC 9568 section 7.4: no address is made from the virtual MAC, which every router has.
    EXPECT_EQ(net.a.netns().must("ip -6 -o addr show dev vrrp6.61 scope link | awk '{print $4}'"),
              "fe80::5:100/64\n");
    EXPECT_EQ(net.b.netns().must("ip -6 addr show dev vrrp6.61"), "");
    const auto advert = net.wire.wait_for(advert_from(net.source_a));
    ASSERT_TRUE(advert);
    EXPECT_TRUE(starts_with(advert->bytes, headers({{0x33, 0x33, 0, 0, 0, 0x12}}, kVirtualMac, 40, 112,
                                                   net.source_a, core::vrrp_group(core::Family::Ipv6))));
    for (const auto& address : {kLinkLocalVip, kVip})
        EXPECT_TRUE(net.wire.wait_for(is(neighbor_advertisement(kVirtualMac, address, 0x20))));
    EXPECT_EQ(neighbor(net.bystander), kVirtualMac.text() + "\n");

    net.wire.clear();
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    for (const auto& address : {kLinkLocalVip, kVip})
        EXPECT_TRUE(net.wire.wait_for(is(neighbor_advertisement(kVirtualMac, address, 0x20))));
    EXPECT_EQ(neighbor(net.bystander), kVirtualMac.text() + "\n");
    EXPECT_EQ(net.bystander.netns().run("ping -c 1 -W 1 2001:db8::100").status, 0);
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_EQ(net.a.netns().ifindex("vrrp6.61"), 0);
}

TEST_F(Ipv6Routers, report_their_group_to_the_switches) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    VrrpHost bystander(lan, "bystander", "");
    Port wire(bystander.netns(), "eth0");
    host.link_local();
    host.run_xvrrpd(config(100));
    const auto group = core::vrrp_group(core::Family::Ipv6);
    const auto reports = [group](const Frame& frame) { // RFC 3810 section 5.2, after the router alert
        const auto& bytes = frame.bytes;
        return bytes.size() > 62 && frame.ether_type() == 0x86dd && bytes[20] == 0 && bytes[62] == 143 &&
               std::search(bytes.begin(), bytes.end(), group.bytes().begin(), group.bytes().end()) !=
                   bytes.end();
    };
    EXPECT_TRUE(wire.wait_for(reports));
    EXPECT_EQ(host.netns().must("grep -c '120000E0' /proc/net/igmp || true"), "0\n"); // no IPv4 instance
}

TEST_F(Ipv6Routers, send_nothing_before_the_link_local_address_is_theirs) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "");
    host.netns().must("ip link set eth0 down; echo 3 > /proc/sys/net/ipv6/conf/eth0/dad_transmits");
    Port own(host.netns(), "eth0");
    host.netns().up("eth0");
    ASSERT_TRUE(wait_until([&] { return host.netns().running("eth0"); }));
    host.run_xvrrpd(config(100));
    EXPECT_EQ(host.state(), "FAULT") << host.log();
    EXPECT_TRUE(host.becomes("MASTER")) << host.log();
    const auto source = host.link_local();
    EXPECT_TRUE(own.wait_for(advert_from(source)));
    for (const auto& frame : own.frames()) {
        if (const auto seen = read_advert(frame)) {
            EXPECT_EQ(seen->source, source);
        }
    }
}

TEST_F(Ipv6Routers, share_an_interface_with_an_ipv4_instance_of_the_same_vrid) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    Port own(host.netns(), "eth0");
    const auto source = host.link_local();
    host.run_xvrrpd(config(100) +
                    "vrrp_instance VI_4 {\n    interface eth0\n    virtual_router_id 61\n    priority 100\n"
                    "    advert_int 0.2\n    virtual_ipaddress {\n        192.168.1.100/24\n    }\n}\n");
    EXPECT_TRUE(wait_until([&] { return host.has_vip() && host.netns().has(kVip); })) << host.log();
    EXPECT_TRUE(own.wait_for(advert_from(host.address())));
    EXPECT_TRUE(own.wait_for(advert_from(source)));
    EXPECT_EQ(host.netns().must("grep -c '120000E0' /proc/net/igmp"), "1\n");
    EXPECT_EQ(host.netns().must("grep -c 'eth0 *ff020000000000000000000000000012' /proc/net/igmp6"), "1\n");
}

} // namespace xvrrp::test
