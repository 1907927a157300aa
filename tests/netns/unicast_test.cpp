// SPDX-License-Identifier: GPL-2.0-or-later
// Unicast adverts to peers behind a router, over both families, without a joined group.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <thread>

namespace xvrrp::test {

namespace {

using core::IpAddress;

class UnicastRouters : public RootTest {};

struct Ends {
    std::string source;
    std::string peer;
};

std::string config(int priority, const Ends& ends, const std::string& addresses) {
    return "global_defs {\n    router_id test\n    vrrp_version 3\n}\nvrrp_instance VI_1 {\n    state BACKUP\n"
           "    interface eth0\n    virtual_router_id 51\n    priority " +
           std::to_string(priority) + "\n    advert_int 0.2\n    unicast_src_ip " + ends.source +
           "\n    unicast_peer {\n        " + ends.peer + "\n    }\n    virtual_ipaddress {\n        " +
           addresses + "\n    }\n}\n";
}

bool in_a_group(const VrrpHost& host) {
    return host.netns().must("grep -c '120000E0' /proc/net/igmp; "
                             "grep -c 'eth0 *ff020000000000000000000000000012' /proc/net/igmp6; true") !=
           "0\n0\n";
}

std::uint8_t ttl_of(const Frame& frame) {
    return frame.bytes[frame.ether_type() == 0x0800 ? 22 : 21];
}

bool goes_to_a_group(const Frame& frame) {
    return read_advert(frame) && (frame.bytes[0] & 1) != 0;
}

// Two routers on two networks, and the router between them.
struct Routed {
    Lan left{"left"};
    Lan right{"right"};
    VrrpHost a{left, "a", "192.0.2.1/24"};
    VrrpHost b{right, "b", "198.51.100.1/24"};
    NetNs between{"between"};
    Port at_a{a.netns(), "eth0"};
    Port at_b{b.netns(), "eth0"};

    Routed() {
        left.plug(between, "eth0");
        right.plug(between, "eth1");
        between.must(
            "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding;"
            "ip addr add 192.0.2.254/24 dev eth0; ip addr add 198.51.100.254/24 dev eth1;"
            "ip addr add 2001:db8:a::fe/64 dev eth0 nodad; ip addr add 2001:db8:b::fe/64 dev eth1 nodad");
        a.netns().must("ip addr add 2001:db8:a::1/64 dev eth0 nodad; ip route add default via 192.0.2.254;"
                       "ip route add default via 2001:db8:a::fe");
        b.netns().must("ip addr add 2001:db8:b::1/64 dev eth0 nodad; ip route add default via 198.51.100.254;"
                       "ip route add default via 2001:db8:b::fe");
    }

