// SPDX-License-Identifier: GPL-2.0-or-later
// The places and options of addresses, as ip(8) shows them.
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using nlohmann::json;

class Addresses : public RootTest {};

const auto kElsewhere = core::IpAddress::v4(10, 1, 0, 100);

// A host with a second interface, which is on a LAN of its own.
struct TwoInterfaces {
    Lan lan{"lan"};
    Lan other{"other"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};

    TwoInterfaces() { other.plug(host.netns(), "eth1"); }

    bool master_of(const std::string& line, const std::string& before = {}) {
        host.run_xvrrpd(before + config(line));
        return host.becomes("MASTER") && wait_until([&] { return host.has_vip(); });
    }

    static std::string config(const std::string& line) {
        return Instance{.more = "    virtual_ipaddress_excluded {\n" + line + "\n    }\n"}.text();
    }

    json shown(const core::IpAddress& address, const std::string& interface) const {
        const auto links = json::parse(host.netns().must("ip -j addr show dev " + interface));
        for (const auto& each : links[0]["addr_info"]) {
            if (each["local"] == address.text())
                return each;
        }
        return nullptr;
    }

    bool reload(const std::string& config) const {
        host.write_config(config);
        return host.xvrrpctl("reload").status == 0;
    }
};

} // namespace

TEST_F(Addresses, are_on_the_interface_that_they_name_and_announced_there) {
    TwoInterfaces net;
    Port wire(net.host.netns(), "eth1");
    ASSERT_TRUE(net.master_of("10.1.0.100/24 dev eth1 label eth1:vip brd + scope link"));
    ASSERT_TRUE(wait_until([&] { return !net.shown(kElsewhere, "eth1").is_null(); }));
    const auto shown = net.shown(kElsewhere, "eth1");
    EXPECT_EQ(shown["label"], "eth1:vip");
    EXPECT_EQ(shown["broadcast"], "10.1.0.255");
    EXPECT_EQ(shown["scope"], "link");
    EXPECT_TRUE(net.shown(kElsewhere, "eth0").is_null());
    EXPECT_TRUE(wire.wait_for(gratuitous_arp(net.host.netns().mac("eth1"), kElsewhere)));
    EXPECT_TRUE(wire.matching([](const Frame& frame) { return read_advert(frame).has_value(); }).empty());
}

TEST_F(Addresses, have_a_virtual_mac_of_their_own_with_use_vmac) {
    TwoInterfaces net;
    VrrpHost bystander(net.other, "bystander", "10.1.0.7/24");
    Port wire(bystander.netns(), "eth0");
    const auto mac = core::virtual_mac(core::Family::Ipv4, 51);
    ASSERT_TRUE(net.master_of("10.1.0.100/24 dev eth1 use_vmac"));
    ASSERT_TRUE(wait_until([&] { return net.host.netns().has(kElsewhere); })) << net.host.log();
    EXPECT_FALSE(net.shown(kElsewhere, "vrrp.51").is_null());
    EXPECT_EQ(net.host.netns().mac("vrrp.51"), mac);
    EXPECT_TRUE(wire.wait_for(gratuitous_arp(mac, kElsewhere)));
    EXPECT_EQ(bystander.netns().run("ping -c 1 -W 2 10.1.0.100").status, 0);
    EXPECT_NE(bystander.netns().must("ip neigh show 10.1.0.100").find(mac.text()), std::string::npos);
    net.host.daemon().terminate();
    EXPECT_EQ(net.host.daemon().wait(), 0) << net.host.log();
    EXPECT_EQ(net.host.netns().ifindex("vrrp.51"), 0);
    EXPECT_EQ(net.host.netns().must("cat /proc/sys/net/ipv4/conf/eth1/arp_ignore"), "0\n");
}

TEST_F(Addresses, on_other_interfaces_alone_are_said_again_where_garp_extra_if_asks_for_it) {
    TwoInterfaces net;
    Port here(net.host.netns(), "eth0");
    Port there(net.host.netns(), "eth1");
    const auto said_here = gratuitous_arp(net.host.netns().mac("eth0"), virtual_address());
    const auto said_there = gratuitous_arp(net.host.netns().mac("eth1"), kElsewhere);
    ASSERT_TRUE(net.master_of("10.1.0.100/24 dev eth1", "global_defs {\n    vrrp_min_garp\n"
                                                        "    vrrp_garp_extra_if all 1\n}\n"));
    ASSERT_TRUE(here.wait_for(said_here));
    ASSERT_TRUE(there.wait_for(said_there));
    here.clear();
    there.clear();
    EXPECT_TRUE(there.wait_for(said_there));
    EXPECT_TRUE(here.matching(said_here).empty());
}

