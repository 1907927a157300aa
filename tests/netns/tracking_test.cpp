// SPDX-License-Identifier: GPL-2.0-or-later
// Interfaces that decide beside the instance's own, and sync groups, with two routers.
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <cstdio>

namespace xvrrp::test {

namespace {

class Tracking : public RootTest {};

class SyncGroup : public RootTest {};

const auto kSecond = core::IpAddress::v4(10, 1, 0, 100);

std::string tracking(const std::string& lines) {
    return "    track_interface {\n        " + lines + "\n    }\n";
}

// Two routers, the first of which is better and has an uplink.
struct WithUplink {
    Lan uplink{"uplink"};
    TwoRouters net{};

    WithUplink() { uplink.plug(net.a.netns(), "eth1"); }

    ::testing::AssertionResult elect(const std::string& line) {
        return net.elect({.priority = 110, .more = tracking(line)}, {.priority = 100});
    }
};

// Two routers on two LANs, each with an instance on either.
struct TwoLans {
    Lan first{"first"};
    Lan second{"second"};
    VrrpHost a{first, "a", "192.168.1.1/24"};
    VrrpHost b{first, "b", "192.168.1.2/24"};

    TwoLans() {
        plug(a, 1);
        plug(b, 2);
    }

    void plug(VrrpHost& host, int number) {
        second.plug(host.netns(), "eth1");
        host.netns().ip("addr add 10.1.0." + std::to_string(number) + "/24 dev eth1");
    }

    static std::string config(int priority) {
        auto other = Instance{.priority = priority, .interface = "eth1", .addresses = "10.1.0.100/24"}.text();
        other.replace(other.find("VI_1"), 4, "VI_2");
        return "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n}\n" +
               Instance{.priority = priority}.text() + other;
    }

    static bool has_both(const VrrpHost& host) { return host.has_vip() && host.netns().has(kSecond); }

    static bool has_none(const VrrpHost& host) { return !host.has_vip() && !host.netns().has(kSecond); }
};

} // namespace

TEST_F(Tracking, an_interface_without_a_weight_moves_the_address_while_it_is_down) {
    WithUplink routers;
    auto& net = routers.net;
    ASSERT_TRUE(routers.elect("eth1"));
    net.a.netns().down("eth1");
    EXPECT_TRUE(wait_until([&] { return net.b.has_vip() && !net.a.has_vip(); }));
    EXPECT_EQ(net.a.state(), "FAULT");
    EXPECT_EQ(net.a.instance()["fault_reasons"][0], "interface eth1 is down or has no carrier");
    net.a.netns().up("eth1");
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Tracking, an_interface_with_a_weight_moves_the_address_and_tells_the_sum) {
    WithUplink routers;
    auto& net = routers.net;
    ASSERT_TRUE(routers.elect("eth1 weight -20"));
    net.a.netns().down("eth1");
    EXPECT_TRUE(leads(net.b, net.a)) << "the loser is a BACKUP, and in no FAULT";
    const auto priority = net.a.instance()["priority"];
    EXPECT_EQ(priority["effective"], 90);
    EXPECT_EQ(priority["terms"][0]["points"], -20);
    EXPECT_NE(net.a.log().find("(VI_1) Changing effective priority from 110 to 90"), std::string::npos)
        << net.a.log();
    net.a.netns().up("eth1");
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Tracking, an_interface_that_a_weight_does_not_let_win_changes_nothing_but_the_priority) {
    WithUplink routers;
    auto& net = routers.net;
    ASSERT_TRUE(routers.elect("eth1 weight -5"));
    net.a.netns().down("eth1");
    EXPECT_TRUE(net.wire.wait_for([&](const Frame& frame) {
        const auto advert = read_advert(frame);
        return advert && advert->advert.priority == 105;
    }));
    EXPECT_EQ(net.b.instance()["counters"]["master-transitions"], 0);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(Tracking, a_file_whose_number_changes_moves_the_address_also_by_a_rename) {
    TwoRouters net;
    const TemporaryDirectory files("files");
    const auto path = files.path() + "/load";
    const auto with_file =
        "vrrp_track_file load {\n    file " + path + "\n}\n" +
        Instance{.priority = 110, .more = "    track_file {\n        load weight -1\n    }\n"}.text();
    net.a.run_xvrrpd(with_file);
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << "a file that is not there counts as 0";
    files.write("load", "20\n");
    EXPECT_TRUE(leads(net.b, net.a));
    EXPECT_EQ(net.a.instance()["priority"]["terms"][0]["reason"], "file " + path + " holds 20");
    files.write("new", "5\n");
    ASSERT_EQ(std::rename((files.path() + "/new").c_str(), path.c_str()), 0);
    EXPECT_TRUE(leads(net.a, net.b));
}

TEST_F(SyncGroup, moves_all_of_its_addresses_when_one_link_goes_and_back) {
    TwoLans net;
    net.a.run_xvrrpd(TwoLans::config(110));
    net.b.run_xvrrpd(TwoLans::config(100));
    ASSERT_TRUE(wait_until([&] { return TwoLans::has_both(net.a) && TwoLans::has_none(net.b); }))
        << net.a.log();
    net.a.netns().down("eth1");
    EXPECT_TRUE(wait_until([&] { return TwoLans::has_both(net.b) && TwoLans::has_none(net.a); }))
        << net.b.log();
    EXPECT_NE(net.a.log().find("VI_2 of sync group G is in FAULT"), std::string::npos) << net.a.log();
    net.a.netns().up("eth1");
    EXPECT_TRUE(wait_until([&] { return TwoLans::has_both(net.a) && TwoLans::has_none(net.b); }))
        << net.a.log();
}

TEST_F(SyncGroup, moves_between_xvrrpd_and_keepalived_in_both_directions) {
    TwoLans net;
    net.a.run_xvrrpd(TwoLans::config(110));
    net.b.run_keepalived(TwoLans::config(100));
    ASSERT_TRUE(wait_until([&] { return TwoLans::has_both(net.a) && TwoLans::has_none(net.b); }))
        << net.b.log();
    net.a.netns().down("eth1");
    EXPECT_TRUE(wait_until([&] { return TwoLans::has_both(net.b) && TwoLans::has_none(net.a); }))
        << net.b.log();
    net.a.netns().up("eth1");
    EXPECT_TRUE(wait_until([&] { return TwoLans::has_both(net.a) && TwoLans::has_none(net.b); }))
        << net.b.log();
    net.a.daemon().terminate();
    EXPECT_TRUE(wait_until([&] { return TwoLans::has_both(net.b) && TwoLans::has_none(net.a); }))
        << net.b.log();
}

} // namespace xvrrp::test
