// SPDX-License-Identifier: GPL-2.0-or-later
// The set of conditions by itself, and the priority that comes of it.
#include "core/conditions/conditions.h"
#include "core/conditions/effective_priority.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

constexpr TimePoint kEarly = TimePoint{} + 100s;
constexpr TimePoint kLate = TimePoint{} + 200s;

Condition hard(Reason name, const std::string& owner) {
    return {.name = name, .owner = owner, .sentence = owner + " fails"};
}

Condition weighing(const std::string& owner, int points) {
    return {.name = Reason::AddressInterfaceDown,
            .owner = owner,
            .sentence = owner + " weighs",
            .weight = points};
}

std::uint8_t priority(std::uint8_t base, std::vector<Condition> holding) {
    Conditions conditions;
    conditions.replace(std::move(holding), kEarly);
    return effective_priority(base, conditions).value();
}

} // namespace

TEST(Conditions, prevent_nothing_where_there_are_none) {
    const Conditions none;
    EXPECT_FALSE(none.prevent_work());
    EXPECT_EQ(none.strongest(), nullptr);
    EXPECT_EQ(none.hard_text(), "");
}

TEST(Conditions, are_told_in_the_order_of_their_names_and_owners) {
    Conditions conditions;
    conditions.replace({hard(Reason::RouteInterfaceDown, "c"), hard(Reason::InterfaceDown, "b"),
                        hard(Reason::RouteInterfaceDown, "a")},
                       kEarly);
    EXPECT_EQ(conditions.hard_sentences(), (Words{"b fails", "a fails", "c fails"}));
    EXPECT_EQ(conditions.hard_text(), "b fails; a fails; c fails");
    EXPECT_EQ(conditions.strongest()->name, Reason::InterfaceDown);
}

TEST(Conditions, that_stay_keep_their_since_while_others_come_and_go) {
    Conditions conditions;
    conditions.replace({hard(Reason::InterfaceDown, "a"), hard(Reason::NoAddress, "a")}, kEarly);
    conditions.replace({hard(Reason::VmacDown, "b"), hard(Reason::NoAddress, "a")}, kLate);
    ASSERT_EQ(conditions.all().size(), 2U);
    EXPECT_EQ(conditions.all()[0].name, Reason::NoAddress);
    EXPECT_EQ(conditions.all()[0].since, kEarly);
    EXPECT_EQ(conditions.all()[1].name, Reason::VmacDown);
    EXPECT_EQ(conditions.all()[1].since, kLate);
}

TEST(Conditions, with_another_sentence_are_the_same) {
    Conditions conditions;
    auto condition = hard(Reason::CannotReceive, "eth0");
    conditions.replace({condition}, kEarly);
    condition.sentence = "there is another trouble";
    conditions.replace({condition}, kLate);
    EXPECT_EQ(conditions.all().at(0).since, kEarly);
    EXPECT_EQ(conditions.hard_text(), "there is another trouble");
}

TEST(Conditions, of_another_owner_are_others) {
    Conditions conditions;
    conditions.replace({hard(Reason::AddressInterfaceDown, "eth1")}, kEarly);
    conditions.replace({hard(Reason::AddressInterfaceDown, "eth2")}, kLate);
    EXPECT_EQ(conditions.all().at(0).since, kLate);
}

TEST(Conditions, that_come_back_begin_anew) {
    Conditions conditions;
    conditions.replace({hard(Reason::InterfaceDown, "a")}, kEarly);
    conditions.replace({}, kEarly + 1s);
    conditions.replace({hard(Reason::InterfaceDown, "a")}, kLate);
    EXPECT_EQ(conditions.all().at(0).since, kLate);
}

TEST(Conditions, are_in_the_set_once) {
    Conditions conditions;
    conditions.replace({hard(Reason::InterfaceDown, "a"), hard(Reason::InterfaceDown, "a")}, kEarly);
    EXPECT_EQ(conditions.all().size(), 1U);
}

TEST(Conditions, that_only_weigh_prevent_nothing) {
    Conditions conditions;
    conditions.replace({weighing("a", -20)}, kEarly);
    EXPECT_FALSE(conditions.prevent_work());
    EXPECT_EQ(conditions.hard_text(), "");
    conditions.replace({weighing("a", -20), hard(Reason::RouteInterfaceDown, "b")}, kEarly);
    EXPECT_EQ(conditions.strongest()->name, Reason::RouteInterfaceDown);
    EXPECT_EQ(conditions.hard_sentences(), Words{"b fails"});
}

TEST(EffectivePriority, is_the_base_and_all_that_weighs) {
    EXPECT_EQ(priority(100, {}), 100);
    EXPECT_EQ(priority(100, {weighing("a", -20), weighing("b", 5)}), 85);
    EXPECT_EQ(priority(100, {hard(Reason::InterfaceDown, "a")}), 100);
}

TEST(EffectivePriority, stays_within_what_is_neither_a_resignation_nor_the_owners) {
    EXPECT_EQ(priority(100, {weighing("a", -100)}), 1);
    EXPECT_EQ(priority(100, {weighing("a", -253), weighing("b", -253)}), 1);
    EXPECT_EQ(priority(100, {weighing("a", 155)}), 254);
}

TEST(EffectivePriority, adds_up_before_it_is_limited) {
    EXPECT_EQ(priority(100, {weighing("a", 200), weighing("b", -100)}), 200);
}

TEST(EffectivePriority, of_the_address_owner_is_255_whatever_weighs) {
    EXPECT_EQ(priority(255, {weighing("a", -20)}), 255);
}

TEST(EffectivePriority, can_be_told_term_by_term) {
    Conditions conditions;
    conditions.replace({weighing("b", 5), hard(Reason::InterfaceDown, "c"), weighing("a", -20)}, kEarly);
    const auto sum = effective_priority(100, conditions);
    EXPECT_EQ(sum.base, 100);
    ASSERT_EQ(sum.terms.size(), 2U);
    EXPECT_EQ(sum.terms[0].sentence, "a weighs");
    EXPECT_EQ(sum.terms[0].points, -20);
    EXPECT_EQ(sum.terms[1].points, 5);
}

} // namespace xvrrp::core
