// SPDX-License-Identifier: GPL-2.0-or-later
// The files of vrrp_track_file on a real file system. inotify reports a change before the call that makes it returns.
#include "daemon/track_files.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class TrackFilesTest : public testing::Test {
protected:
    TrackFilesTest()
        : directory_(fs::temp_directory_path() / ("xvrrp_track_files_" + std::to_string(::getpid()))) {
        fs::create_directories(directory_);
        auto opened = TrackFiles::open();
        EXPECT_TRUE(opened);
        files_.emplace(std::move(*opened));
    }

    ~TrackFilesTest() override { fs::remove_all(directory_); }

    std::string path(const std::string& name) const { return (directory_ / name).string(); }

    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

    config::TrackFile file(const std::string& name) const { return {name, path(name)}; }

    // The only number that is told, or nothing.
    static std::optional<int> only(const std::vector<core::TrackerObserved>& told) {
        EXPECT_LE(told.size(), 1u);
        return told.empty() ? std::nullopt : std::optional(told.front().state.value);
    }

    std::optional<int> follow(const config::TrackFile& file) { return only(files_->follow({file})); }

    std::optional<int> change(core::TimePoint now = {}) {
        files_->wake();
        return only(files_->changes(now));
    }

    fs::path directory_;
    std::optional<TrackFiles> files_;
};

TEST_F(TrackFilesTest, are_read_at_once_and_whenever_they_are_written) {
    write("a", "7\n");
    EXPECT_EQ(follow(file("a")), 7);
    EXPECT_EQ(change(), std::nullopt);
    write("a", " -12 \n");
    EXPECT_EQ(change(), -12);
}

TEST_F(TrackFilesTest, are_not_read_while_they_are_written) {
    write("a", "7");
    EXPECT_EQ(follow(file("a")), 7);
    {
        std::ofstream out(path("a"));
        EXPECT_EQ(change(), std::nullopt) << "it is empty now";
        out << 8 << std::flush;
        EXPECT_EQ(change(), std::nullopt);
    }
    EXPECT_EQ(change(), 8);
}

TEST_F(TrackFilesTest, are_read_when_a_new_file_is_renamed_over_them) {
    write("a", "7");
    EXPECT_EQ(follow(file("a")), 7);
    write("b", "8");
    EXPECT_EQ(change(), std::nullopt) << "nobody follows b";
    fs::rename(path("b"), path("a"));
    EXPECT_EQ(change(), 8);
}

TEST_F(TrackFilesTest, count_as_0_until_they_come_and_after_they_go) {
    EXPECT_EQ(follow(file("a")), 0);
    write("a", "5");
    EXPECT_EQ(change(), 5);
    fs::remove(path("a"));
    EXPECT_EQ(change(), 0);
}

TEST_F(TrackFilesTest, may_be_in_a_directory_that_comes_and_goes) {
    EXPECT_EQ(follow({"a", path("later/a")}), 0);
    fs::create_directories(directory_ / "later");
    write("later/a", "5");
    EXPECT_EQ(change(core::TimePoint(10s)), 5);
    fs::remove_all(directory_ / "later");
    EXPECT_EQ(change(core::TimePoint(11s)), 0);
    fs::create_directories(directory_ / "later");
    write("later/a", "6");
    EXPECT_EQ(change(core::TimePoint(11500ms)), std::nullopt) << "it waits for a second";
    EXPECT_EQ(change(core::TimePoint(12s)), 6);
}

TEST_F(TrackFilesTest, with_other_things_than_a_number_count_as_0_and_say_so) {
    write("a", "seven\n");
    const auto told = files_->follow({file("a")});
    EXPECT_EQ(only(told), 0);
    EXPECT_EQ(told.front().state.sentence, "file " + path("a") + " holds no number and counts as 0");
    fs::remove(path("a"));
    ASSERT_EQ(::mkfifo(path("a").c_str(), 0600), 0);
    EXPECT_EQ(change(), 0) << "nobody will ever write to this pipe";
}

TEST_F(TrackFilesTest, get_their_first_number_once) {
    auto with_initial = file("a");
    with_initial.initial = 3;
    EXPECT_EQ(follow(with_initial), 3);
    write("a", "9");
    EXPECT_EQ(follow(with_initial), 9) << "a reload writes nothing";
    with_initial.overwrite = true;
    EXPECT_EQ(follow(with_initial), 9) << "also with other settings";
    EXPECT_TRUE(files_->follow({}).empty());
    with_initial.overwrite = false;
    EXPECT_EQ(follow(with_initial), 9) << "the file is there";
    EXPECT_TRUE(files_->follow({}).empty());
    with_initial.overwrite = true;
    EXPECT_EQ(follow(with_initial), 3);
}

TEST_F(TrackFilesTest, that_are_not_followed_any_more_tell_nothing) {
    write("a", "1");
    write("b", "2");
    EXPECT_EQ(files_->follow({file("a"), file("b")}).size(), 2u);
    EXPECT_EQ(follow(file("b")), 2);
    write("a", "3");
    EXPECT_EQ(change(), std::nullopt);
    write("b", "4");
    EXPECT_EQ(change(), 4);
}

TEST(NumberIn, is_the_first_line_within_the_range_of_an_int) {
    EXPECT_EQ(number_in("17\n18\n"), 17);
    EXPECT_EQ(number_in("-4"), -4);
    EXPECT_EQ(number_in("99999999999"), 2147483647);
    EXPECT_EQ(number_in(""), std::nullopt);
    EXPECT_EQ(number_in("1.5"), std::nullopt);
    EXPECT_EQ(number_in("x"), std::nullopt);
}

} // namespace
} // namespace xvrrp::daemon
