// SPDX-License-Identifier: GPL-2.0-or-later
// Faults of the interface and its addresses: FAULT gives the reason, and ends by itself.
#include "support/vrrp_host.h"
#include "support/wire.h"

namespace xvrrp::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Fault : public RootTest {};

std::string in_fault(std::string_view reason) {
    return "(VI_1) Entering FAULT STATE (" + std::string(reason) + ")";
}

nlohmann::json faults(const VrrpHost& host) {
    return host.instance()["fault_reasons"];
}

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_F(Fault, takes_the_address_down_with_the_interface) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.a.netns().down("eth0");
    ASSERT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(net.a.daemon().says(in_fault("the interface is down or has no carrier"))) << net.a.log();
    EXPECT_EQ(faults(net.a), nlohmann::json{"the interface is down or has no carrier"});
    EXPECT_EQ(net.a.instance()["reason"], "interface_down");
    EXPECT_FALSE(net.a.has_vip());
    EXPECT_TRUE(net.b.becomes("MASTER"));

    net.a.netns().up("eth0");
    EXPECT_TRUE(net.a.daemon().says("(VI_1) Entering BACKUP STATE (the fault is gone, it was: the interface "
                                    "is down or has no carrier)"))
        << net.a.log();
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(faults(net.a), nlohmann::json::array());
}

TEST_F(Fault, sees_that_the_cable_is_out) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.lan.unplug(net.a.netns(), "eth0");
    EXPECT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_FALSE(net.a.has_vip());
    net.lan.replug(net.a.netns(), "eth0");
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Fault, waits_for_an_address_on_the_interface) {
    Lan lan("lan");
    VrrpHost a(lan, "a", "");
    a.run_xvrrpd(Instance{}.text());
    EXPECT_EQ(a.state(), "FAULT");
    EXPECT_TRUE(a.daemon().says(in_fault("no address of this family on the interface"))) << a.log();
    EXPECT_EQ(faults(a), nlohmann::json{"no address of this family on the interface"});
    EXPECT_EQ(a.instance()["reason"], "no_address");
    a.netns().ip("addr add 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(a.becomes("BACKUP"));
    EXPECT_TRUE(a.becomes("MASTER"));
    EXPECT_EQ(faults(a), nlohmann::json::array());
}

// The kernel removes the secondary addresses together with the primary one.
TEST_F(Fault, keeps_no_virtual_address_when_the_real_one_is_removed) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.a.netns().ip("addr del 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(net.a.becomes("FAULT"));
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return !net.a.has_vip(); })) << net.a.log();
    net.a.netns().ip("addr add 192.168.1.1/24 dev eth0");
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Fault, puts_back_an_address_that_somebody_removed) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    for (int i = 0; i < 3; ++i) {
        net.a.netns().ip("addr del 192.168.1.100/24 dev eth0");
        EXPECT_TRUE(wait_until([&] { return net.a.has_vip(); }, seconds(1))) << net.a.log();
    }
    EXPECT_TRUE(net.a.daemon().says("(VI_1) 192.168.1.100/24 was removed by somebody else, putting it back"))
        << net.a.log();
    EXPECT_TRUE(leads(net.a, net.b));
    EXPECT_EQ(occurrences(net.a.log(), "Entering MASTER STATE"), 1U) << net.a.log();
    EXPECT_EQ(occurrences(net.b.log(), "Entering MASTER STATE"), 0U) << net.b.log();
}

TEST_F(Fault, survives_the_interface_itself) {
    TwoRouters net;
    ASSERT_TRUE(net.elect({.priority = 100}, {.priority = 90}));
    net.b.netns().ip("link del eth0");
    ASSERT_TRUE(net.b.becomes("FAULT"));
    EXPECT_TRUE(wait_until([&] { return net.b.instance()["reason"] == "interface_missing"; }));
    EXPECT_EQ(faults(net.b), nlohmann::json{"interface eth0 does not exist"});
    net.lan.plug(net.b.netns(), "eth0");
    net.b.netns().ip("addr add 192.168.1.2/24 dev eth0");
    ASSERT_TRUE(net.b.becomes("BACKUP"));
    // It hears adverts on the new interface, otherwise it would be MASTER by now.
    net.wire.clear();
    ASSERT_TRUE(wait_until([&] { return adverts(net.wire.frames(), net.a.address()).size() > 10; }));
    EXPECT_TRUE(leads(net.a, net.b));
    net.a.daemon().kill();
    EXPECT_TRUE(net.b.becomes("MASTER"));
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip(); }));
}

} // namespace xvrrp::test
