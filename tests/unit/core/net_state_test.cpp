// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net/net_state.h"
#include "hex.h"

#include <functional>

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using Operations = std::vector<AddressOperation>;

const PlacedAddress kFirst{2, {ip("192.0.2.100"), 24}};
const PlacedAddress kSecond{2, {ip("192.0.2.101"), 24}};
const PlacedAddress kForeign{2, {ip("192.0.2.10"), 24}};
const std::vector<PlacedAddress> kScope{kSecond, kFirst};

constexpr auto kAdd = AddressOperation::Kind::Add;
constexpr auto kRemove = AddressOperation::Kind::Remove;

TEST(Plan, adds_what_is_wanted_in_the_order_of_the_scope) {
    EXPECT_EQ(plan(kScope, {kFirst, kSecond}, {}), (Operations{{kAdd, kSecond}, {kAdd, kFirst}}));
}

TEST(Plan, removes_what_is_not_wanted_any_more) {
    EXPECT_EQ(plan(kScope, {}, {kFirst, kSecond}), (Operations{{kRemove, kSecond}, {kRemove, kFirst}}));
}

TEST(Plan, does_nothing_where_all_is_as_it_should_be) {
    EXPECT_EQ(plan(kScope, {kFirst, kSecond}, {kFirst, kSecond}), Operations{});
    EXPECT_EQ(plan(kScope, {}, {}), Operations{});
}

TEST(Plan, mends_only_the_difference) {
    EXPECT_EQ(plan(kScope, {kFirst, kSecond}, {kFirst}), (Operations{{kAdd, kSecond}}));
}

TEST(Plan, never_touches_what_is_out_of_scope) {
    EXPECT_EQ(plan(kScope, {}, {kForeign}), Operations{});
    EXPECT_EQ(plan(kScope, {kForeign}, {}), Operations{});
}

TEST(Plan, adds_with_the_attributes_that_are_wanted_and_removes_with_those_that_are_there) {
    auto labelled = kFirst;
    labelled.attributes.label = "eth0:1";
    const auto added = plan(std::vector{kFirst}, {labelled}, {});
    ASSERT_EQ(added.size(), 1U);
    EXPECT_EQ(added[0].target.attributes.label, "eth0:1");
    const auto removed = plan(std::vector{kFirst}, {}, {labelled});
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_EQ(removed[0].target.attributes.label, "eth0:1");
}

TEST(Plan, replaces_an_address_with_other_attributes) {
    auto wanted = kFirst;
    for (const auto& change : std::vector<std::function<void(AddressAttributes&)>>{
             [](auto& each) { each.label = "eth0:1"; }, [](auto& each) { each.scope = 253; },
             [](auto& each) { each.broadcast = ip("192.0.2.255"); },
             [](auto& each) { each.peer = ip("192.0.2.9"); }, [](auto& each) { each.noprefixroute = true; },
             [](auto& each) { each.preferred_lifetime = 0; }}) {
        wanted.attributes = {};
        change(wanted.attributes);
        EXPECT_EQ(plan(std::vector{kFirst}, {wanted}, {kFirst}),
                  (Operations{{kRemove, kFirst}, {kAdd, kFirst}}));
        EXPECT_EQ(plan(std::vector{kFirst}, {wanted}, {wanted}), Operations{});
    }
}

TEST(Plan, leaves_an_address_alone_that_grew_older_or_was_checked_for_duplicates) {
    auto wanted = kFirst;
    wanted.attributes.preferred_lifetime = 3600;
    wanted.attributes.detects_duplicates = true;
    auto there = kFirst;
    there.attributes.preferred_lifetime = 3000;
    EXPECT_EQ(plan(std::vector{kFirst}, {wanted}, {there}), Operations{});
}

TEST(Misfits, are_the_same_address_with_another_prefix_length) {
    const PlacedAddress longer{2, {ip("192.0.2.100"), 32}};
    const PlacedAddress shorter{2, {ip("192.0.2.100"), 8}};
    const AddressSet observed{kFirst, kSecond, kForeign, longer, shorter, {3, {ip("192.0.2.100"), 32}}};
    EXPECT_EQ(misfits(std::vector{kFirst}, {}, observed), (std::vector{shorter, longer}));
    EXPECT_EQ(misfits(std::vector{kFirst}, {longer}, observed), std::vector{shorter});
    EXPECT_EQ(misfits(std::vector{kFirst, shorter}, {}, observed), std::vector{longer});
    EXPECT_EQ(misfits(std::vector{kSecond}, {}, observed), std::vector<PlacedAddress>{});
}

TEST(PlacedAddress, has_the_label_of_its_interface_where_it_has_none_of_its_own) {
    Link link;
    link.ifindex = 2;
    link.name = "eth0";
    VirtualAddress address{ip("192.0.2.100"), 24};
    EXPECT_EQ(place_on(link, address).attributes.label, "eth0");
    address.attributes.label = "eth0:1";
    EXPECT_EQ(place_on(link, address).attributes.label, "eth0:1");
    EXPECT_EQ(place_on(link, {ip("2001:db8::1"), 64}).attributes.label, "");
}

TEST(Plan, takes_the_same_address_with_another_prefix_or_elsewhere_for_another_address) {
    const PlacedAddress other_prefix{2, {ip("192.0.2.100"), 32}};
    const PlacedAddress other_link{3, {ip("192.0.2.100"), 24}};
    EXPECT_EQ(plan(std::vector{kFirst}, {kFirst}, {other_prefix, other_link}), (Operations{{kAdd, kFirst}}));
    EXPECT_EQ(plan(std::vector{kFirst}, {}, {other_prefix, other_link}), Operations{});
}

} // namespace

} // namespace xvrrp::core
