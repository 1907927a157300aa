// SPDX-License-Identifier: GPL-2.0-or-later
// The same address lines in xvrrpd and in Debian's keepalived, and the addresses that ip(8) shows for each.
#include "daemon.h"

#include <algorithm>
#include <set>

namespace xvrrp::test {

namespace {

using nlohmann::json;

class AddressLines : public RootTest {};

const auto kLast = core::IpAddress::v4(10, 9, 0, 1);

// It owns the address, so that neither daemon waits. The last address is placed last.
const auto* const kConfig = R"(
static_ipaddress {
    203.0.113.5/24 dev eth1 label eth1:s
    203.0.113.6/24
    2001:db8:5::1/64 dev eth1
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    state MASTER
    priority 255
    virtual_ipaddress {
        192.168.1.100
        192.168.1.101/24 brd + label eth0:1
        192.168.1.102/24 brd - noprefixroute
        192.168.1.103/24 broadcast 192.168.1.254
        192.168.2.1/24 scope link
        192.168.3.1/24 dev eth1 scope host label eth1:vip
        192.168.4.1/24 scope site
        192.168.5.1/24 scope 77
        192.168.6.1 peer 198.51.100.1
        192.168.7.1/24 peer 198.51.100.2
        192.168.1.104/24 scope bogus
        192.168.1.105/24 brd bogus
        192.168.1.106/32 brd +
        192.168.1.107/24 label much_too_long_label
        192.168.1.108/24 label other
        192.168.1.109/24 -nodad home
        192.168.1.110/24 dev eth0
    }
    virtual_ipaddress_excluded {
        2001:db8::1
        2001:db8::2/128 preferred_lft forever
        2001:db8::3/64 label eth0:6 scope link
        2001:db8::4/64 home mngtmpaddr noprefixroute
        2001:db8::5 peer 2001:db8:9::1
        2001:db8::6/64 dev eth1 preferred_lft 0
        2001:db8::7/64 brd +
        2001:db8::8/64 -nodad
        2001:db8::9/64 dev eth0
        192.168.1.111/24 dev eth0 label eth0:2
        10.9.0.1/32
    }
}
)";

// Returns the addresses of all interfaces, without their ages and without those that the kernel made.
std::set<std::string> shown(const VrrpHost& host) {
    std::set<std::string> lines;
    for (const auto& link : json::parse(host.netns().must("ip -j addr"))) {
        for (auto each : link["addr_info"]) {
            const std::string local = each["local"];
            each.erase("tentative");
            each["interface"] = link["ifname"];
            if (local.rfind("fe80::", 0) != 0 && link["ifname"] != "lo")
                lines.insert(each.dump());
        }
    }
    return lines;
}

std::set<std::string> shown_of(Daemon daemon, const std::string& config) {
    Lan lan(name_of(daemon));
    VrrpHost host(lan, "host", "192.168.1.1/24");
    lan.plug(host.netns(), "eth1");
    run(host, daemon, config);
    EXPECT_TRUE(host.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return host.netns().has(kLast); })) << host.log();
    return shown(host);
}

// Some addresses have a virtual MAC of their own, by either keyword.
const auto* const kOwnMacs = R"(
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    state MASTER
    priority 255
    use_vmac
    use_vmac_addr
    virtual_ipaddress {
        192.168.1.100/24
        192.168.1.101/24 dev eth0
        192.168.2.100/24 dev eth1 label eth1:vip
        192.168.2.101/24 dev eth1 no_track
    }
    virtual_ipaddress_excluded {
        2001:db8:1::1/64
        2001:db8:2::1/64 dev eth1
    }
}
vrrp_instance VI_2 {
    interface eth1
    virtual_router_id 52
    state MASTER
    priority 255
    virtual_ipaddress {
        192.168.2.110/24
        192.168.2.111/24 use_vmac
        192.168.2.112/24 dev eth1 use_vmac
        192.168.1.110/24 dev eth0 use_vmac
        192.168.1.111/24 dev eth0
    }
    virtual_ipaddress_excluded {
        2001:db8:2::2/64 use_vmac
        2001:db8:2::3/64
        10.9.0.1/32
    }
}
)";

// Returns the macvlans with their bases, MACs and modes.
std::set<std::string> macvlans(const VrrpHost& host) {
    std::set<std::string> lines;
    for (const auto& link : json::parse(host.netns().must("ip -d -j link show type macvlan"))) {
        const auto& mode = link["linkinfo"]["info_data"]["mode"];
        lines.insert(
            json({link["ifname"], link["link"], link["address"], mode, link["inet6_addr_gen_mode"]}).dump());
    }
    return lines;
}

struct Placed {
    std::set<std::string> addresses;
    std::set<std::string> macvlans;
};

Placed placed_of(Daemon daemon) {
    Lan lan(name_of(daemon));
    VrrpHost host(lan, "host", "192.168.1.1/24");
    lan.plug(host.netns(), "eth1");
    host.netns().ip("addr add 192.168.2.1/24 dev eth1");
    run(host, daemon, kOwnMacs);
    // Each instance has placed its last address.
    const auto is_complete = [&] {
        return host.netns().has(kLast) && host.netns().has(*core::IpAddress::from_text("2001:db8:2::1"));
    };
    EXPECT_TRUE(wait_until(is_complete)) << host.log();
    return {shown(host), macvlans(host)};
}

} // namespace

TEST_F(AddressLines, place_single_addresses_on_the_macvlans_of_keepalived) {
    const auto ours = placed_of(Daemon::Xvrrpd);
    const auto theirs = placed_of(Daemon::Keepalived);
    EXPECT_EQ(ours.addresses, theirs.addresses);
    EXPECT_EQ(ours.macvlans, theirs.macvlans);
    EXPECT_EQ(ours.macvlans.size(), 7U);
}

TEST_F(AddressLines, place_what_keepalived_places) {
    const auto ours = shown_of(Daemon::Xvrrpd, kConfig);
    const auto theirs = shown_of(Daemon::Keepalived, kConfig);
    EXPECT_EQ(ours, theirs);
    EXPECT_GE(ours.size(), 20U);
}

// The lines include some that name the interface of the instance, and addresses of the other family.
TEST_F(AddressLines, place_what_keepalived_places_beside_a_virtual_mac) {
    const auto config = with_vmac(kConfig);
    const auto ours = shown_of(Daemon::Xvrrpd, config);
    const auto theirs = shown_of(Daemon::Keepalived, config);
    EXPECT_EQ(ours, theirs);
    const auto on_vmac = [](const std::string& line) { return line.find("vrrp.51") != std::string::npos; };
    EXPECT_GE(std::ranges::count_if(ours, on_vmac), 10);
}

} // namespace xvrrp::test
