// SPDX-License-Identifier: GPL-2.0-or-later
// The virtual MAC on the wire, its interface, and the leftovers of both when the daemon goes.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using std::chrono::seconds;

class Vmac : public RootTest {};

const auto kVirtual = core::virtual_mac(core::Family::Ipv4, 51);

Instance with_vmac(int priority, const std::string& more = "") {
    return {.priority = priority, .more = "    use_vmac\n" + more};
}

core::MacAddress source_mac(const Frame& frame) {
    core::MacAddress mac;
    std::copy_n(frame.bytes.begin() + 6, mac.octets.size(), mac.octets.begin());
    return mac;
}

// The MAC that the bystander learns for the virtual address when it asks for it.
std::string neighbor(const VrrpHost& bystander) {
    bystander.netns().run("ping -c 1 -W 1 192.168.1.100");
    return bystander.netns().must("ip -4 neigh show 192.168.1.100 | sed -n 's/.*lladdr \\([^ ]*\\).*/\\1/p'");
}

std::string sysctl(const VrrpHost& host, const std::string& name) {
    return host.netns().must("cat /proc/sys/net/ipv4/conf/eth0/" + name);
}

bool has_vmac(const VrrpHost& host) {
    return host.netns().ifindex("vrrp.51") != 0;
}

bool carries_vip(const VrrpHost& host) {
    return host.netns().must("ip -4 -o addr show dev vrrp.51").find("192.168.1.100/24") != std::string::npos;
}

} // namespace

TEST_F(Vmac, is_what_adverts_and_gratuitous_arp_and_arp_replies_come_from) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    EXPECT_TRUE(carries_vip(net.a));
    EXPECT_EQ(net.a.netns().mac("vrrp.51"), kVirtual);
    const auto advert = net.wire.wait_for(advert_from(net.a.address()));
    ASSERT_TRUE(advert);
    EXPECT_EQ(source_mac(*advert), kVirtual);
    EXPECT_TRUE(net.wire.wait_for(gratuitous_arp(kVirtual, virtual_address())));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
    EXPECT_EQ(net.bystander.netns().run("ping -c 1 -W 1 192.168.1.100").status, 0);
    // The interface's own address stays where it was.
    net.bystander.netns().must("ping -c 1 -W 2 192.168.1.1");
    EXPECT_EQ(net.bystander.netns().must("ip -4 neigh show 192.168.1.1 | grep -o '" +
                                         net.a.netns().mac("eth0").text() + "'"),
              net.a.netns().mac("eth0").text() + "\n");
}

TEST_F(Vmac, keeps_the_neighbors_entry_through_a_failover) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    ASSERT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
    EXPECT_EQ(net.bystander.netns().run("ping -c 1 -W 1 192.168.1.100").status, 0);
    // Only the master ever sent from the virtual MAC, so a learning switch sends frames to the right port.
    net.wire.clear();
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.b.address()).size() > 3; }));
    for (const auto& frame :
         net.wire.matching([](const Frame& each) { return source_mac(each) == kVirtual; })) {
        const auto seen = read_advert(frame);
        EXPECT_TRUE(!seen || seen->source == net.b.address());
    }
}

// IGMP or MLD reports from the virtual MAC of a BACKUP would draw the master's traffic to it.
TEST_F(Vmac, is_not_spoken_from_by_a_backup) {
    Lan lan("lan");
    VrrpHost backup(lan, "b", "192.168.1.2/24");
    VrrpHost bystander(lan, "bystander", "192.168.1.3/24");
    Port wire(bystander.netns(), "eth0");
    auto patient = with_vmac(90);
    patient.advert_int = "1";
    backup.run_xvrrpd(patient.text());
    ASSERT_TRUE(has_vmac(backup));
    wire.wait_for([](const Frame&) { return false; }, seconds(2)); // less than its master-down interval
    ASSERT_EQ(backup.state(), "BACKUP");
    EXPECT_TRUE(wire.matching([](const Frame& each) { return source_mac(each) == kVirtual; }).empty());
    EXPECT_EQ(backup.netns().must("ip -6 addr show dev vrrp.51"), "");
}

TEST_F(Vmac, stays_off_the_adverts_with_vmac_xmit_base) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100, "    vmac_xmit_base\n"), with_vmac(90, "    vmac_xmit_base\n")));
    const auto advert = net.wire.wait_for(advert_from(net.a.address()));
    ASSERT_TRUE(advert);
    EXPECT_EQ(source_mac(*advert), net.a.netns().mac("eth0"));
    EXPECT_TRUE(net.wire.wait_for(gratuitous_arp(kVirtual, virtual_address())));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
}

