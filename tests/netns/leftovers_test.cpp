// SPDX-License-Identifier: GPL-2.0-or-later
// Leftovers are the addresses and interfaces of a killed daemon. A master takes them over, every other state
// removes them.
#include "support/address_monitor.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

class Leftovers : public RootTest {};

const auto kExcluded = *core::IpAddress::from_text("2001:db8::100");
const auto kStatic = core::IpAddress::v4(10, 9, 0, 1);

Instance with_everything(int priority) {
    return {.priority = priority,
            .more = "    virtual_ipaddress_excluded {\n        2001:db8::100/64\n    }\n"};
}

std::string with_static(const Instance& instance) {
    return "static_ipaddress {\n    10.9.0.1/24 dev eth0\n}\n" + instance.text();
}

// The entry of `ip addr` for it on eth0, or null if it is not there.
json shown(const VrrpHost& host, const core::IpAddress& address) {
    const auto links = json::parse(host.netns().must("ip -j addr show dev eth0"));
    json found;
    for (const auto& each : links[0]["addr_info"]) {
        if (each["local"] == address.text())
            found.push_back(each);
    }
    return found;
}

// A router that was killed as MASTER, and a host that keeps asking for its address.
struct Killed {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", "192.168.1.1/24"};
    VrrpHost b{lan, "b", "192.168.1.2/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};
    AddressMonitor monitor{a.netns()};

    bool was_master(const std::string& config) {
        a.run_xvrrpd(config);
        const bool leads = a.becomes("MASTER") && wait_until([&] { return a.has_vip(); });
        a.kill_with_runner();
        return leads && a.has_vip();
    }
};

} // namespace

TEST_F(Leftovers, of_a_master_are_taken_over_by_the_next_one_without_a_gap) {
    Killed net;
    const auto config = with_static(with_everything(100));
    net.a.run_xvrrpd(config);
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.a.netns().has(kExcluded) && net.a.has_vip(); }));
    Process ping = net.bystander.netns().start({"ping", "-i", "0.05", "-W", "1", "192.168.1.100"});
    ASSERT_TRUE(ping.says("icmp_seq=10"));
    net.a.daemon().kill();
    net.a.run_xvrrpd(config);
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.a.instance()["state"] == "MASTER"; }));
    ping.signal(SIGINT);
    ping.wait();
    EXPECT_NE(ping.output().find(" 0% packet loss"), std::string::npos) << ping.output();
    for (const auto& address : {virtual_address(), kExcluded, kStatic})
        EXPECT_FALSE(net.monitor.lost(address)) << address.text() << net.monitor.said();
}

// Until it is preempted, the other router answers for the address, and no host besides it may answer.
TEST_F(Leftovers, go_as_soon_as_a_master_of_lower_priority_is_heard) {
    Killed net;
    ASSERT_TRUE(net.was_master(Instance{.priority = 100}.text()));
    net.b.run_xvrrpd(Instance{.priority = 90}.text());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(Instance{.priority = 100}.text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(net.monitor.lost(virtual_address())) << net.monitor.said();
}

TEST_F(Leftovers, go_as_soon_as_a_better_master_is_heard) {
    Killed net;
    ASSERT_TRUE(net.was_master(with_static(with_everything(100))));
    net.b.run_xvrrpd(Instance{.priority = 200}.text());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(with_static(with_everything(100)));
    // One advert every 200 ms, and a master-down interval of 718 ms.
    EXPECT_TRUE(wait_until([&] { return !net.a.has_vip() && !net.a.netns().has(kExcluded); }, seconds(2)));
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.log().find("Entering MASTER STATE"), std::string::npos) << net.a.log();
    EXPECT_TRUE(net.a.netns().has(kStatic));
    EXPECT_FALSE(net.monitor.lost(kStatic)) << net.monitor.said();
}

TEST_F(Leftovers, go_at_once_where_the_router_cannot_stand_for_election) {
    Killed net;
    ASSERT_TRUE(net.was_master(Instance{}.text()));
    net.lan.unplug(net.a.netns(), "eth0");
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(net.a.state(), "FAULT");
    EXPECT_TRUE(wait_until([&] { return !net.a.has_vip(); }));
}

