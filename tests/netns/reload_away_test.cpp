// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual routers that one reload removes and another one brings back a moment later.
#include "support/vrrp_host.h"

namespace xvrrp::test {

namespace {

class ReloadAway : public RootTest {};

std::string named(int vrid, int priority, const std::string& more = {}) {
    return "vrrp_instance VI_" + std::to_string(vrid) +
           " {\n    interface eth0\n    version 3\n    advert_int 0.2\n" + "    virtual_router_id " +
           std::to_string(vrid) + "\n    priority " + std::to_string(priority) + "\n" + more +
           "    virtual_ipaddress {\n        192.168.1." + std::to_string(100 + vrid) + "/24\n    }\n}\n";
}

bool has(const VrrpHost& host, int vrid) {
    return host.netns().must("ip -4 -o addr show").find("192.168.1." + std::to_string(100 + vrid) + "/24") !=
           std::string::npos;
}

void reload(VrrpHost& host, const std::string& config) {
    host.write_config(config);
    const auto done = host.xvrrpctl("reload");
    ASSERT_EQ(done.status, 0) << done.output;
}

struct Host {
    Lan lan{"lan"};
    VrrpHost a{lan, "a", "192.168.1.1/24"};
};

} // namespace

// Both reloads come within a heartbeat, so nothing else wakes the daemon in between.
TEST_F(ReloadAway, brings_a_master_back_that_the_reload_before_removed_changed_or_not) {
    Host net;
    net.a.run_xvrrpd(named(1, 100) + named(2, 100));
    ASSERT_TRUE(wait_until([&] { return has(net.a, 1) && has(net.a, 2); })) << net.a.log();
    for (const int priority : {100, 150}) {
        reload(net.a, named(2, 100));
        reload(net.a, named(1, priority) + named(2, 100));
        EXPECT_TRUE(wait_until([&] { return has(net.a, 1); })) << net.a.log();
        reload(net.a, named(2, 100));
        EXPECT_TRUE(wait_until([&] { return !has(net.a, 1); })) << net.a.log();
    }
    EXPECT_TRUE(net.a.daemon().running()) << net.a.log();
}

TEST_F(ReloadAway, takes_the_virtual_mac_the_settings_and_the_rules_of_a_backup_along) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    VrrpHost b(lan, "b", "192.168.1.2/24");
    const auto arp_ignore = [&] { return a.netns().must("cat /proc/sys/net/ipv4/conf/eth0/arp_ignore"); };
    const auto before = arp_ignore();
    b.run_xvrrpd(named(1, 200));
    ASSERT_TRUE(wait_until([&] { return has(b, 1); }));
    a.run_xvrrpd(named(1, 100, "    use_vmac\n    no_accept\n") + named(2, 100));
    ASSERT_TRUE(wait_until([&] { return a.netns().ifindex("vrrp.1") != 0 && has(a, 2); })) << a.log();
    EXPECT_NE(a.netns().must("nft list tables"), "");
    EXPECT_NE(arp_ignore(), before);
    reload(a, named(2, 100));
    EXPECT_TRUE(wait_until([&] { return a.netns().ifindex("vrrp.1") == 0; })) << a.log();
    EXPECT_EQ(a.netns().must("nft list tables"), "");
    EXPECT_EQ(arp_ignore(), before);
}

} // namespace xvrrp::test