TEST_F(Vmac, is_made_again_when_somebody_deletes_it) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    net.a.netns().ip("link del vrrp.51");
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(carries_vip(net.a));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
}

TEST_F(Vmac, is_brought_up_when_somebody_takes_it_down) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    net.a.netns().down("vrrp.51");
    EXPECT_TRUE(wait_until([&] { return net.a.netns().running("vrrp.51"); })) << net.a.log();
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Vmac, comes_back_with_the_interface_below) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    net.a.netns().ip("link del eth0");
    ASSERT_TRUE(net.a.becomes("FAULT"));
    EXPECT_FALSE(has_vmac(net.a));
    net.lan.plug(net.a.netns(), "eth0");
    net.a.netns().ip("addr add 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(carries_vip(net.a));
    EXPECT_EQ(sysctl(net.a, "arp_ignore"), "1\n");
}

TEST_F(Vmac, takes_its_interface_and_its_settings_away_when_it_leaves) {
    TwoRouters net;
    EXPECT_EQ(sysctl(net.a, "arp_ignore"), "0\n");
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    EXPECT_EQ(sysctl(net.a, "arp_ignore"), "1\n");
    EXPECT_EQ(sysctl(net.a, "arp_filter"), "1\n");
    net.a.daemon().terminate();
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_FALSE(has_vmac(net.a));
    EXPECT_EQ(sysctl(net.a, "arp_ignore"), "0\n");
    EXPECT_EQ(sysctl(net.a, "arp_filter"), "0\n");
    EXPECT_EQ(sysctl(net.a, "arp_announce"), "0\n");
}

TEST_F(Vmac, adopts_what_a_killed_daemon_left_behind) {
    TwoRouters net;
    ASSERT_TRUE(net.elect(with_vmac(100), with_vmac(90)));
    const int ifindex = net.a.netns().ifindex("vrrp.51");
    net.a.daemon().kill();
    EXPECT_EQ(net.a.netns().ifindex("vrrp.51"), ifindex);
    net.a.run_xvrrpd(with_vmac(100).text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(net.a.netns().ifindex("vrrp.51"), ifindex);
    net.a.daemon().terminate();
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_FALSE(has_vmac(net.a));
    EXPECT_EQ(sysctl(net.a, "arp_ignore"), "0\n"); // the value from before both
}

TEST_F(Vmac, leaves_an_interface_alone_that_is_not_its_own) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.netns().ip("link add vrrp.51 type bridge");
    const int ifindex = a.netns().ifindex("vrrp.51");
    a.run_xvrrpd(with_vmac(100).text());
    EXPECT_EQ(a.state(), "FAULT");
    EXPECT_TRUE(a.daemon().says("interface \"vrrp.51\" is not ours, it is a bridge")) << a.log();
    a.daemon().terminate();
    EXPECT_EQ(a.daemon().wait(), 0) << a.log();
    EXPECT_EQ(a.netns().ifindex("vrrp.51"), ifindex);
}

TEST_F(Vmac, shares_an_address_with_keepalived) {
    TwoRouters net;
    // The test waits for this, because keepalived's own ARP names its base MAC for a moment.
    const auto answers = [&] {
        return net.bystander.netns().run("ping -c 1 -W 1 192.168.1.100").status == 0;
    };
    net.a.run_keepalived(with_vmac(100).text());
    net.b.run_xvrrpd(with_vmac(90).text());
    ASSERT_TRUE(leads(net.a, net.b));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.a.daemon().wait());
    ASSERT_TRUE(net.b.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.b.has_vip(); }));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
    EXPECT_TRUE(wait_until(answers));
    net.a.run_keepalived(with_vmac(100).text()); // keepalived preempts
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_TRUE(wait_until(answers));
}

TEST_F(Vmac, takes_an_address_from_keepalived_and_gives_it_back) {
    TwoRouters net;
    net.a.run_xvrrpd(with_vmac(100).text());
    net.b.run_keepalived(with_vmac(90).text());
    ASSERT_TRUE(leads(net.a, net.b));
    net.a.daemon().terminate();
    ASSERT_TRUE(net.b.becomes("MASTER"));
    net.a.run_xvrrpd(with_vmac(100).text());
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(neighbor(net.bystander), kVirtual.text() + "\n");
}

} // namespace xvrrp::test
