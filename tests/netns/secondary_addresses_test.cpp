// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual addresses that are the primary ones of their network. The other addresses are secondary, and must
// not go with them.
#include "support/address_monitor.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

class SecondaryAddresses : public RootTest {};

const auto kReal = core::IpAddress::v4(192, 168, 1, 1);

// A router whose interface gets its addresses by hand.
struct Late {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", ""};
    VrrpHost b{lan, "b", "192.168.1.2/24"};
    AddressMonitor monitor{a.netns()};

    void add(const std::string& address) const { a.netns().ip("addr add " + address + " dev eth0"); }

    std::string promotes() const {
        return a.netns().must("sysctl -n net.ipv4.conf.eth0.promote_secondaries");
    }
};

} // namespace

// In this test 192.168.1.1 is secondary, and by default the kernel removes it together with the virtual
// address.
TEST_F(SecondaryAddresses, survive_a_virtual_address_that_was_there_first) {
    Late net;
    Port wire(net.b.netns(), "eth0");
    net.a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(net.a.becomes("FAULT"));
    net.add("192.168.1.100/24");
    EXPECT_FALSE(net.a.becomes("BACKUP", std::chrono::milliseconds(700))) << net.a.log();
    net.add("192.168.1.1/24");
    ASSERT_TRUE(net.a.becomes("MASTER")) << net.a.log();
    EXPECT_TRUE(wire.wait_for(advert_from(kReal)));
    EXPECT_TRUE(adverts(wire.frames(), virtual_address()).empty());

    net.b.run_xvrrpd(Instance{.priority = 200}.text());
    EXPECT_TRUE(leads(net.b, net.a));
    net.a.daemon().terminate();
    EXPECT_EQ(net.a.daemon().wait(), 0) << net.a.log();
    EXPECT_TRUE(net.a.netns().has(kReal));
    EXPECT_FALSE(net.monitor.lost(kReal)) << net.monitor.said();
    EXPECT_EQ(net.promotes(), "0\n"); // the old value
}

TEST_F(SecondaryAddresses, of_another_virtual_router_survive) {
    Late net;
    net.add("192.168.1.1/24");
    const auto other = core::IpAddress::v4(10, 1, 0, 101);
    auto second = Instance{.addresses = "10.1.0.101/24"}.text();
    second = second.substr(second.find("vrrp_instance"));
    second.replace(second.find("VI_1"), 4, "VI_2").replace(second.find("_id 51") + 4, 2, "52");
    net.a.run_xvrrpd(Instance{.addresses = "10.1.0.100/24"}.text() + second);
    ASSERT_TRUE(wait_until([&] { return net.a.netns().has(other); })) << net.a.log();
    net.b.run_xvrrpd(Instance{.priority = 200, .addresses = "10.1.0.100/24"}.text());
    EXPECT_TRUE(leads(net.b, net.a, std::chrono::seconds(8), core::IpAddress::v4(10, 1, 0, 100)));
    EXPECT_TRUE(net.a.netns().has(other));
    EXPECT_FALSE(net.monitor.lost(other)) << net.monitor.said();
    EXPECT_EQ(net.a.log().find("removed by somebody else"), std::string::npos) << net.a.log();
}

TEST_F(SecondaryAddresses, are_promoted_all_the_time_where_the_configuration_says_so) {
    Late net;
    net.add("192.168.1.1/24");
    net.a.run_xvrrpd(Instance{.more = "    promote_secondaries\n"}.text());
    EXPECT_EQ(net.promotes(), "1\n");
    net.a.write_config(Instance{}.text());
    ASSERT_EQ(net.a.xvrrpctl("reload").status, 0) << net.a.log();
    EXPECT_EQ(net.promotes(), "0\n");
    net.a.write_config(Instance{.more = "    promote_secondaries\n"}.text());
    ASSERT_EQ(net.a.xvrrpctl("reload").status, 0) << net.a.log();
    EXPECT_EQ(net.promotes(), "1\n");
    net.a.daemon().kill(); // the successor puts it back all the same
    net.a.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(net.promotes(), "0\n");
}

TEST_F(SecondaryAddresses, come_back_where_the_setting_cannot_be_written) {
    Late net;
    net.add("192.168.1.100/24");
    net.add("192.168.1.1/24");
    net.a.write_config(Instance{}.text());
    auto command = net.a.xvrrpd_command();
    std::string line = "mount -o bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys && exec";
    for (const auto& word : command)
        line += " " + word;
    Process daemon(std::vector<std::string>{"unshare", "-m", "sh", "-c", line}, net.a.netns().path());
    EXPECT_TRUE(daemon.says("(VI_1) Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(net.a.netns().has(kReal));
    daemon.terminate();
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_TRUE(net.a.netns().has(kReal));
    EXPECT_FALSE(net.a.has_vip());
    EXPECT_NE(daemon.output().find("/proc/sys/net has to be writable"), std::string::npos) << daemon.output();
}

} // namespace xvrrp::test
