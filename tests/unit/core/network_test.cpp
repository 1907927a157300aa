// SPDX-License-Identifier: GPL-2.0-or-later
// The order of the operations of one plan.
#include "core/net/network.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Done = std::vector<std::string>;

constexpr std::size_t kAll = 1000;
const PlacedAddress kAddress{{2}, {ip("192.0.2.100"), 24}};
const PlacedAddress kReal{{2}, {ip("192.0.2.1"), 24}};
const MadeLink kMacvlan{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)};

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

Link link(const std::string& name, int index) {
    Link out;
    out.index = {index};
    out.name = name;
    out.up = out.enabled = true;
    return out;
}

Link macvlan(bool enabled) {
    auto out = link("vrrp.51", 5);
    out.kind = "macvlan";
    out.mac = kMacvlan.mac;
    out.parent = {2};
    out.enabled = out.up = enabled;
    return out;
}

VirtualRoute route(const std::string& dev = "eth0") {
    VirtualRoute out;
    out.route.destination = {ip("203.0.113.0"), 24};
    NextHop hop;
    hop.interface = dev;
    out.route.hops = {hop};
    return out;
}

VirtualAddress on(const std::string& interface) {
    return {ip("198.51.100.1"), 24, interface};
}

Hold wants(std::vector<PlacedAddress> addresses, bool wanted = true) {
    Hold held;
    held.name = "VI_1";
    held.wanted = wanted;
    held.addresses = std::move(addresses);
    held.routes = {route()};
    return held;
}

std::string text(const AddressOperation& operation) {
    return (operation.kind == AddressOperation::Kind::Add ? "+" : "-") + operation.target.address.text();
}

std::string text(const RoutingOperation& operation) {
    return (operation.kind == RoutingOperation::Kind::Add ? "+" : "-") + name(operation.target);
}

std::string text(const LinkOperation& operation) {
    constexpr const char* kWords[] = {"create ", "join ", "raise ", "remove "};
    return kWords[static_cast<std::size_t>(operation.kind)] + operation.target.name;
}

std::string text(const SettingOperation& operation) {
    return (operation.kind == SettingOperation::Kind::Set ? "set " : "give back ") + operation.target.key;
}

std::string text(const FirewallOperation& operation) {
    return "guard " + std::to_string(operation.guarded.size());
}

struct NetworkTest : testing::Test {
    Network network;
    std::set<std::string> refuses{};
    TimePoint now = at(0s);

    NetworkTest() {
        network.hold_static({});
        see(link("eth0", 2));
        settle();
    }

    void see(const Link& link) { network.observe(link, false, now); }

    Done slice(std::size_t most = kAll) {
        const auto plan = network.plan(most);
        Done done;
        std::vector<FailedOperation> failed;
        for (const auto& each : plan.operations) {
            const auto what = std::visit([](const auto& one) { return text(one); }, each);
            if (refuses.contains(what))
                failed.push_back({each, Error{what, "refused", "", 1}});
            else
                done.push_back(what);
        }
        network.applied(plan, failed, now);
        return done;
    }

    Done settle(std::size_t most = kAll) {
        Done done;
        while (network.pending()) {
            for (auto& each : slice(most))
                done.push_back(std::move(each));
        }
        return done;
    }
};

const std::string kRoute = "route 203.0.113.0/24 dev eth0";
const std::string kPromote = "ipv4/conf/eth0/promote_secondaries";

TEST_F(NetworkTest, has_addresses_before_the_routes_and_removes_the_routes_before_the_addresses) {
    network.hold(wants({kAddress}));
    EXPECT_EQ(settle(), (Done{"+192.0.2.100/24", "+" + kRoute}));
    network.hold(wants({kAddress}, false));
    EXPECT_EQ(settle(), (Done{"-" + kRoute, "-192.0.2.100/24"}));
}

