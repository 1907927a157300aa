// SPDX-License-Identifier: GPL-2.0-or-later
// Routes and rules of a master and static ones, as ip(8) shows them.
#include "support/vrrp_host.h"

namespace xvrrp::test {

namespace {

class Routing : public RootTest {};

struct TwoInterfaces {
    Lan lan{"lan"};
    Lan other{"other"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};

    TwoInterfaces() {
        other.plug(host.netns(), "eth1");
        host.netns().ip("addr add 10.1.0.1/24 dev eth1");
    }

    static std::string config(const std::string& routes, const std::string& rules = "",
                              const std::string& advert_int = "0.2") {
        std::string more = "    virtual_routes {\n" + routes + "\n    }\n";
        if (!rules.empty())
            more += "    virtual_rules {\n" + rules + "\n    }\n";
        return Instance{.advert_int = advert_int, .more = more}.text();
    }

    bool master_of(const std::string& text) {
        host.run_xvrrpd(text);
        return host.becomes("MASTER");
    }

    bool reload(const std::string& text) const {
        host.write_config(text);
        return host.xvrrpctl("reload").status == 0;
    }

    bool stop() {
        host.daemon().terminate();
        return host.daemon().wait().has_value();
    }

    std::string routes() const {
        return host.netns().must("ip route show table all; ip -6 route show table all");
    }

    // True if a line of ip(8) contains this.
    bool has(const std::string& text) const {
        return (routes() + host.netns().must("ip rule; ip -6 rule")).find(text) != std::string::npos;
    }

    bool soon(const std::string& text) const {
        return wait_until([&] { return has(text); });
    }

    bool gone_soon(const std::string& text) const {
        return wait_until([&] { return !has(text); });
    }

    bool logged(const std::string& text) const {
        return wait_until([&] { return host.log().find(text) != std::string::npos; });
    }
};

const std::string kRoute = "203.0.113.0/24 via 192.168.1.9 dev eth0";

} // namespace

TEST_F(Routing, is_there_with_the_mastership_and_goes_with_it) {
    TwoInterfaces net;
    const auto text = TwoInterfaces::config(
        "198.51.100.0/24 dev eth1 scope link\n203.0.113.0/24 via 198.51.100.9 dev eth1\n"
        "192.0.2.0/24 dev eth0 src 192.168.1.100",
        "from 192.168.1.100 table 100 priority 1000");
    ASSERT_TRUE(net.master_of(text));
    EXPECT_TRUE(net.soon("203.0.113.0/24 via 198.51.100.9 dev eth1 proto keepalived"));
    EXPECT_TRUE(net.soon("192.0.2.0/24 dev eth0 proto keepalived src 192.168.1.100"));
    EXPECT_TRUE(net.soon("1000:\tfrom 192.168.1.100 lookup 100 proto keepalived"));
    EXPECT_EQ(net.host.instance()["routes"][1], "203.0.113.0/24 via 198.51.100.9 dev eth1");
    EXPECT_EQ(net.host.instance()["rules"][0], "from 192.168.1.100/32 table 100 priority 1000");
    ASSERT_TRUE(net.stop());
    EXPECT_FALSE(net.has("keepalived")) << net.routes();
    EXPECT_EQ(net.host.log().find("error"), std::string::npos) << net.host.log();
}

TEST_F(Routing, is_not_there_in_a_backup_of_a_better_master_which_takes_away_what_a_crash_left) {
    TwoInterfaces net;
    VrrpHost better(net.lan, "b", "192.168.1.2/24");
    better.run_xvrrpd(Instance{.priority = 200, .advert_int = "0.2"}.text());
    ASSERT_TRUE(better.becomes("MASTER"));
    net.host.netns().ip("route add 203.0.113.0/24 via 192.168.1.9 dev eth0 proto keepalived");
    net.host.netns().ip("route add 192.0.2.0/24 dev eth0 proto keepalived");
    net.host.netns().ip("rule add from 192.168.1.100 table 100 priority 1000 proto keepalived");
    net.host.run_xvrrpd(TwoInterfaces::config(kRoute, "from 192.168.1.100 table 100 priority 1000"));
    EXPECT_TRUE(net.gone_soon("203.0.113.0/24"));
    EXPECT_TRUE(net.gone_soon("1000:"));
    EXPECT_EQ(net.host.state(), "BACKUP");
    EXPECT_TRUE(net.has("192.0.2.0/24")); // a route of somebody else
}

TEST_F(Routing, that_somebody_removes_is_put_back_unless_it_is_not_tracked) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of(
        TwoInterfaces::config(kRoute + "\n192.0.2.0/24 dev eth0 no_track\n" + "2001:db8:1::/48 dev eth1",
                              "from 10.9.0.0/16 table 100 priority 1000")));
    ASSERT_TRUE(net.soon("1000:"));
    net.host.netns().ip("route del 203.0.113.0/24");
    EXPECT_TRUE(
        net.logged("(VI_1) route 203.0.113.0/24 via 192.168.1.9 dev eth0 was removed by somebody else"));
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    net.host.netns().ip("-6 route del 2001:db8:1::/48");
    EXPECT_TRUE(net.logged("(VI_1) route 2001:db8:1::/48 dev eth1 was removed by somebody else"));
    EXPECT_TRUE(net.soon("2001:db8:1::/48"));
    net.host.netns().ip("rule del priority 1000");
    EXPECT_TRUE(net.logged("(VI_1) rule of priority 1000 was removed by somebody else"));
    EXPECT_TRUE(net.soon("1000:"));

    net.host.netns().ip("route del 192.0.2.0/24");
    net.host.netns().ip("route del 203.0.113.0/24"); // the kernel reports it after the one before
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    EXPECT_FALSE(net.has("192.0.2.0/24"));
    EXPECT_EQ(net.host.counter("master-transitions"), 1U);
}