TEST_F(Leftovers, with_other_attributes_are_corrected_by_the_master) {
    Killed net;
    net.a.netns().ip("addr add 192.168.1.100/24 brd + label eth0:old dev eth0");
    net.a.netns().ip("addr add 192.168.1.100/32 dev eth0");
    net.a.netns().ip("addr add 2001:db8::100/128 nodad dev eth0");
    net.a.run_xvrrpd(with_everything(100).text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] {
        const auto ipv4 = shown(net.a, virtual_address());
        const auto ipv6 = shown(net.a, kExcluded);
        return ipv4.size() == 1 && ipv4[0]["prefixlen"] == 24 && ipv4[0]["label"] == "eth0" &&
               !ipv4[0].contains("broadcast") && ipv6.size() == 1 && ipv6[0]["prefixlen"] == 64;
    })) << net.a.netns().must("ip addr show dev eth0");
    EXPECT_EQ(net.a.log().find("removed by somebody else"), std::string::npos) << net.a.log();
    net.a.daemon().terminate();
    ASSERT_TRUE(net.a.daemon().wait());
    EXPECT_TRUE(shown(net.a, virtual_address()).is_null());
    EXPECT_TRUE(net.a.netns().has(net.a.address()));
}

TEST_F(Leftovers, of_another_prefix_length_go_with_a_better_master) {
    Killed net;
    net.b.run_xvrrpd(Instance{.priority = 200}.text());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.netns().ip("addr add 192.168.1.100/32 dev eth0");
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_TRUE(leads(net.b, net.a));
}

// Somebody else put 10.0.0.7 there. The same is true of 192.168.1.200, although the predecessor had placed it
// before.
TEST_F(Leftovers, of_what_is_not_configured_any_more_go_and_nothing_else) {
    Killed net;
    auto before = with_everything(100);
    before.addresses = "192.168.1.100/24\n192.168.1.200/24";
    ASSERT_TRUE(net.was_master(with_static(before)));
    net.a.netns().ip("addr del 192.168.1.200/24 dev eth0");
    net.a.netns().ip("addr add 192.168.1.200/24 dev eth0");
    net.a.netns().ip("addr add 10.0.0.7/24 dev eth0");
    net.a.run_xvrrpd(Instance{.addresses = "192.168.1.150/24"}.text());
    EXPECT_TRUE(wait_until([&] {
        const auto& netns = net.a.netns();
        return !netns.has(virtual_address()) && !netns.has(kExcluded) && !netns.has(kStatic);
    })) << net.a.netns().must("ip addr show dev eth0");
    ASSERT_TRUE(net.a.becomes("MASTER"));
    for (const auto* address : {"192.168.1.1", "192.168.1.150", "192.168.1.200", "10.0.0.7"})
        EXPECT_TRUE(wait_until([&] { return net.a.netns().has(*core::IpAddress::from_text(address)); }))
            << address;
    EXPECT_FALSE(net.monitor.lost(net.a.address())) << net.monitor.said();
}

TEST_F(Leftovers, of_a_virtual_mac_that_is_not_configured_any_more_go) {
    Killed net;
    ASSERT_TRUE(net.was_master(Instance{.more = "    use_vmac\n"}.text()));
    ASSERT_NE(net.a.netns().ifindex("vrrp.51"), 0);
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(net.a.netns().run("ip link show dev vrrp.51").status, 1);
    EXPECT_EQ(net.a.netns().must("sysctl -n net.ipv4.conf.eth0.arp_ignore"), "0\n");
    ASSERT_TRUE(net.a.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return !shown(net.a, virtual_address()).is_null(); }));
}

// The owner's address belongs to the interface, whatever the configuration calls its network.
TEST_F(Leftovers, are_not_what_the_owner_of_an_address_had_before) {
    Killed net;
    net.a.run_xvrrpd(Instance{.priority = 255, .addresses = "192.168.1.1"}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    net.a.daemon().kill();
    net.a.run_xvrrpd(Instance{.priority = 255, .addresses = "192.168.1.1"}.text());
    ASSERT_TRUE(net.a.becomes("MASTER"));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.a.daemon().wait());
    const auto left = shown(net.a, net.a.address());
    ASSERT_EQ(left.size(), 1U) << left;
    EXPECT_EQ(left[0]["prefixlen"], 24);
    EXPECT_TRUE(net.monitor.said().find("Deleted 2: eth0    inet 192.168.1.1/24") == std::string::npos)
        << net.monitor.said();
}

} // namespace xvrrp::test