TEST_F(Addresses, are_a_fault_without_their_interface_unless_no_track_says_otherwise) {
    for (const bool track : {true, false}) {
        TwoInterfaces net;
        ASSERT_TRUE(net.master_of(std::string("10.1.0.100/24 dev eth1") + (track ? "" : " no_track")));
        net.host.netns().down("eth1");
        EXPECT_EQ(net.host.becomes("FAULT", std::chrono::seconds(track ? 8 : 1)), track);
        EXPECT_EQ(net.host.has_vip(), !track);
        net.host.netns().up("eth1");
        EXPECT_TRUE(net.host.becomes("MASTER"));
        EXPECT_TRUE(wait_until([&] { return net.host.netns().has(kElsewhere); }));
    }
}

TEST_F(Addresses, change_their_label_in_a_reload_and_nobody_is_blamed) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of("10.1.0.100/24 dev eth1 label eth1:a"));
    ASSERT_TRUE(net.reload(TwoInterfaces::config("10.1.0.100/24 dev eth1 label eth1:b")));
    const auto label = [&] { return net.shown(kElsewhere, "eth1").value("label", ""); };
    EXPECT_TRUE(wait_until([&] { return label() == "eth1:b"; })) << label();
    EXPECT_EQ(net.host.log().find("removed by somebody else"), std::string::npos) << net.host.log();
    EXPECT_EQ(net.host.state(), "MASTER");
    net.host.netns().ip("addr del 10.1.0.100/24 dev eth1");
    EXPECT_TRUE(wait_until([&] { return label() == "eth1:b"; }));
    EXPECT_NE(net.host.log().find("removed by somebody else"), std::string::npos);
}

TEST_F(Addresses, with_a_peer_go_when_the_mastership_ends) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of("10.1.0.100 peer 10.2.0.1/30 dev eth1"));
    ASSERT_TRUE(wait_until([&] { return !net.shown(kElsewhere, "eth1").is_null(); }));
    EXPECT_EQ(net.shown(kElsewhere, "eth1")["address"], "10.2.0.1");
    EXPECT_EQ(net.shown(kElsewhere, "eth1")["prefixlen"], 30);
    net.host.daemon().terminate();
    ASSERT_TRUE(net.host.daemon().wait());
    EXPECT_FALSE(net.host.netns().has(kElsewhere));
}

TEST_F(Addresses, that_are_static_are_there_whoever_is_master) {
    TwoInterfaces net;
    const auto at = [](const char* address) {
        return std::string("static_ipaddress {\n    ") + address + "/24 dev eth1 label eth1:s\n}\n";
    };
    const auto backup = Instance{.advert_int = "20"}.text();
    net.host.run_xvrrpd(at("10.1.0.100") + backup);
    EXPECT_TRUE(wait_until([&] { return net.host.netns().has(kElsewhere); }));
    EXPECT_EQ(net.host.state(), "BACKUP");
    EXPECT_EQ(net.shown(kElsewhere, "eth1")["label"], "eth1:s");

    net.host.netns().ip("addr del 10.1.0.100/24 dev eth1");
    EXPECT_TRUE(wait_until([&] { return net.host.netns().has(kElsewhere); }));

    ASSERT_TRUE(net.reload(at("10.1.0.101") + backup));
    const auto next = core::IpAddress::v4(10, 1, 0, 101);
    EXPECT_TRUE(wait_until([&] { return net.host.netns().has(next) && !net.host.netns().has(kElsewhere); }));

    net.host.daemon().terminate();
    ASSERT_TRUE(net.host.daemon().wait());
    EXPECT_FALSE(net.host.netns().has(next));
}

TEST_F(Addresses, on_an_interface_that_is_not_there_are_refused) {
    TwoInterfaces net;
    net.host.write_config(TwoInterfaces::config("10.1.0.100/24 dev eth9"));
    Process refused(net.host.xvrrpd_command(), net.host.netns().path());
    EXPECT_EQ(refused.wait(), 2);
    EXPECT_NE(refused.output().find("start (VI_1): interface eth9 does not exist"), std::string::npos)
        << refused.output();
}

} // namespace xvrrp::test