TEST_F(Routing, that_is_fought_over_is_put_back_after_pauses) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of(TwoInterfaces::config(kRoute)));
    for (int i = 0; i < 6; ++i) {
        ASSERT_TRUE(net.soon("203.0.113.0/24"));
        net.host.netns().ip("route del 203.0.113.0/24");
    }
    EXPECT_TRUE(net.logged("is removed again and again, so it is put back after growing pauses"));
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    EXPECT_EQ(net.host.state(), "MASTER");
}

// The kernel does not report these: when a preferred source goes, its IPv4 routes go with it.
TEST_F(Routing, that_went_with_an_address_comes_back_with_it) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of(TwoInterfaces::config("192.0.2.0/24 dev eth0 src 192.168.1.100")));
    ASSERT_TRUE(net.soon("192.0.2.0/24"));
    net.host.netns().ip("addr del 192.168.1.100/24 dev eth0");
    EXPECT_TRUE(net.logged("192.168.1.100/24 was removed by somebody else"));
    EXPECT_TRUE(net.soon("192.0.2.0/24 dev eth0 proto keepalived src 192.168.1.100"));
    EXPECT_EQ(net.host.log().find("route 192.0.2.0/24"), std::string::npos) << net.host.log();
}

TEST_F(Routing, that_went_with_its_interface_comes_back_with_it_and_is_a_fault_if_tracked) {
    for (const bool track : {true, false}) {
        TwoInterfaces net;
        const std::string no_track = track ? "" : " no_track";
        ASSERT_TRUE(net.master_of(TwoInterfaces::config("192.0.2.0/24 via 10.1.0.9 dev eth1" + no_track +
                                                        "\n2001:db8:1::/48 dev eth1" + no_track)));
        ASSERT_TRUE(net.soon("192.0.2.0/24"));
        net.host.netns().down("eth1");
        EXPECT_EQ(net.host.becomes("FAULT", std::chrono::seconds(track ? 8 : 1)), track);
        EXPECT_TRUE(net.gone_soon("192.0.2.0/24"));
        net.host.netns().up("eth1");
        EXPECT_TRUE(net.host.becomes("MASTER"));
        EXPECT_TRUE(net.soon("192.0.2.0/24"));
        EXPECT_TRUE(net.soon("2001:db8:1::/48"));
        EXPECT_EQ(net.host.log().find("somebody else"), std::string::npos) << net.host.log();
    }
}

TEST_F(Routing, that_does_not_change_is_not_touched_by_a_reload) {
    TwoInterfaces net;
    const std::string kept = kRoute + "\n2001:db8:1::/48 dev eth1\n";
    ASSERT_TRUE(
        net.master_of(TwoInterfaces::config(kept + "192.0.2.0/24 dev eth0", "table 100 priority 1000")));
    ASSERT_TRUE(net.soon("1000:"));
    Process monitor({"ip", "-o", "monitor", "route", "rule"}, net.host.netns().path());
    const auto next = TwoInterfaces::config(kept + "192.0.2.0/24 dev eth0 mtu 1400\n2001:db8:2::/48 dev eth1",
                                            "table 101 priority 1000");
    net.host.write_config(next);
    EXPECT_NE(net.host.xvrrpctl("diff " + net.host.config_file())
                  .output.find("virtual_routes: - 192.0.2.0/24 dev eth0"),
              std::string::npos);
    ASSERT_TRUE(net.reload(next));
    EXPECT_TRUE(net.soon("192.0.2.0/24 dev eth0 proto keepalived mtu 1400"));
    EXPECT_TRUE(net.soon("2001:db8:2::/48"));
    EXPECT_TRUE(net.soon("lookup 101"));
    EXPECT_TRUE(net.gone_soon("lookup 100"));
    const auto told = [&] { return monitor.output(); };
    EXPECT_TRUE(wait_until([&] { return told().find("Deleted 192.0.2.0/24") != std::string::npos; }))
        << told();
    EXPECT_LT(told().find("mtu 1400"),
              told().find("Deleted 192.0.2.0/24")); // the new route is there before the old one goes
    EXPECT_EQ(told().find("203.0.113.0"), std::string::npos) << told();
    EXPECT_EQ(told().find("2001:db8:1::"), std::string::npos) << told();
    monitor.terminate();
    EXPECT_EQ(net.host.log().find("somebody else"), std::string::npos) << net.host.log();
    EXPECT_EQ(net.host.counter("master-transitions"), 1U);
}

