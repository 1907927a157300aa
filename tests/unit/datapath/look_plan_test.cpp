// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/look_plan.h"

#include <gtest/gtest.h>

namespace xvrrp::datapath {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Due = std::vector<core::InterfaceIndex>;

constexpr core::TimePoint kStart{seconds(100)};
constexpr core::InterfaceIndex kEth0{7};
constexpr core::InterfaceIndex kEth1{8};

} // namespace

TEST(LookPlan, has_nothing_to_look_at_where_nothing_is_attached) {
    LookPlan plan;
    plan.disturbed(kEth0, kStart);
    plan.all_disturbed(kStart);
    EXPECT_EQ(plan.due(kStart), Due{});
    EXPECT_EQ(plan.deadline(), core::kNever);
}

TEST(LookPlan, looks_again_on_each_beat_of_two_seconds) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    EXPECT_EQ(plan.deadline(), kStart + seconds(2));
    EXPECT_EQ(plan.due(kStart + milliseconds(1999)), Due{});
    EXPECT_EQ(plan.due(kStart + seconds(2)), Due{kEth0});
    plan.looked(kEth0, kStart + milliseconds(2001));
    EXPECT_EQ(plan.deadline(), kStart + seconds(4));
}

TEST(LookPlan, looks_at_all_interfaces_on_one_beat_whenever_each_was_attached) {
    LookPlan plan;
    plan.looked(kEth0, kStart + milliseconds(1));
    plan.looked(kEth1, kStart + milliseconds(1900));
    EXPECT_EQ(plan.deadline(), kStart + seconds(2));
    EXPECT_EQ(plan.due(kStart + seconds(2)), (Due{kEth0, kEth1}));
}

TEST(LookPlan, looks_at_once_after_a_report) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    plan.looked(kEth1, kStart);
    const auto now = kStart + milliseconds(500);
    plan.disturbed(kEth0, now);
    EXPECT_EQ(plan.deadline(), now);
    EXPECT_EQ(plan.due(now), Due{kEth0});
}

TEST(LookPlan, looks_each_ten_milliseconds_at_most_in_a_storm_of_reports) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    int looks = 0;
    for (int ms = 0; ms < 100; ++ms) {
        const auto now = kStart + milliseconds(ms);
        plan.disturbed(kEth0, now);
        for (const auto interface : plan.due(now)) {
            ++looks;
            plan.looked(interface, now);
        }
    }
    EXPECT_EQ(looks, 9);
}

TEST(LookPlan, does_not_put_off_a_look_because_of_a_report) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    plan.disturbed(kEth0, kStart + milliseconds(100));
    plan.disturbed(kEth0, kStart + milliseconds(200));
    EXPECT_EQ(plan.deadline(), kStart + milliseconds(100));
}

TEST(LookPlan, looks_everywhere_after_lost_reports) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    plan.looked(kEth1, kStart);
    plan.all_disturbed(kStart + seconds(1));
    EXPECT_EQ(plan.due(kStart + seconds(1)), (Due{kEth0, kEth1}));
}

TEST(LookPlan, hands_out_portions_so_that_no_advert_waits_for_all) {
    LookPlan plan;
    for (int index = 1; index <= 100; ++index)
        plan.looked({index}, kStart);
    const auto now = kStart + seconds(2);
    const auto first = plan.due(now);
    ASSERT_EQ(first.size(), 64U);
    for (const auto interface : first)
        plan.looked(interface, now);
    EXPECT_EQ(plan.due(now).size(), 36U);
    EXPECT_LE(plan.deadline(), now);
}

TEST(LookPlan, forgets) {
    LookPlan plan;
    plan.looked(kEth0, kStart);
    plan.forget(kEth0);
    plan.forget(kEth1);
    EXPECT_EQ(plan.deadline(), core::kNever);
    EXPECT_EQ(plan.due(kStart + seconds(9)), Due{});
}

} // namespace xvrrp::datapath
