// SPDX-License-Identifier: GPL-2.0-or-later
// Interfaces and addresses that come late, go, change their names, or also belong to others.
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Interfaces : public RootTest {};

const std::string kDynamic = "global_defs {\n    dynamic_interfaces\n}\n";

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

void rename(const NetNs& netns, const std::string& from, const std::string& to) {
    netns.down(from);
    netns.ip("link set " + from + " name " + to);
    netns.up(to);
}

// Only b hears on that wire, so it would be MASTER soon.
testing::AssertionResult stays_backup(TwoRouters& net) {
    net.wire.clear();
    if (!wait_until([&] { return adverts(net.wire.frames(), net.a.address()).size() > 10; }))
        return testing::AssertionFailure() << net.a.log();
    return leads(net.a, net.b);
}

} // namespace

TEST_F(Interfaces, that_come_later_are_a_fault_until_then) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(kDynamic + Instance{.interface = "lan0"}.text());
    EXPECT_TRUE(a.daemon().says("(VI_1) Entering FAULT STATE (interface lan0 does not exist)")) << a.log();
    EXPECT_EQ(a.instance()["fault_reasons"], nlohmann::json{"interface lan0 does not exist"});
    lan.plug(a.netns(), "lan0");
    EXPECT_TRUE(a.daemon().says("(VI_1) FAULT STATE goes on (no address of this family on the interface)"))
        << a.log();
    a.netns().ip("addr add 192.168.1.9/24 dev lan0");
    EXPECT_TRUE(a.daemon().says("(VI_1) Entering BACKUP STATE (the fault is gone, it was: no address"))
        << a.log();
    EXPECT_TRUE(a.becomes("MASTER"));
}

TEST_F(Interfaces, of_addresses_that_come_later_are_a_fault_until_then) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    const auto config =
        kDynamic + Instance{.addresses = "192.168.1.100/24\n        192.168.1.101/24 dev lan0"}.text();
    a.run_xvrrpd(config);
    EXPECT_TRUE(
        a.daemon().says("(VI_1) Entering FAULT STATE (the interface of an address does not exist: lan0)"))
        << a.log();
    EXPECT_EQ(a.instance()["fault_reasons"],
              nlohmann::json{"the interface of an address does not exist: lan0"});
    lan.plug(a.netns(), "lan0");
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
    EXPECT_TRUE(wait_until([&] { return a.netns().has(core::IpAddress::v4(192, 168, 1, 101)); }));
}

TEST_F(Interfaces, of_addresses_that_a_reload_names_and_nobody_has_are_a_fault) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(kDynamic + Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    a.write_config(kDynamic +
                   Instance{.addresses = "192.168.1.100/24\n        192.168.1.101/24 dev lan0"}.text());
    EXPECT_EQ(a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(a.becomes("FAULT")) << a.log();
    EXPECT_TRUE(wait_until([&] { return !a.has_vip(); }));
    a.write_config(kDynamic + Instance{}.text());
    EXPECT_EQ(a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
}

TEST_F(Interfaces, may_be_missing_at_a_reload_only_where_they_are_dynamic) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    const auto other = Instance{.priority = 100, .interface = "lan0"}.text();
    net.a.write_config(other);
    EXPECT_NE(net.a.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(leads(net.a, net.b));
    net.a.write_config(kDynamic + other);
    EXPECT_EQ(net.a.xvrrpctl("reload").status, 0) << net.a.log();
    EXPECT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(net.b.becomes("MASTER"));
}

TEST_F(Interfaces, that_are_renamed_are_gone_until_they_have_their_name_again) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    rename(net.b.netns(), "eth0", "away0");
    EXPECT_TRUE(net.b.daemon().says("FAULT STATE goes on (interface eth0 does not exist)")) << net.b.log();
    rename(net.b.netns(), "away0", "eth0");
    ASSERT_TRUE(net.b.becomes("BACKUP")) << net.b.log();
    EXPECT_TRUE(stays_backup(net)) << net.b.log();
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
}

TEST_F(Interfaces, that_get_the_name_of_another_one_are_served) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.lan.plug(net.b.netns(), "spare0");
    net.b.netns().ip("addr add 192.168.1.22/24 dev spare0");
    rename(net.b.netns(), "eth0", "away0");
    rename(net.b.netns(), "spare0", "eth0");
    ASSERT_TRUE(net.b.becomes("BACKUP")) << net.b.log();
    EXPECT_TRUE(stays_backup(net)) << net.b.log();
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
}