TEST_F(Routing, changes_what_the_kernel_takes_for_the_same_route) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of(TwoInterfaces::config("2001:db8:1::/48 dev eth1")));
    ASSERT_TRUE(net.soon("2001:db8:1::/48"));
    ASSERT_TRUE(net.reload(TwoInterfaces::config("2001:db8:1::/48 dev eth1 mtu 1400")));
    EXPECT_TRUE(net.soon("2001:db8:1::/48 dev eth1 proto keepalived metric 1024 mtu 1400"));
    ASSERT_TRUE(net.reload(TwoInterfaces::config("2001:db8:1::/48 dev eth1 mtu 1400 no_track")));
    EXPECT_TRUE(net.has("2001:db8:1::/48 dev eth1 proto keepalived metric 1024 mtu 1400"));
}

TEST_F(Routing, that_is_static_is_there_whoever_is_master) {
    TwoInterfaces net;
    const auto with = [](const std::string& route) {
        return "static_routes {\n    " + route + "\n}\nstatic_rules {\n    table 100 priority 1000\n}\n" +
               Instance{.advert_int = "20"}.text();
    };
    net.host.run_xvrrpd(with(kRoute));
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    EXPECT_TRUE(net.soon("1000:"));
    EXPECT_EQ(net.host.state(), "BACKUP");
    net.host.netns().ip("route del 203.0.113.0/24");
    EXPECT_TRUE(net.logged("static route 203.0.113.0/24"));
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    ASSERT_TRUE(net.reload(with("192.0.2.0/24 dev eth1")));
    EXPECT_TRUE(net.soon("192.0.2.0/24"));
    EXPECT_TRUE(net.gone_soon("203.0.113.0/24"));
    EXPECT_NE(net.host.xvrrpctl("config show").output.find("192.0.2.0/24 dev eth1"), std::string::npos);
    ASSERT_TRUE(net.stop());
    EXPECT_FALSE(net.has("keepalived")) << net.routes();
}

TEST_F(Routing, of_a_track_group_is_a_fault_of_its_members_without_its_interface) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of("track_group G {\n    group {\n        VI_1\n    }\n}\n"
                              "static_routes {\n    192.0.2.0/24 dev eth1 track_group G\n}\n" +
                              Instance{}.text()));
    net.host.netns().down("eth1");
    EXPECT_TRUE(net.host.becomes("FAULT"));
    EXPECT_TRUE(net.logged("the interface of a route or rule is down or has no carrier: eth1"));
    net.host.netns().up("eth1");
    EXPECT_TRUE(net.host.becomes("MASTER"));
    EXPECT_TRUE(net.soon("192.0.2.0/24"));
}

TEST_F(Routing, that_the_kernel_refuses_is_told_once_and_no_fault) {
    TwoInterfaces net;
    ASSERT_TRUE(net.master_of(TwoInterfaces::config("192.0.2.0/24 via 198.51.100.9 dev eth0\n" + kRoute)));
    EXPECT_TRUE(net.logged("add the route 192.0.2.0/24 via 198.51.100.9 dev eth0: "));
    EXPECT_TRUE(net.soon("203.0.113.0/24"));
    net.host.netns().ip("addr add 198.51.100.1/24 dev eth0");
    EXPECT_TRUE(net.soon("192.0.2.0/24 via 198.51.100.9"));
    EXPECT_EQ(net.host.state(), "MASTER");
}

TEST_F(Routing, on_an_interface_that_is_not_there_is_refused) {
    TwoInterfaces net;
    net.host.write_config(TwoInterfaces::config("192.0.2.0/24 dev eth9"));
    Process refused(net.host.xvrrpd_command(), net.host.netns().path());
    EXPECT_EQ(refused.wait(), 2);
    EXPECT_NE(refused.output().find("start (VI_1): interface eth9 does not exist"), std::string::npos);
}

} // namespace xvrrp::test
