// SPDX-License-Identifier: GPL-2.0-or-later
// accept and no_accept: the reaction of a master that does not own an address to packets for it.
#include "support/vrrp_host.h"

namespace xvrrp::test {

namespace {

class AcceptMode : public RootTest {};

const Instance kNoAccept{.more = "    no_accept\n"};

struct Router {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", "192.168.1.1/24"};
    VrrpHost bystander{lan, "bystander", "192.168.1.3/24"};

    bool leads_with(const std::string& config) {
        a.run_xvrrpd(config);
        return a.becomes("MASTER") && wait_until([&] { return a.has_vip(); });
    }

    bool answers(const std::string& address) const {
        return bystander.netns().run("ping -c 1 -W 1 " + address).status == 0;
    }

    std::string tables() const { return a.netns().must("nft list tables"); }
};

} // namespace

TEST_F(AcceptMode, answers_unless_told_otherwise) {
    Router net;
    ASSERT_TRUE(net.leads_with(Instance{}.text()));
    EXPECT_TRUE(net.answers("192.168.1.100"));
    EXPECT_EQ(net.tables(), "");
}

TEST_F(AcceptMode, drops_packets_to_the_virtual_address_but_not_arp) {
    Router net;
    ASSERT_TRUE(net.leads_with(kNoAccept.text()));
    EXPECT_FALSE(net.answers("192.168.1.100"));
    EXPECT_TRUE(net.answers("192.168.1.1"));
    EXPECT_EQ(net.bystander.netns().run("arping -c 1 -w 2 -I eth0 192.168.1.100").status, 0);
    // The packet is dropped and not refused, so there is no answer at all.
    const auto tcp = net.bystander.netns().run("timeout 1 bash -c 'echo > /dev/tcp/192.168.1.100/22'");
    EXPECT_EQ(tcp.status, 124) << tcp.output;
    // The router itself reaches the address.
    EXPECT_EQ(net.a.netns().run("ping -c 1 -W 1 192.168.1.100").status, 0);
}

TEST_F(AcceptMode, drops_ipv6_but_not_neighbor_discovery) {
    Router net;
    net.a.netns().must("ip -6 addr add 2001:db8::1/64 dev eth0 nodad");
    net.bystander.netns().must("ip -6 addr add 2001:db8::3/64 dev eth0 nodad");
    ASSERT_TRUE(wait_until(
        [&] { return !net.a.netns().must("ip -6 -o addr show dev eth0 scope link -tentative").empty(); }));
    net.a.run_xvrrpd("vrrp_instance VI_6 {\n    interface eth0\n    virtual_router_id 61\n    version 3\n"
                     "    advert_int 0.2\n    no_accept\n    virtual_ipaddress {\n        fe80::5:100/64\n"
                     "        2001:db8::100/64\n    }\n}\n");
    ASSERT_TRUE(net.a.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.a.netns().has(*core::IpAddress::from_text("2001:db8::100")); }));
    EXPECT_FALSE(net.answers("2001:db8::100"));
    EXPECT_TRUE(net.answers("2001:db8::1"));
    EXPECT_NE(
        net.bystander.netns().must("ip -6 neigh show 2001:db8::100").find(net.a.netns().mac("eth0").text()),
        std::string::npos);
}

TEST_F(AcceptMode, guards_the_virtual_address_behind_a_virtual_mac) {
    Router net;
    ASSERT_TRUE(net.leads_with(Instance{.more = "    no_accept\n    use_vmac\n"}.text()));
    EXPECT_FALSE(net.answers("192.168.1.100"));
    EXPECT_EQ(net.bystander.netns().run("arping -c 1 -w 2 -I eth0 192.168.1.100").status, 0);
}

TEST_F(AcceptMode, takes_the_table_away_when_it_leaves) {
    Router net;
    ASSERT_TRUE(net.leads_with(kNoAccept.text()));
    EXPECT_NE(net.tables().find("table inet xvrrpd_"), std::string::npos) << net.tables();
    net.a.daemon().terminate();
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_EQ(net.tables(), "");
}

TEST_F(AcceptMode, takes_over_or_removes_the_table_of_a_killed_daemon) {
    Router net;
    ASSERT_TRUE(net.leads_with(kNoAccept.text()));
    const auto tables = net.tables();
    net.a.daemon().kill();
    ASSERT_TRUE(net.leads_with(kNoAccept.text()));
    EXPECT_EQ(net.tables(), tables);
    EXPECT_FALSE(net.answers("192.168.1.100"));
    net.a.daemon().kill();
    ASSERT_TRUE(net.leads_with(Instance{}.text()));
    EXPECT_EQ(net.tables(), "");
    EXPECT_TRUE(net.answers("192.168.1.100"));
}

} // namespace xvrrp::test
