// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of interfaces: who wants them, and until when.
#include "core/net/settings.h"

#include <gtest/gtest.h>

namespace xvrrp::core {

namespace {

using namespace std::chrono_literals;
using Done = std::vector<std::string>;

const Setting kShared{Setting::Kind::Borrowed, "ipv4/conf/eth0/arp_ignore", "1"};
const Setting kOwn{Setting::Kind::Own, "ipv4/conf/vrrp.51/rp_filter", "0"};

TimePoint at(Duration since_start) {
    return TimePoint{} + 1000s + since_start;
}

struct SettingsTest : testing::Test {
    Settings settings;
    std::set<Setting> refuses{};

    Done slice(Duration now = 0s) {
        auto operations = settings.plan(100);
        for (auto& each : settings.plan_leaving())
            operations.push_back(each);
        std::vector<FailedSetting> failed;
        Done done;
        for (const auto& each : operations) {
            const auto& [kind, target] = each;
            if (refuses.contains(target))
                failed.push_back({each, Error{"write " + target.key, "refused", "", 1}});
            else if (kind == SettingOperation::Kind::GiveBack)
                done.push_back("-" + target.key);
            else
                done.push_back(target.key + "=" + target.value);
        }
        settings.applied(operations, failed, at(now));
        return done;
    }
};

TEST_F(SettingsTest, that_several_want_are_given_back_by_the_last) {
    settings.hold("a", {kShared, kOwn});
    EXPECT_EQ(slice(), (Done{kShared.key + "=1", kOwn.key + "=0"}));
    EXPECT_TRUE(settings.are_in_place("a"));
    settings.hold("b", {kShared});
    slice();
    settings.forget("a");
    EXPECT_TRUE(settings.are_in_place("b"));
    EXPECT_EQ(slice(), Done{}); // what is on an interface of ours goes with it
    settings.forget("b");
    EXPECT_EQ(slice(), (Done{"-" + kShared.key}));
    EXPECT_FALSE(settings.wants(kShared));
}

TEST_F(SettingsTest, that_are_wanted_anew_are_written_anew) {
    settings.hold("a", {kShared});
    slice();
    settings.hold("a", {kShared});
    EXPECT_FALSE(settings.are_in_place("a"));
    EXPECT_EQ(slice(), (Done{kShared.key + "=1"}));
    settings.forget("a");
    settings.hold("a", {kShared});
    EXPECT_EQ(slice(), (Done{kShared.key + "=1"}));
}

TEST_F(SettingsTest, of_a_holder_are_ready_when_the_last_of_them_is_in_place) {
    refuses = {kOwn};
    settings.hold("a", {kShared, kOwn});
    settings.hold("b", {kShared});
    slice();
    EXPECT_EQ(settings.take_ready(), (Done{"b"}));
    EXPECT_EQ(settings.take_news().alarms, (Done{"write " + kOwn.key + ": refused"}));
    settings.tick(at(1s));
    slice(1s);
    EXPECT_EQ(settings.take_news().alarms, Done{});
    refuses.clear();
    EXPECT_EQ(settings.deadline(), at(3s));
    settings.tick(at(3s));
    EXPECT_EQ(slice(3s), (Done{kOwn.key + "=0"}));
    EXPECT_EQ(settings.take_ready(), (Done{"a"}));
}

TEST_F(SettingsTest, that_could_not_be_given_back_are_given_back_later) {
    settings.hold("a", {kShared});
    slice();
    refuses = {kShared};
    settings.forget("a");
    EXPECT_EQ(slice(), Done{});
    EXPECT_EQ(settings.take_news().alarms.size(), 1U);
    refuses.clear();
    settings.tick(settings.deadline());
    EXPECT_EQ(slice(1s), (Done{"-" + kShared.key}));
    EXPECT_EQ(settings.deadline(), kNever);
}

TEST_F(SettingsTest, that_nobody_wants_any_more_are_not_tried_again) {
    refuses = {kShared};
    settings.hold("a", {kShared});
    slice();
    settings.forget("a");
    refuses.clear();
    slice();
    settings.tick(at(1s));
    EXPECT_EQ(slice(1s), Done{});
    EXPECT_EQ(settings.deadline(), kNever);
}

} // namespace

} // namespace xvrrp::core
