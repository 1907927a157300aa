// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's routes and rules follow what the holders want.
#include "core/net/routing.h"
#include "hex.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;

constexpr RouterId kA{0};
constexpr RouterId kB{1};
constexpr std::size_t kAll = 1000;

using Done = std::vector<std::string>;

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

VirtualRoute to(const std::string& prefix, const std::string& via = "", const std::string& dev = "eth1") {
    Route route;
    route.destination = {ip(prefix), 24};
    NextHop hop;
    hop.interface = dev;
    if (!via.empty())
        hop.via = ip(via);
    route.hops = {hop};
    return {route, true, ""};
}

VirtualRule rule(std::uint32_t priority) {
    Rule made;
    made.priority = priority;
    made.table = 100;
    return {made, true, ""};
}

RouteGone gone(const VirtualRoute& route) {
    RouteGone out;
    out.destination = route.route.destination;
    out.via = route.route.hops.front().via;
    return out;
}

const VirtualRoute kFirst = to("198.51.100.0");
const VirtualRoute kSecond = to("203.0.113.0", "198.51.100.1");
const VirtualRule kRule = rule(5);

Link link(const std::string& name, int index, bool up = true) {
    Link out;
    out.index = {index};
    out.name = name;
    out.up = out.enabled = up;
    return out;
}

Hold wants(RouterId router, std::vector<VirtualRoute> routes, std::vector<VirtualRule> rules = {},
           bool wanted = true) {
    Hold held;
    held.router = router;
    held.name = router == kA ? "A" : "B";
    held.wanted = wanted;
    held.routes = std::move(routes);
    held.rules = std::move(rules);
    return held;
}

struct RoutingTest : testing::Test {
    Routing routing;
    LinksByName links{{"eth0", link("eth0", 2)}, {"eth1", link("eth1", 3)}};
    RoutingSet refuses{};
    Done done{};

    void apply(const std::vector<RoutingOperation>& operations, TimePoint now) {
        std::vector<FailedRouting> failed;
        for (const auto& each : operations) {
            if (refuses.contains(each.target)) {
                failed.push_back({each, Error{"change the " + name(each.target), "refused", "", 1}});
                continue;
            }
            done.push_back((each.kind == RoutingOperation::Kind::Add ? "+" : "-") + name(each.target));
        }
        routing.applied(operations, failed, now);
    }

    Done settle(Duration now = 0s) {
        while (routing.pending()) {
            apply(routing.plan_leaving(kAll, links), at(now));
            apply(routing.plan_coming(kAll, links), at(now));
        }
        return std::exchange(done, {});
    }

    Done hold(const Hold& held, Duration now = 0s) {
        routing.hold(held);
        return settle(now);
    }
};

const std::string kFirstName = "route 198.51.100.0/24 dev eth1";
const std::string kSecondName = "route 203.0.113.0/24 via 198.51.100.1 dev eth1";
const std::string kRuleName = "rule of priority 5";

TEST_F(RoutingTest, comes_in_its_order_and_goes_in_the_opposite_one) {
    EXPECT_EQ(hold(wants(kA, {kFirst, kSecond}, {kRule})),
              (Done{"+" + kFirstName, "+" + kSecondName, "+" + kRuleName}));
    EXPECT_EQ(hold(wants(kA, {kFirst, kSecond}, {kRule}, false)),
              (Done{"-" + kRuleName, "-" + kSecondName, "-" + kFirstName}));
    EXPECT_EQ(hold(wants(kA, {kFirst, kSecond}, {kRule}, false)), Done{});
}

TEST_F(RoutingTest, that_is_there_is_left_alone) {
    hold(wants(kA, {kFirst}));
    EXPECT_EQ(hold(wants(kA, {kFirst, kFirst})), Done{});
    EXPECT_EQ(hold(wants(kB, {kFirst})), Done{});
}

TEST_F(RoutingTest, that_somebody_else_still_wants_stays) {
    hold(wants(kA, {kFirst}));
    hold(wants(kB, {kFirst}));
    EXPECT_EQ(hold(wants(kA, {kFirst}, {}, false)), Done{});
    routing.forget(kB);
    EXPECT_EQ(settle(), (Done{"-" + kFirstName}));
}

TEST_F(RoutingTest, that_a_crash_left_behind_goes_where_it_is_not_wanted) {
    EXPECT_EQ(hold(wants(kA, {kFirst}, {kRule}, false)), (Done{"-" + kRuleName, "-" + kFirstName}));
}

