// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/net_state.h"
#include "hex.h"

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

TEST(Plan, takes_an_address_with_other_attributes_for_the_same) {
    auto labelled = kFirst;
    labelled.attributes.label = "eth0:1";
    EXPECT_EQ(plan(std::vector{kFirst}, {labelled}, {kFirst}), Operations{});
}

TEST(Plan, takes_the_same_address_with_another_prefix_or_elsewhere_for_another_address) {
    const PlacedAddress other_prefix{2, {ip("192.0.2.100"), 32}};
    const PlacedAddress other_link{3, {ip("192.0.2.100"), 24}};
    EXPECT_EQ(plan(std::vector{kFirst}, {kFirst}, {other_prefix, other_link}), (Operations{{kAdd, kFirst}}));
    EXPECT_EQ(plan(std::vector{kFirst}, {}, {other_prefix, other_link}), Operations{});
}

} // namespace

} // namespace xvrrp::core