    // Runs a and b of this pair, each with the other as its peer: a leads first, later b alone.
    void expect_takeover(const Ends& of_a, const std::string& addresses, const IpAddress& vip) {
        a.run_xvrrpd(config(100, of_a, addresses));
        b.run_xvrrpd(config(90, {of_a.peer, of_a.source}, addresses));
        ASSERT_TRUE(a.becomes("MASTER")) << a.log();
        const auto from_a = advert_from(IpAddress::from_text(of_a.source).value());
        const auto arrived = at_b.wait_for(from_a);
        ASSERT_TRUE(arrived) << a.log();
        EXPECT_EQ(ttl_of(*arrived), 254);
        EXPECT_TRUE(wait_until([&] { return !b.instance()["master"].is_null(); }));
        EXPECT_EQ(b.instance()["master"], (nlohmann::json{{"address", of_a.source}, {"priority", 100}}));
        EXPECT_EQ(b.state(), "BACKUP");
        EXPECT_TRUE(wait_until([&] { return a.netns().has(vip); }));
        EXPECT_FALSE(in_a_group(a));
        EXPECT_FALSE(in_a_group(b));

        a.daemon().kill();
        EXPECT_TRUE(b.becomes("MASTER")) << b.log();
        EXPECT_TRUE(wait_until([&] { return b.netns().has(vip); }));
        EXPECT_TRUE(at_a.wait_for(advert_from(IpAddress::from_text(of_a.peer).value())));
        EXPECT_TRUE(at_a.matching(goes_to_a_group).empty());
        EXPECT_TRUE(at_b.matching(goes_to_a_group).empty());
    }
};

} // namespace

TEST_F(UnicastRouters, find_a_peer_behind_a_router) {
    Routed net;
    net.expect_takeover({"192.0.2.1", "198.51.100.1"}, "203.0.113.100/32", IpAddress::v4(203, 0, 113, 100));
}

// The gateway's MAC is the one that counts, and another gateway is followed.
TEST_F(UnicastRouters, behind_a_router_hear_the_kernel_while_the_daemon_is_stopped) {
    Routed net;
    net.left.plug(net.between, "eth2");
    net.between.must("echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore;"
                     "for each in all eth0 eth2; do echo 0 > /proc/sys/net/ipv4/conf/$each/rp_filter; done;"
                     "ip addr add 192.0.2.253/24 dev eth2");
    net.a.run_xvrrpd(config(100, {"192.0.2.1", "198.51.100.1"}, "203.0.113.100/32"));
    net.b.run_xvrrpd(config(90, {"198.51.100.1", "192.0.2.1"}, "203.0.113.100/32"));
    ASSERT_TRUE(net.a.becomes("MASTER")) << net.a.log();
    for (const auto* gateway : {"eth0", "eth2"}) {
        SCOPED_TRACE(gateway);
        const auto mac = net.between.mac(gateway);
        EXPECT_TRUE(wait_until([&] {
            const auto stand_in = net.a.instance()["stand_in"];
            return stand_in["lent"] == true && stand_in["peers"][0]["mac"] == mac.text();
        })) << net.a.status();
        net.a.daemon().stop();
        net.at_a.clear();
        net.at_b.clear();
        std::this_thread::sleep_for(std::chrono::seconds(2));
        const auto sent = net.at_a.matching(advert_from(net.a.address()));
        net.a.daemon().resume();
        EXPECT_GE(sent.size(), 8u);
        for (const auto& each : sent)
            EXPECT_TRUE(std::equal(mac.octets.begin(), mac.octets.end(), each.bytes.begin()));
        EXPECT_GE(net.at_b.matching(advert_from(net.a.address())).size(), 8u) << "the router forwards them";
        net.a.netns().ip("route replace default via 192.0.2.253");
    }
    EXPECT_EQ(net.a.state(), "MASTER");
    EXPECT_EQ(net.b.counter("master-transitions"), 0u);
}

TEST_F(UnicastRouters, find_an_ipv6_peer_behind_a_router) {
    Routed net;
    net.expect_takeover({"2001:db8:a::1", "2001:db8:b::1"}, "fe80::5:100/64\n        2001:db8:c::100/128",
                        IpAddress::from_text("2001:db8:c::100").value());
}

TEST_F(UnicastRouters, reach_a_link_local_peer_on_their_interface) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "");
    VrrpHost b(lan, "b", "");
    a.netns().ip("addr add fe80::1/64 dev eth0 nodad");
    b.netns().ip("addr add fe80::2/64 dev eth0 nodad");
    Port at_b(b.netns(), "eth0");
    a.run_xvrrpd(config(100, {"fe80::1", "fe80::2"}, "fe80::5:100/64"));
    b.run_xvrrpd(config(90, {"fe80::2", "fe80::1"}, "fe80::5:100/64"));
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
    const auto arrived = at_b.wait_for(advert_from(IpAddress::from_text("fe80::1").value()));
    ASSERT_TRUE(arrived) << a.log();
    EXPECT_EQ(ttl_of(*arrived), 255);
    EXPECT_FALSE(goes_to_a_group(*arrived));
    EXPECT_TRUE(wait_until([&] { return !b.instance()["master"].is_null(); })) << b.log();
    EXPECT_EQ(b.state(), "BACKUP");
}

TEST_F(UnicastRouters, go_on_with_the_others_when_one_peer_has_no_route) {
    Routed net;
    auto of_a = config(100, {"192.0.2.1", "203.0.113.77\n        198.51.100.1"}, "203.0.113.100/32");
    net.a.netns().ip("route add unreachable 203.0.113.77");
    net.a.run_xvrrpd(of_a);
    EXPECT_TRUE(net.a.becomes("MASTER")) << net.a.log();
    EXPECT_TRUE(net.at_b.wait_for(advert_from(net.a.address()))) << net.a.log();
    EXPECT_TRUE(net.a.daemon().says("send to 203.0.113.77: No route to host"));
}

// a is the BACKUP of b and of c, which know nothing of each other.
TEST_F(UnicastRouters, of_one_vrid_on_one_interface_are_told_apart_by_their_peers) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.0.2.1/24");
    VrrpHost b(lan, "b", "192.0.2.2/24");
    VrrpHost c(lan, "c", "192.0.2.3/24");
    const auto of = [](int priority, const std::string& source, const std::string& peer,
                       const std::string& number) {
        auto text = config(priority, {source, peer}, "192.0.2.10" + number + "/32");
        return text.replace(text.find("VI_1"), 4, "VI_" + number);
    };
    const auto second = of(90, "192.0.2.1", "192.0.2.3", "2");
    a.run_xvrrpd(of(90, "192.0.2.1", "192.0.2.2", "1") + second.substr(second.find("vrrp_instance")));
    b.run_xvrrpd(of(100, "192.0.2.2", "192.0.2.1", "1"));
    c.run_xvrrpd(of(100, "192.0.2.3", "192.0.2.1", "2"));
    const auto states = [&] {
        std::string text;
        const auto status = a.status();
        for (const auto& each : status["instances"])
            text += each["state"].get<std::string>() + " of " +
                    (each["master"].is_null() ? "nobody" : each["master"].value("address", "")) + " ";
        return text;
    };
    EXPECT_TRUE(wait_until([&] { return states() == "BACKUP of 192.0.2.2 BACKUP of 192.0.2.3 "; }))
        << a.log();
    b.daemon().kill();
    EXPECT_TRUE(wait_until([&] { return states() == "MASTER of 192.0.2.1 BACKUP of 192.0.2.3 "; }))
        << a.log();
    EXPECT_TRUE(wait_until([&] { return a.netns().has(IpAddress::v4(192, 0, 2, 101)); }));
    EXPECT_FALSE(a.netns().has(IpAddress::v4(192, 0, 2, 102)));
    EXPECT_EQ(c.state(), "MASTER");
}

} // namespace xvrrp::test
