// SPDX-License-Identifier: GPL-2.0-or-later
// The times of reload_time_file, and the file on a real file system. inotify reports a change before the call that makes it
// returns.
#include "daemon/reload_schedule.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::time_t kNoon = 1'800'014'400; // 2027-01-15 12:00:00 UTC
constexpr core::Duration kWall = 1'800'000'000s;

// The local time is an hour ahead of UTC.
class ReloadTimes : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("TZ", "XYZ-1", 1);
        ::tzset();
    }

    void TearDown() override {
        ::unsetenv("TZ");
        ::tzset();
    }

    // Seconds from now; nothing: never.
    static std::optional<std::time_t> after(const std::string& text, std::time_t now = kNoon) {
        const auto time = read_reload_time(text);
        EXPECT_TRUE(time) << text;
        const auto when = time ? next_time(*time, now) : std::nullopt;
        return when ? std::optional(*when - now) : std::nullopt;
    }
};

TEST_F(ReloadTimes, with_a_date_are_once) {
    for (const std::string text :
         {"2027-01-15 12:00:01Z", "27-01-15 12:00:01Z", "2027-01-15 13:00:01", "27-01-15 13:00:01\nmore"})
        EXPECT_EQ(after(text), 1) << text;
    EXPECT_EQ(after("2027-01-15 12:00:00Z"), std::nullopt);
    EXPECT_EQ(after("2027-01-14 23:00:00Z"), std::nullopt);
    EXPECT_EQ(after("2028-02-29 00:00:00Z"), 409 * 86400 + 43200);
}

TEST_F(ReloadTimes, without_a_date_are_today_or_tomorrow) {
    EXPECT_EQ(after("12:00:01Z"), 1);
    EXPECT_EQ(after("12:00:00Z"), 86400);
    EXPECT_EQ(after("11:00:00Z"), 23 * 3600);
    EXPECT_EQ(after("13:00:01"), 1);
    EXPECT_EQ(after("00:00:00Z"), 12 * 3600);
    EXPECT_EQ(after("00:30:00", kNoon + 11 * 3600), 1800) << "it is the next day here";
}

TEST_F(ReloadTimes, have_exactly_this_form) {
    for (const std::string text : {"",
                                   "\n12:00:01",
                                   " 12:00:01",
                                   "12:00:01 ",
                                   "12:00:01z",
                                   "12:00:01 Z",
                                   "12:00",
                                   "1:00:00",
                                   "24:00:00",
                                   "12:60:00",
                                   "12:00:60",
                                   "+1:00:00",
                                   "2027-1-15 12:00:01",
                                   "2027-01-15T12:00:01",
                                   "2027-01-15",
                                   "2027-02-29 12:00:00",
                                   "2027-13-01 12:00:00",
                                   "2027-00-01 12:00:00",
                                   "2027-01-15  12:00:01",
                                   "027-01-15 12:00:01",
                                   "12027-01-15 12:00:01",
                                   "soon"})
        EXPECT_FALSE(read_reload_time(text)) << text;
}

class ReloadScheduleTest : public ReloadTimes {
protected:
    ReloadScheduleTest()
        : directory_(fs::temp_directory_path() / ("xvrrp_reload_schedule_" + std::to_string(::getpid()))) {
        fs::create_directories(directory_);
        auto opened = ReloadSchedule::open();
        EXPECT_TRUE(opened);
        schedule_.emplace(std::move(*opened));
    }

    ~ReloadScheduleTest() override { fs::remove_all(directory_); }

    std::string path() const { return (directory_ / "when").string(); }

    void write(const std::string& text) const { std::ofstream(path()) << text; }

    // Times are seconds of UTC after 12:00:00.
    static core::TimePoint at(core::Duration time) {
        return core::TimePoint(std::chrono::seconds(kNoon) - kWall + time);
    }

    void follow(bool repeat = false, core::Duration time = 0s) {
        schedule_->follow({.marker = {}, .time_file = path(), .repeat = repeat},
                          core::WallTime(std::chrono::seconds(kNoon) + time));
    }

    bool is_due(core::Duration time, core::Duration ahead = kWall) {
        schedule_->wake();
        return schedule_->is_due(at(time), ahead);
    }

    fs::path directory_;
    std::optional<ReloadSchedule> schedule_;
};

TEST_F(ReloadScheduleTest, is_due_once_and_takes_the_file_away) {
    write("12:00:10Z\n");
    follow();
    EXPECT_FALSE(is_due(9s));
    EXPECT_EQ(schedule_->deadline(), at(10s));
    EXPECT_TRUE(is_due(10s));
    EXPECT_FALSE(fs::exists(path()));
    EXPECT_FALSE(is_due(11s));
    EXPECT_EQ(schedule_->deadline(), core::kNever);
    EXPECT_FALSE(is_due(24h + 11s));
}

TEST_F(ReloadScheduleTest, comes_every_day_if_that_is_asked_for) {
    write("12:00:10Z");
    follow(true);
    EXPECT_TRUE(is_due(12s));
    EXPECT_TRUE(fs::exists(path()));
    EXPECT_FALSE(is_due(13s));
    EXPECT_EQ(schedule_->deadline(), at(24h + 10s));
    EXPECT_TRUE(is_due(24h + 10s));
}

TEST_F(ReloadScheduleTest, with_a_date_does_not_come_again) {
    write("2027-01-15 12:00:10Z");
    follow(true);
    EXPECT_TRUE(is_due(10s));
    EXPECT_FALSE(fs::exists(path()));
    EXPECT_FALSE(is_due(24h + 10s));
}

TEST_F(ReloadScheduleTest, follows_a_file_that_comes_changes_and_goes) {
    follow();
    EXPECT_FALSE(is_due(0s));
    write("12:00:10Z");
    EXPECT_FALSE(is_due(1s));
    EXPECT_EQ(schedule_->deadline(), at(10s));
    write("12:00:20Z");
    EXPECT_FALSE(is_due(12s));
    EXPECT_EQ(schedule_->deadline(), at(20s));
    fs::remove(path());
    EXPECT_FALSE(is_due(30s));
    EXPECT_EQ(schedule_->deadline(), core::kNever);
    write("nonsense");
    EXPECT_FALSE(is_due(31s));
    EXPECT_EQ(schedule_->deadline(), core::kNever);
    EXPECT_TRUE(fs::exists(path()));
}

TEST_F(ReloadScheduleTest, does_not_look_for_what_is_over) {
    write("2027-01-15 11:00:00Z");
    follow();
    EXPECT_FALSE(is_due(0s));
    EXPECT_TRUE(fs::exists(path()));
}

TEST_F(ReloadScheduleTest, goes_by_the_wall_clock_however_it_is_set) {
    write("12:00:10Z");
    follow();
    EXPECT_FALSE(is_due(1s, kWall - 1h));
    EXPECT_EQ(schedule_->deadline(), at(1h + 10s));
    EXPECT_TRUE(is_due(2s, kWall + 8s));
}

TEST_F(ReloadScheduleTest, finds_a_directory_that_comes_later) {
    fs::remove_all(directory_);
    follow();
    EXPECT_FALSE(is_due(0s));
    EXPECT_NE(schedule_->deadline(), core::kNever);
    fs::create_directories(directory_);
    write("12:00:10Z");
    EXPECT_FALSE(is_due(2s));
    EXPECT_EQ(schedule_->deadline(), at(10s));
}

} // namespace
} // namespace xvrrp::daemon
