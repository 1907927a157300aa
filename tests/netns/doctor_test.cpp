// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpctl doctor finds what is really there: programs, settings, rules, links.
#include "datapath/tcx.h"
#include "support/packet.h"
#include "support/stranger.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <filesystem>
#include <fstream>

#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>

namespace xvrrp::test {

namespace {

using nlohmann::json;

constexpr std::size_t kProtocolByte = 14 + 9; // of an Ethernet frame with an IPv4 header

class DoctorAtWork : public RootTest {
protected:
    void begin(const Instance& instance = {.advert_int = "0.1"}, const std::vector<std::string>& flags = {}) {
        host.run_xvrrpd(instance.text(), flags);
        ASSERT_TRUE(host.becomes("MASTER")) << host.log();
    }

    std::string said() const { return host.xvrrpctl("doctor").output; }

    bool says(const std::string& part) const { return said().find(part) != std::string::npos; }

    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
};

} // namespace

TEST_F(DoctorAtWork, tells_programs_before_xvrrpd_from_those_behind_it) {
    ASSERT_NO_FATAL_FAILURE(begin({.advert_int = "0.1"}, {"--datapath", "tc"}));
    EXPECT_FALSE(says("sees packets")) << said();
    const auto ifindex = host.netns().ifindex("eth0");
    const auto guard = stranger(BPF_PROG_TYPE_XDP, XDP_PASS);
    {
        const Inside inside(host.netns());
        ASSERT_EQ(bpf_xdp_attach(ifindex, guard.get(), XDP_FLAGS_SKB_MODE, nullptr), 0);
    }
    host.netns().must(
        "tc qdisc add dev eth0 clsact 2>/dev/null; tc filter add dev eth0 ingress pref 7 protocol ip "
        "u32 match ip protocol 6 0xff flowid 1:1");
    EXPECT_TRUE(says("note:  the XDP program stranger (id ")) << said();
    EXPECT_TRUE(says(") on eth0 sees packets before xvrrpd: it must pass protocol 112")) << said();
    EXPECT_TRUE(says("the u32 filter on eth0 sees packets after xvrrpd")) << said();
    EXPECT_FALSE(says("xvrrp_root")) << said();
    const auto shown = host.xvrrpctl("datapath").output;
    EXPECT_NE(shown.find("Received packets pass, in this order:"), std::string::npos) << shown;
    EXPECT_LT(shown.find("stranger"), shown.find("xvrrp_root")) << shown;
    EXPECT_LT(shown.find("xvrrp_root"), shown.find("u32")) << shown;
    host.netns().must("ip link set dev eth0 xdpgeneric off; tc filter del dev eth0 ingress pref 7");
    EXPECT_FALSE(says("sees packets")) << said();
}

TEST_F(DoctorAtWork, sees_the_settings_that_a_virtual_mac_needs) {
    ASSERT_NO_FATAL_FAILURE(begin({.advert_int = "0.1", .more = "    use_vmac\n"}));
    EXPECT_FALSE(says("rp_filter") || says("arp_ignore")) << said();
    host.netns().must("sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.arp_ignore=0");
    EXPECT_TRUE(says("wrong: rp_filter of vrrp.51 is strict")) << said();
    EXPECT_TRUE(says("wrong: arp_ignore of eth0 is 0: it answers ARP")) << said();
    host.netns().must("sysctl -qw net.ipv4.conf.all.rp_filter=2; sysctl -qw net.ipv4.conf.all.arp_ignore=1");
    EXPECT_FALSE(says("rp_filter") || says("arp_ignore")) << said();
}

TEST_F(DoctorAtWork, sees_two_interfaces_with_one_network) {
    ASSERT_NO_FATAL_FAILURE(begin());
    EXPECT_FALSE(says("one network")) << said();
    lan.plug(host.netns(), "eth1");
    host.netns().ip("addr add 192.168.1.9/24 dev eth1");
    EXPECT_TRUE(says("eth0 and eth1 have addresses of one network and arp_ignore is 0")) << said();
    EXPECT_FALSE(says("rp_filter")) << said();
}

TEST_F(DoctorAtWork, sees_one_vrid_on_two_interfaces_of_one_link) {
    host.netns().ip("link add mv0 link eth0 type macvlan mode bridge");
    host.netns().ip("link set mv0 up");
    host.netns().ip("addr add 10.0.0.1/24 dev mv0");
    const auto second = [](int vrid) {
        return Instance{.advert_int = "0.1"}.text() +
               "vrrp_instance VI_2 {\n    interface mv0\n    virtual_router_id " + std::to_string(vrid) +
               "\n    version 3\n    advert_int 0.1\n    virtual_ipaddress {\n        10.0.0.100/24\n    }\n}\n";
    };
    host.run_xvrrpd(second(51));
    ASSERT_TRUE(wait_until([&] { return !host.status().is_null(); }));
    EXPECT_TRUE(says("wrong: VI_1 on eth0 and VI_2 on mv0 have the VRID 51 (ipv4) on one link")) << said();
    host.write_config(second(52));
    EXPECT_EQ(host.xvrrpctl("reload").status, 0);
    EXPECT_FALSE(says("on one link")) << said();
}

TEST_F(DoctorAtWork, sees_a_peer_behind_a_router_and_a_source_that_nobody_chose) {
    const auto with = [](const std::string& lines) { return Instance{.advert_int = "0.1", .more = lines}; };
    host.netns().ip("route add 10.0.0.0/24 via 192.168.1.254");
    ASSERT_NO_FATAL_FAILURE(
        begin(with("    unicast_peer {\n        192.168.1.2\n        10.0.0.2\n    }\n")));
    EXPECT_TRUE(says("note:  the peer 10.0.0.2 of VI_1 is in no network of eth0")) << said();
    EXPECT_FALSE(says("the peer 192.168.1.2")) << said();
    EXPECT_FALSE(says("unicast_src_ip")) << said();
    host.netns().ip("addr add 192.168.1.9/24 dev eth0");
    EXPECT_TRUE(says("note:  VI_1 has no unicast_src_ip, so its adverts come from 192.168.1.1")) << said();
}

TEST_F(DoctorAtWork, blames_keepalived_only_if_it_runs_virtual_routers) {
    ASSERT_NO_FATAL_FAILURE(begin());
    const TemporaryDirectory directory;
    const auto file = directory.path() + "/keepalived.conf";
    std::ofstream(file) << "global_defs {\n}\n";
    const auto keepalived = [&](const std::string& part) {
        const auto pid = directory.path() + "/" + part;
        return Process({"/usr/sbin/keepalived", "-n", "-l", "--" + part, "-f", file, "-p", pid, "-c",
                        pid + ".c", "-r", pid + ".r"},
                       host.netns().path());
    };
    const std::string beside = "runs in the same network namespace";
    {
        const auto checks = keepalived("check");
        EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(directory.path() + "/check"); }));
        EXPECT_FALSE(says(beside)) << said();
    }
    const auto routers = keepalived("vrrp");
    EXPECT_TRUE(wait_until([&] { return says(beside); })) << said();
}