// A deaf router would elect itself beside a healthy master.
TEST_F(Interfaces, on_which_adverts_cannot_be_received_are_a_fault_until_they_can) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}, {"--datapath", "eth0=native"}));
    const auto links = nlohmann::json::parse(net.a.netns().must("ip -j -d link show eth0"));
    const auto program = links[0]["xdp"]["prog"]["id"].dump();
    net.b.netns().ip("link del eth0");
    ASSERT_TRUE(net.b.becomes("FAULT"));
    net.lan.plug(net.b.netns(), "spare0");
    net.b.netns().must("bpftool net attach xdp id " + program + " dev spare0");
    net.b.netns().ip("addr add 192.168.1.2/24 dev spare0");
    rename(net.b.netns(), "spare0", "eth0");
    EXPECT_TRUE(net.b.daemon().says("adverts cannot be received on eth0: ")) << net.b.log();
    EXPECT_TRUE(wait_until([&] { return net.b.instance()["reason"] == "cannot_receive"; })) << net.b.log();
    net.b.netns().must("bpftool net detach xdp dev eth0");
    ASSERT_TRUE(net.b.becomes("BACKUP")) << net.b.log();
    EXPECT_TRUE(stays_backup(net)) << net.b.log();
    EXPECT_EQ(count(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
}

TEST_F(Interfaces, whose_first_address_is_the_virtual_one_have_none_yet) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "");
    VrrpHost bystander(lan, "bystander", "192.168.1.3/24");
    Port wire(bystander.netns(), "eth0");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("FAULT"));
    a.netns().ip("addr add 192.168.1.100/32 dev eth0");
    EXPECT_FALSE(a.becomes("BACKUP", milliseconds(1500))) << a.log();
    EXPECT_EQ(a.instance()["reason"], "no_address");
    a.netns().ip("addr add 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
    EXPECT_TRUE(wire.wait_for(advert_from(*core::IpAddress::from_text("192.168.1.1"))));
    EXPECT_TRUE(adverts(wire.frames(), virtual_address()).empty());
}

TEST_F(Interfaces, whose_link_is_not_tracked_keep_their_master) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{.more = "    dont_track_primary\n"}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    lan.unplug(a.netns(), "eth0");
    EXPECT_FALSE(a.becomes("FAULT", milliseconds(1000)));
    EXPECT_TRUE(a.has_vip());
    lan.replug(a.netns(), "eth0");
    EXPECT_EQ(count(a.log(), "Entering"), 2U) << a.log();
}

TEST_F(Interfaces, that_lack_the_tracked_source_address_are_a_fault) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{.more = "    mcast_src_ip 192.168.1.7\n    track_src_ip\n"}.text());
    EXPECT_TRUE(
        a.daemon().says("(VI_1) Entering FAULT STATE (the source address 192.168.1.7 is not on eth0)"))
        << a.log();
    a.netns().ip("addr add 192.168.1.7/24 dev eth0");
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
}

TEST_F(Interfaces, with_ipv6_disabled_are_a_fault_of_an_ipv6_router) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.netns().must("sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1");
    a.run_xvrrpd(Instance{.addresses = "fe80::100/64"}.text());
    EXPECT_TRUE(a.daemon().says(
        "(VI_1) Entering FAULT STATE (IPv6 is disabled on eth0 (see its sysctl disable_ipv6))"))
        << a.log();
    a.netns().must("sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0");
    EXPECT_TRUE(a.becomes("MASTER")) << a.log();
}

TEST_F(Interfaces, whose_address_is_removed_again_and_again_get_it_back_less_often) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "192.168.1.1/24");
    a.run_xvrrpd(Instance{}.text());
    ASSERT_TRUE(a.becomes("MASTER"));
    for (int i = 0; i < 6; ++i) {
        ASSERT_TRUE(wait_until([&] { return a.has_vip(); }, seconds(2))) << a.log();
        a.netns().ip("addr del 192.168.1.100/24 dev eth0");
    }
    EXPECT_TRUE(a.daemon().says("(VI_1) 192.168.1.100/24 is removed again and again")) << a.log();
    EXPECT_FALSE(wait_until([&] { return a.has_vip(); }, milliseconds(500))) << a.log();
    EXPECT_TRUE(wait_until([&] { return a.has_vip(); }, seconds(5))) << a.log();
    EXPECT_EQ(count(a.log(), "putting it back\n"), 5U) << a.log();
    EXPECT_EQ(a.state(), "MASTER");
}

} // namespace xvrrp::test
