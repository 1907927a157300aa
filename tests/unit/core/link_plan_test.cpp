// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/link_plan.h"
#include "core/vrrp/virtual_router.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using Kind = LinkOperation::Kind;

const Macvlan kWanted{"vrrp.51", "eth0", virtual_mac(Family::Ipv4, 51)};
const std::vector<Macvlan> kScope{kWanted};

Link base(bool enabled = true) {
    return {.ifindex = 2,
            .name = "eth0",
            .mac = {},
            .up = enabled,
            .enabled = enabled,
            .kind = "veth",
            .parent = 9};
}

Link macvlan(bool enabled = true) {
    return {.ifindex = 5,
            .name = "vrrp.51",
            .mac = kWanted.mac,
            .up = enabled,
            .enabled = enabled,
            .kind = "macvlan",
            .parent = 2};
}

LinksByName seen(const std::vector<Link>& links) {
    LinksByName out;
    for (const auto& link : links)
        out.emplace(link.name, link);
    return out;
}

LinkPlan only(Kind kind, int ifindex) {
    return {{{kind, kWanted, ifindex}}, {}};
}

TEST(LinkPlan, creates_what_is_missing_on_its_base_interface) {
    EXPECT_EQ(plan_links(kScope, true, seen({base()}), {}), only(Kind::Create, 2));
}

TEST(LinkPlan, waits_for_the_base_interface) {
    EXPECT_EQ(plan_links(kScope, true, {}, {}), LinkPlan{});
    EXPECT_EQ(plan_links(kScope, true, seen({base(false), macvlan(false)}), {}), LinkPlan{});
    EXPECT_EQ(plan_links(kScope, true, seen({base(false), macvlan(false)}), {5}), LinkPlan{});
}

TEST(LinkPlan, adopts_what_is_there_already_whoever_made_it) {
    EXPECT_EQ(plan_links(kScope, true, seen({base(), macvlan()}), {}), only(Kind::Adopt, 5));
    EXPECT_EQ(plan_links(kScope, true, seen({base(), macvlan(false)}), {}), only(Kind::Adopt, 5));
}

TEST(LinkPlan, adopts_again_what_was_replaced) {
    EXPECT_EQ(plan_links(kScope, true, seen({base(), macvlan()}), {4}), only(Kind::Adopt, 5));
}

TEST(LinkPlan, brings_up_what_somebody_took_down) {
    EXPECT_EQ(plan_links(kScope, true, seen({base(), macvlan(false)}), {5}), only(Kind::Raise, 5));
}

TEST(LinkPlan, does_nothing_where_all_is_as_it_should_be) {
    EXPECT_EQ(plan_links(kScope, true, seen({base(), macvlan()}), {5}), LinkPlan{});
    EXPECT_EQ(plan_links(kScope, false, seen({base()}), {}), LinkPlan{});
}

TEST(LinkPlan, removes_what_is_not_wanted_any_more) {
    EXPECT_EQ(plan_links(kScope, false, seen({base(), macvlan()}), {5}), only(Kind::Remove, 5));
    EXPECT_EQ(plan_links(kScope, false, seen({base(false), macvlan(false)}), {}), only(Kind::Remove, 5));
}

TEST(LinkPlan, never_touches_an_interface_that_is_not_ours) {
    Link bridge = macvlan();
    bridge.kind = "bridge";
    Link hardware = macvlan();
    hardware.kind = "";
    Link elsewhere = macvlan();
    elsewhere.parent = 3;
    Link other_mac = macvlan();
    other_mac.mac = virtual_mac(Family::Ipv4, 52);
    const std::vector<std::pair<Link, std::string>> cases{
        {bridge, "is a bridge"},
        {hardware, "is no macvlan"},
        {elsewhere, "stands on another interface than eth0"},
        {other_mac, "has the MAC 00:00:5e:00:01:34"}};
    for (const auto& [link, found] : cases) {
        for (const bool wanted : {true, false})
            EXPECT_EQ(plan_links(kScope, wanted, seen({base(), link}), {5}),
                      (LinkPlan{{}, {{kWanted, found}}}));
    }
}

} // namespace

} // namespace xvrrp::core