TEST_F(NetworkTest, keeps_that_order_also_when_there_is_more_than_one_slice_of_each) {
    std::vector<PlacedAddress> addresses;
    auto held = wants({});
    held.routes.clear();
    for (std::uint8_t i = 1; i <= 5; ++i) {
        held.addresses.push_back({{2}, {IpAddress::v4(10, 0, i, 1), 32}});
        held.rules.push_back({});
        held.rules.back().rule.priority = i;
    }
    network.hold(held);
    const auto is_address = [](const std::string& done) { return done.find("rule") == std::string::npos; };
    auto come = settle(2);
    EXPECT_EQ(come.size(), 10U);
    EXPECT_TRUE(std::ranges::is_partitioned(come, is_address));
    held.wanted = false;
    network.hold(held);
    auto go = settle(2);
    EXPECT_EQ(go.size(), 10U);
    EXPECT_TRUE(std::ranges::is_partitioned(go, [&](const auto& done) { return !is_address(done); }));
}

TEST_F(NetworkTest, protects_the_other_addresses_of_a_network_while_one_goes) {
    network.observe(kReal, false, now);
    network.hold(wants({kAddress}));
    settle();
    network.hold(wants({kAddress}, false));
    EXPECT_EQ(settle(), (Done{"-" + kRoute, "set " + kPromote, "-192.0.2.100/24", "give back " + kPromote}));
}

TEST_F(NetworkTest, puts_back_the_other_addresses_if_they_could_not_be_protected) {
    network.observe(kReal, false, now);
    network.hold(wants({kAddress}));
    settle();
    refuses = {"set " + kPromote};
    network.hold(wants({kAddress}, false));
    EXPECT_EQ(settle(), (Done{"-" + kRoute, "-192.0.2.100/24", "give back " + kPromote, "+192.0.2.1/24"}));
    EXPECT_EQ(network.take_news().errors, (Done{"set " + kPromote + ": refused"}));
}

TEST_F(NetworkTest, promotes_all_the_time_where_the_configuration_says_so) {
    Standing standing;
    standing.promoting = {"eth0", "eth1"};
    network.hold_static(standing);
    EXPECT_EQ(settle(), (Done{"set " + kPromote}));
    see(link("eth1", 3));
    EXPECT_EQ(settle(), (Done{"set ipv4/conf/eth1/promote_secondaries"}));
    network.observe(kReal, false, now);
    network.hold(wants({kAddress}));
    settle();
    network.hold(wants({kAddress}, false));
    EXPECT_EQ(settle(), (Done{"-" + kRoute, "-192.0.2.100/24"}));
    network.observe(link("eth1", 3), true, now);
    settle();
    see(link("eth1", 4));
    EXPECT_EQ(settle(), (Done{"set ipv4/conf/eth1/promote_secondaries"}));
    standing.promoting = {"eth1"};
    network.hold_static(standing);
    EXPECT_EQ(settle(), (Done{"give back " + kPromote}));
}

TEST_F(NetworkTest, keeps_igmp_quiet_as_long_as_that_is_wanted) {
    const std::string kReports = "ipv4/igmp_link_local_mcast_reports";
    network.quiet_igmp(true);
    EXPECT_EQ(settle(), (Done{"set " + kReports}));
    network.quiet_igmp(false);
    EXPECT_EQ(settle(), (Done{"give back " + kReports}));
    network.quiet_igmp(false);
    EXPECT_EQ(settle(), Done{});
}

TEST_F(NetworkTest, guards_an_address_before_it_comes_and_until_it_is_gone) {
    Standing standing;
    standing.guarded = {kAddress.address.address};
    network.hold_static(standing);
    network.hold(wants({kAddress}));
    EXPECT_EQ(settle(), (Done{"guard 1", "+192.0.2.100/24", "+" + kRoute}));
    network.hold_static({});
    network.hold(wants({kAddress}, false));
    EXPECT_EQ(settle(), (Done{"-" + kRoute, "-192.0.2.100/24", "guard 0"}));
}