TEST_F(RoutingTest, is_removed_once_what_replaces_it_is_there) {
    const auto other = to("192.0.2.0");
    hold(wants(kA, {kFirst}));
    EXPECT_EQ(hold(wants(kA, {other})), (Done{"+route 192.0.2.0/24 dev eth1", "-" + kFirstName}));
}

TEST_F(RoutingTest, that_the_kernel_may_take_for_another_one_is_added_again_when_that_goes) {
    const auto changed = to("198.51.100.0", "192.0.2.9");
    hold(wants(kA, {kFirst}));
    EXPECT_EQ(hold(wants(kA, {changed})),
              (Done{"+route 198.51.100.0/24 via 192.0.2.9 dev eth1", "-" + kFirstName,
                    "+route 198.51.100.0/24 via 192.0.2.9 dev eth1"}));
}

TEST_F(RoutingTest, waits_for_its_interface_to_exist_and_to_be_up) {
    links.erase("eth1");
    EXPECT_EQ(hold(wants(kA, {kFirst}, {kRule})), (Done{"+" + kRuleName}));
    links["eth1"] = link("eth1", 3, false);
    routing.disturbed("eth1");
    EXPECT_EQ(settle(), Done{});
    links["eth1"] = link("eth1", 3);
    routing.disturbed("eth0");
    EXPECT_EQ(settle(), Done{});
    routing.disturbed("eth1");
    EXPECT_EQ(settle(), (Done{"+" + kFirstName}));
}

TEST_F(RoutingTest, that_went_with_its_interface_or_unseen_is_added_again) {
    hold(wants(kA, {kFirst}, {kRule}));
    routing.disturbed("eth1");
    EXPECT_EQ(settle(), (Done{"+" + kFirstName}));
    routing.lost_sight();
    EXPECT_EQ(settle(), (Done{"+" + kFirstName, "+" + kRuleName}));
    EXPECT_EQ(routing.take_news().warnings, Done{});
}

TEST_F(RoutingTest, that_somebody_removes_is_put_back_unless_it_is_not_tracked) {
    auto untracked = kSecond;
    untracked.track = false;
    hold(wants(kA, {kFirst, untracked}));
    routing.observe(gone(kFirst), links, at(5s));
    routing.observe(gone(untracked), links, at(5s));
    routing.observe(gone(to("10.0.0.0")), links, at(5s));
    EXPECT_EQ(settle(5s), (Done{"+" + kFirstName}));
    EXPECT_EQ(routing.take_news().warnings,
              (Done{"(A) " + kFirstName + " was removed by somebody else, putting it back"}));
}

TEST_F(RoutingTest, that_is_fought_over_is_put_back_after_pauses) {
    hold(wants(kA, {kFirst}));
    for (int i = 0; i < 5; ++i) {
        routing.observe(gone(kFirst), links, at(0s));
        EXPECT_EQ(settle(), (Done{"+" + kFirstName}));
    }
    routing.take_news();
    routing.observe(gone(kFirst), links, at(0s));
    EXPECT_EQ(routing.take_news().warnings.size(), 1U);
    routing.disturbed("eth1");
    EXPECT_EQ(settle(), Done{});
    EXPECT_EQ(routing.deadline(), at(1s));
    routing.tick(at(1s));
    EXPECT_EQ(settle(1s), (Done{"+" + kFirstName}));
}

TEST_F(RoutingTest, that_went_with_its_link_is_nobody_s_fault) {
    hold(wants(kA, {kFirst}));
    links["eth1"] = link("eth1", 3, false);
    routing.observe(gone(kFirst), links, at(0s));
    EXPECT_EQ(settle(), Done{});
    EXPECT_EQ(routing.take_news().warnings, Done{});
    links["eth1"] = link("eth1", 3);
    routing.disturbed("eth1");
    EXPECT_EQ(settle(), (Done{"+" + kFirstName}));
}

TEST_F(RoutingTest, that_the_kernel_refuses_is_told_once_and_tried_again) {
    refuses = {kFirst.route};
    EXPECT_EQ(hold(wants(kA, {kFirst})), Done{});
    EXPECT_EQ(routing.take_news().errors, (Done{"change the " + kFirstName + ": refused"}));
    routing.tick(at(1s));
    settle(1s);
    EXPECT_EQ(routing.take_news().errors, Done{});
    EXPECT_EQ(routing.deadline(), at(3s));
    refuses.clear();
    routing.tick(at(3s));
    EXPECT_EQ(settle(3s), (Done{"+" + kFirstName}));
    EXPECT_EQ(routing.deadline(), kNever);
}

