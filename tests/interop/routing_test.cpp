// SPDX-License-Identifier: GPL-2.0-or-later
// The same routes and rules in xvrrpd and in Debian's keepalived, and those that ip(8) shows for each.
#include "daemon.h"

#include <set>

namespace xvrrp::test {

namespace {

using nlohmann::json;

class RoutingLines : public RootTest {};

// It owns the address, so that neither daemon waits. The last rule is placed last.
const auto* const kConfig = R"(
static_routes {
    198.51.100.0/24 dev eth1
    198.51.101.0/24 via 192.168.2.9
}
static_rules {
    from 10.1.0.0/16 iif eth1 table 5 priority 51
    to 10.2.0.0/16 table 5
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    state MASTER
    priority 255
    virtual_ipaddress {
        192.168.1.100/24
    }
    virtual_ipaddress_excluded {
        192.168.2.100/24 dev eth1
        2001:db8:f::1/64
    }
    virtual_routes {
        default via 192.168.1.9 dev eth0
        default via 192.168.1.8 dev eth0
        0.0.0.0/0 gw 192.168.1.9 dev eth0 table 100
        all dev eth0 table 102
        192.0.2.1 dev eth0
        blackhole 192.0.3.0/24 no_track
        unreachable default metric 5 no_track
        prohibit 192.0.4.0/24 no_track
        to 192.0.5.0/24 dev eth0 scope link metric 010
        throw 192.0.6.0/24 table 104 no_track
        192.0.7.0/24 dev eth0 protocol static no_track
        192.0.8.0/24 dev eth0 protocol 77
        192.0.9.0/24 dev eth0 scope 77 tos 0x10
        192.0.10.0/24 dev eth0 mtu lock 1400 rtt 100
        192.0.11.0/24 dev eth0 rtt 100ms rttvar 10ms rto_min 10ms
        192.0.12.0/24 dev eth0 rtt 1.5s rttvar lock 1s
        192.0.13.0/24 dev eth0 rttvar 8000 rto_min 1s
        192.0.14.0/24 dev eth0 rto_min 300 features ecn quickack 1 congctl lock cubic
        192.0.15.0/24 dev eth0 hoplimit 30 fastopen_no_cookie 1 ttl-propagate enabled
        192.0.16.0/24 dev eth0 onlink via 10.9.9.9
        192.0.17.0/24 no_track nexthop via 192.168.1.9 dev eth0 weight 2 nexthop via 192.168.2.9 dev eth1
        192.0.18.0/24 nexthop via 192.168.1.9 nexthop via 192.168.2.9
        192.0.19.0/24 via 192.168.1.9 or 192.168.1.10
        192.0.20.0/24 dev eth0 src 192.168.1.100
        192.0.21.0/24 dev eth0 ssthresh lock 3 window 4 cwnd lock 5 reordering lock 6 initcwnd 7 initrwnd 8 advmss lock 9
        192.0.22.0/24 dev eth0 realms 10/20
        192.0.23.0/24 dev eth0 realms 30
        192.0.24.0/24 dev eth0
        192.0.24.0/24 dev eth1 append
        192.0.25.0/24 dev eth0 table 300
        192.0.26.0/24 dev eth0 table local
        192.0.27.77/24 dev eth0
        192.0.28.0/24 dev eth0 mtu 0
        192.0.29.0/24 dev eth0 table 0
        multicast 224.5.0.0/16 dev eth0
        2001:db8:1::/48 dev eth0 pref high mtu 1400
        2001:db8:3::/48 via 2001:db8:f::9 dev eth0
        2001:db8:4::/48 dev eth0 src 2001:db8:f::1
        2001:db8:5::/48 dev eth0 from 2001:db8::/64
        2001:db8:6::/48 via fe80::9 dev eth0 metric 7
        default via fe80::9 dev eth0
        2001:db8:7::/48 no_track nexthop via 2001:db8:f::9 dev eth0 nexthop via 2001:db8:f::8 dev eth0 weight 3
        blackhole 2001:db8:8::/48
        2001:db8:a:b::1/48 dev eth0
        192.0.30.0/24 dev eth0 198.51.111.0/24
        192.0.31.0/24 dev eth0 table no_such_table
        192.0.32.0/24 dev eth0 frob
        192.0.33.0/24 dev eth0 encap ip id 5 dst 192.168.1.9
        192.0.34.0/24 encap ip id 16 dst 192.168.1.9 src 192.168.1.1 tos 0x10 ttl 7 flags 256 dev eth0 mtu 1400
        192.0.35.0/24 dev eth0 encap ip6 dst 2001:db8:f::9
        192.0.36.0/24 dev eth0 encap ip dst 2001:db8:f::9
        192.0.37.0/24 dev eth0 encap ip id 5 ttl 300
        192.0.38.0/24 dev eth0 encap mpls 100/200
        2001:db8:b::/48 dev eth0 encap ip6 dst 2001:db8:f::9
        2001:db8:c::/48 dev eth0 encap ip dst 192.168.1.9
    }
    virtual_rules {
        from 10.0.0.0/8 table 5
        to 10.0.0.0/8 lookup main
        from 10.0.0.0/8 table 300 priority 5
        from all table 5 preference 7
        to 2001:db8::1 table 5 preference 7
        to 2001:db8::1 table 5
        not from 10.0.0.0/8 table 5 preference 8
        from 10.0.0.0/8 table 5 preference 0x10
        tos 0x10 table 5 preference 21
        fwmark 5 table 5 preference 23
        fwmark 5/0xff table 5 preference 24
        realms 10/20 table 5 preference 25
        from 10.0.0.0/8 suppress_prefixlength 0 table main preference 26
        from 10.0.0.0/8 suppress_ifgroup default table main preference 27
        from 10.0.0.0/8 sup_group 5 table main preference 28
        iif eth0 table 5 preference 29
        dev eth1 table 5 preference 30
        oif eth0 table 5 preference 31
        tunnel-id 5 table 5 preference 32
        uidrange 1-5 table 5 preference 33
        l3mdev preference 34
        protocol 12 table 5 preference 35
        protocol 12 table 5 preference 36 no_track
        from 10.0.0.0/8 table 5 preference 37 no_track
        ipproto udp table 5 preference 38
        ipproto 17 sport 5-6 dport 7-8 table 5 preference 39
        goto 200 preference 40
        nop preference 41
        type blackhole preference 42
        unreachable from 10.0.0.0/8 preference 43
        prohibit preference 44
        to default table 5 preference 45
        from 10.0.0.77/8 table 5 preference 46
        from 10.0.0.0/8 preference 47
        blackhole preference 4294967294
    }
}
)";

// Returns the routes and rules that the kernel did not make itself.
std::multiset<std::string> shown(const VrrpHost& host) {
    std::multiset<std::string> lines;
    for (const std::string family : {"-4", "-6"}) {
        for (const auto& route :
             json::parse(host.netns().must("ip -j " + family + " route show table all"))) {
            if (route.value("protocol", "") != "kernel")
                lines.insert(route.dump());
        }
        for (const auto& rule : json::parse(host.netns().must("ip -j " + family + " rule")))
            lines.insert(family + rule.dump());
    }
    return lines;
}

struct Seen {
    std::multiset<std::string> as_master;
    std::multiset<std::string> afterwards;
};

Seen seen_of(Daemon daemon, const std::string& config) {
    Lan lan(name_of(daemon));
    VrrpHost host(lan, "host", "192.168.1.1/24");
    lan.plug(host.netns(), "eth1");
    host.netns().ip("addr add 192.168.2.1/24 dev eth1");
    run(host, daemon, config);
    EXPECT_TRUE(host.becomes("MASTER"));
    const auto complete = [&] {
        return host.netns().must("ip rule").find("4294967294") != std::string::npos;
    };
    EXPECT_TRUE(wait_until(complete)) << host.log();
    Seen seen{shown(host), {}};
    host.daemon().terminate();
    EXPECT_TRUE(host.daemon().wait());
    seen.afterwards = shown(host);
    return seen;
}

void expect_the_same(const std::string& config) {
    const auto ours = seen_of(Daemon::Xvrrpd, config);
    const auto theirs = seen_of(Daemon::Keepalived, config);
    EXPECT_EQ(ours.as_master, theirs.as_master);
    EXPECT_GE(ours.as_master.size(), 80U);
    EXPECT_EQ(ours.afterwards, theirs.afterwards);
}

} // namespace

TEST_F(RoutingLines, place_what_keepalived_places_and_leave_what_it_leaves) {
    expect_the_same(kConfig);
}

TEST_F(RoutingLines, place_what_keepalived_places_beside_a_virtual_mac) {
    expect_the_same(with_vmac(kConfig));
}

} // namespace xvrrp::test