TEST_F(NetworkTest, has_a_macvlan_and_its_settings_before_it_has_addresses_and_removes_it_after_them) {
    Standing standing;
    standing.links = {kMacvlan};
    standing.addresses = {on("vrrp.51")};
    standing.routes = {route("vrrp.51")};
    network.hold_static(standing);
    EXPECT_TRUE(network.is_preparing());
    EXPECT_EQ(settle(), (Done{"create vrrp.51"}));
    see(macvlan(false));
    const auto is_set = [](const std::string& done) { return done.starts_with("set "); };
    const auto up = settle();
    ASSERT_EQ(up.size(), 11U);
    EXPECT_TRUE(std::ranges::all_of(up.begin(), up.begin() + 9, is_set));
    EXPECT_EQ((Done{up[9], up[10]}), (Done{"+198.51.100.1/24", "raise vrrp.51"}));
    EXPECT_FALSE(network.is_preparing());
    see(macvlan(true));
    EXPECT_EQ(settle(), (Done{"+route 203.0.113.0/24 dev vrrp.51"}));
    network.hold_static({});
    const auto down = settle();
    EXPECT_EQ(down, (Done{"-route 203.0.113.0/24 dev vrrp.51", "-198.51.100.1/24", "remove vrrp.51",
                          "give back ipv4/conf/eth0/arp_ignore", "give back ipv4/conf/eth0/arp_filter",
                          "give back ipv4/conf/eth0/arp_announce"}));
}

TEST_F(NetworkTest, places_what_is_static_when_its_interface_comes) {
    Standing standing;
    standing.addresses = {on("eth1")};
    network.hold_static(standing);
    EXPECT_EQ(settle(), Done{});
    see(link("eth1", 3));
    EXPECT_EQ(settle(), (Done{"+198.51.100.1/24"}));
}

TEST_F(NetworkTest, removes_what_a_crash_left_behind_with_our_mark) {
    auto marked = kAddress;
    marked.marked = true;
    network.observe(marked, false, now);
    network.observe(kReal, false, now);
    Noted left;
    left.addresses = {{"eth0", kAddress.address}, {"eth0", kReal.address}, {"eth9", kReal.address}};
    network.inherit(left);
    EXPECT_EQ(settle(), (Done{"set " + kPromote, "-192.0.2.100/24", "give back " + kPromote}));
}

TEST_F(NetworkTest, removes_the_routes_and_rules_of_a_crash_before_the_addresses_that_they_need) {
    auto marked = kAddress;
    marked.marked = true;
    network.observe(marked, false, now);
    Noted left;
    left.addresses = {{"eth0", kAddress.address}};
    left.routing = {route().route, route("eth9").route, Rule{.priority = 5}};
    network.inherit(left);
    EXPECT_EQ(settle(), (Done{"-rule of priority 5", "-" + kRoute, "-192.0.2.100/24"}));
}

TEST_F(NetworkTest, keeps_a_route_of_a_crash_that_is_wanted_by_then) {
    Noted left;
    left.routing = {route().route};
    network.hold(wants({kAddress}));
    network.inherit(left);
    EXPECT_EQ(settle(), (Done{"+192.0.2.100/24", "+" + kRoute}));
}

TEST_F(NetworkTest, adds_a_route_again_that_went_unseen_with_an_address) {
    network.hold(wants({kAddress}));
    settle();
    network.observe(kAddress, true, now);
    EXPECT_EQ(settle(), (Done{"+192.0.2.100/24", "+" + kRoute}));
    network.observe_all({{link("eth0", 2)}, {kReal}});
    EXPECT_EQ(settle(), (Done{"+192.0.2.100/24", "+" + kRoute}));
    network.lose_sight_of_routing();
    EXPECT_EQ(settle(), (Done{"+" + kRoute}));
}

TEST_F(NetworkTest, tries_again_whatever_failed) {
    network.hold_static({});
    refuses = {"+" + kRoute, "+192.0.2.100/24", "guard 1", "create vrrp.51", "set " + kPromote};
    Standing standing;
    standing.links = {kMacvlan};
    standing.promoting = {"eth0"};
    standing.guarded = {kAddress.address.address};
    network.hold_static(standing);
    network.hold(wants({kAddress}));
    EXPECT_EQ(settle(), Done{});
    EXPECT_EQ(network.take_news().alarms.size(), 3U);
    EXPECT_FALSE(network.is_guarded());
    EXPECT_EQ(network.deadline(), now + 1s);
    refuses.clear();
    now += 1s;
    network.tick(now);
    EXPECT_EQ(settle(),
              (Done{"guard 1", "create vrrp.51", "set " + kPromote, "+192.0.2.100/24", "+" + kRoute}));
    EXPECT_EQ(network.deadline(), kNever);
}

} // namespace

} // namespace xvrrp::core