TEST_F(RoutingTest, whose_removal_the_kernel_refuses_is_removed_later) {
    hold(wants(kA, {kFirst}));
    refuses = {kFirst.route};
    EXPECT_EQ(hold(wants(kA, {kFirst}, {}, false)), Done{});
    refuses.clear();
    routing.tick(routing.deadline());
    EXPECT_EQ(settle(1s), (Done{"-" + kFirstName}));
}

TEST_F(RoutingTest, of_ipv6_with_a_preferred_source_is_removed_before_it_is_added) {
    VirtualRoute route;
    route.route.destination = {ip("2001:db8:1::"), 48};
    route.route.preferred_source = ip("2001:db8::1");
    EXPECT_EQ(hold(wants(kA, {route})), (Done{"-route 2001:db8:1::/48", "+route 2001:db8:1::/48"}));
}

TEST_F(RoutingTest, that_is_static_comes_and_goes_with_the_configuration) {
    routing.hold_static({kFirst}, {kRule});
    EXPECT_EQ(settle(), (Done{"+" + kFirstName, "+" + kRuleName}));
    routing.hold_static({kFirst}, {});
    EXPECT_EQ(settle(), (Done{"-" + kRuleName}));
    routing.hold_static({}, {});
    EXPECT_TRUE(routing.leaving()); // nothing replaces it
    EXPECT_EQ(settle(), (Done{"-" + kFirstName}));
}

TEST_F(RoutingTest, is_planned_no_more_at_a_time_than_asked_for) {
    std::vector<VirtualRule> many;
    for (std::uint32_t priority = 1; priority <= 100; ++priority)
        many.push_back(rule(priority));
    routing.hold(wants(kA, {}, many));
    EXPECT_EQ(routing.plan_coming(30, links).size(), 30U);
    EXPECT_TRUE(routing.pending());
}

// ---- The table of a VRF ---------------------------------------------------------------------------------------

VirtualRoute in_vrf() {
    auto route = to("198.51.100.0");
    route.route.vrf = "red";
    return route;
}

Link vrf(std::uint32_t table) {
    auto made = link("red", 9);
    made.kind = table != 0 ? "vrf" : "bridge";
    made.table = table;
    return made;
}

TEST_F(RoutingTest, in_a_vrf_goes_into_its_table_and_out_of_it) {
    links["red"] = vrf(1000);
    routing.hold(wants(kA, {in_vrf()}));
    const auto coming = routing.plan_coming(kAll, links);
    ASSERT_EQ(coming.size(), 1U);
    EXPECT_EQ(coming[0].numbers.table, 1000U);
    EXPECT_EQ(in_table(std::get<Route>(coming[0].target), coming[0].numbers).table, 1000U);
    routing.applied(coming, {}, at(0s));
    links.erase("red"); // the number is known all the same
    routing.hold(wants(kA, {in_vrf()}, {}, false));
    const auto leaving = routing.plan_leaving(kAll, links);
    ASSERT_EQ(leaving.size(), 1U);
    EXPECT_EQ(leaving[0].numbers.table, 1000U);
}

TEST_F(RoutingTest, in_a_vrf_waits_for_it) {
    routing.hold(wants(kA, {in_vrf()}));
    EXPECT_TRUE(routing.plan_coming(kAll, links).empty());
    EXPECT_TRUE(routing.take_news().errors.empty());
    links["red"] = vrf(7);
    routing.disturbed("red");
    EXPECT_EQ(routing.plan_coming(kAll, links).size(), 1U);
}

TEST_F(RoutingTest, in_what_is_no_vrf_is_told_once_and_not_placed) {
    links["red"] = vrf(0);
    for (int i = 0; i < 2; ++i) {
        routing.hold(wants(kA, {in_vrf()}));
        EXPECT_TRUE(routing.plan_coming(kAll, links).empty());
    }
    EXPECT_EQ(routing.take_news().errors,
              (Done{"add the route 198.51.100.0/24 dev eth1 vrf red: interface red is no VRF"}));
}

TEST_F(RoutingTest, in_a_vrf_is_put_back_when_it_is_removed_from_its_table_only) {
    links["red"] = vrf(1000);
    routing.hold(wants(kA, {in_vrf()}));
    routing.applied(routing.plan_coming(kAll, links), {}, at(0s));
    routing.observe(gone(in_vrf()), links, at(1s));
    EXPECT_TRUE(routing.plan_coming(kAll, links).empty());
    auto removed = gone(in_vrf());
    removed.table = 1000;
    routing.observe(removed, links, at(1s));
    EXPECT_EQ(routing.plan_coming(kAll, links).size(), 1U);
}

} // namespace

} // namespace xvrrp::core