// A jump hides the rule from a look at the rules of the base chain, and a packet finds it.
TEST_F(DoctorAtWork, finds_a_hidden_rule_with_a_packet_that_stays_on_the_host) {
    Port wire(host.netns(), "eth0");
    ASSERT_NO_FATAL_FAILURE(begin());
    EXPECT_FALSE(says("over lo")) << said();
    host.netns().must(
        "nft 'add table inet t; add chain inet t sub; add chain inet t in { type filter hook input "
        "priority 0; }; add rule inet t in jump sub; add rule inet t sub meta l4proto 112 drop'");
    EXPECT_TRUE(says("sent to this host itself over lo (ipv4) did not arrive")) << said();
    host.netns().must("nft 'flush chain inet t sub; add rule inet t sub iifname eth0 meta l4proto 112 drop'");
    EXPECT_FALSE(says("over lo")) << "the packet does not come by eth0\n" << said();
    host.netns().must(
        "nft 'flush table inet t; add chain inet t out { type filter hook output priority 0; }; add rule "
        "inet t out jump sub; add rule inet t sub meta l4proto 112 drop'");
    EXPECT_TRUE(says("sent to this host itself over lo (ipv4) was not let out")) << said();
    const auto strange = wire.matching([](const Frame& each) {
        return each.ether_type() == 0x0800 && each.bytes.size() > 36 && each.bytes[kProtocolByte] == 112 &&
               each.bytes[34] == 0xff;
    });
    EXPECT_TRUE(strange.empty()) << "the packet left the host";
    EXPECT_FALSE(wire.matching([](const Frame& each) {
                         return each.bytes.size() > 36 && each.bytes[kProtocolByte] == 112;
                     })
                     .empty())
        << "adverts are seen";
}

} // namespace xvrrp::test
