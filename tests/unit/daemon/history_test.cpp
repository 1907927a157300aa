// SPDX-License-Identifier: GPL-2.0-or-later
// The history on its way into the runtime directory, while a daemon runs and after it was killed.
#include "daemon/history.h"
#include "os/whole_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;

Event numbered(std::uint64_t number) {
    return {Event::Kind::Transition, core::WallTime(core::Duration(1'700'000'000s) + number * 1s), "VI_1",
            "BACKUP -> MASTER", std::to_string(number)};
}

class KeptHistory : public testing::Test {
protected:
    void SetUp() override { ASSERT_NE(::mkdtemp(directory_.data()), nullptr); }

    void TearDown() override { std::filesystem::remove_all(directory_); }

    // The work beside the loop is done by turn().
    History history() {
        return {directory_,
                [this](auto work, auto done) { pieces_.emplace_back(std::move(work), std::move(done)); },
                [this] { ++woken_; }};
    }

    bool turn() {
        for (auto& [work, done] : std::exchange(pieces_, {})) {
            work();
            done();
        }
        return std::exchange(woken_, 0) > 0;
    }

    void keep(History& history, Events& events, std::uint64_t number) {
        for (std::uint64_t i = 0; i < number; ++i)
            events.add(numbered(events.end()));
        do
            history.keep(events);
        while (turn());
    }

    // What the next daemon finds.
    Events found() {
        Events events;
        history().read(events);
        return events;
    }

    std::string directory_ = "/tmp/xvrrp_history_XXXXXX";
    std::vector<std::pair<std::function<void()>, std::function<void()>>> pieces_;
    int woken_ = 0;
};

} // namespace

TEST_F(KeptHistory, is_there_after_a_daemon_that_was_killed) {
    Events events;
    auto first = history();
    first.read(events);
    keep(first, events, 1000);
    const auto left = found();
    ASSERT_EQ(left.end(), 1000u);
    EXPECT_EQ(left[999], numbered(999));
    Events more;
    auto second = history();
    second.read(more);
    keep(second, more, 1);
    EXPECT_EQ(found().end(), 1001u) << "each of them once";
}

TEST_F(KeptHistory, has_no_more_than_two_files_of_a_limited_size) {
    Events events;
    auto all = history();
    all.read(events);
    for (int i = 0; i < 5; ++i)
        keep(all, events, 3000);
    for (const auto* name : {"/history", "/history.old"}) {
        const auto text = os::read_file(directory_ + name);
        ASSERT_TRUE(text) << name;
        EXPECT_LE(std::ranges::count(*text, '\n'), 2 * static_cast<long>(Events::kMost)) << name;
    }
    const auto left = found();
    EXPECT_EQ(left.end() - left.first(), Events::kMost);
    EXPECT_EQ(left[left.end() - 1], numbered(14999));
}

TEST_F(KeptHistory, has_every_event_once_when_the_daemon_ends_beside_a_writing) {
    Events events;
    auto all = history();
    all.read(events);
    events.add(numbered(0));
    all.keep(events);
    events.add(numbered(1));
    ASSERT_TRUE(all.keep_all(events));
    turn(); // of the thread beside the loop
    all.keep(events);
    turn();
    EXPECT_EQ(found().end(), 2u);
}

TEST_F(KeptHistory, has_every_event_once_after_a_daemon_that_was_killed_while_it_read) {
    Events events;
    auto all = history();
    all.read(events);
    for (const auto number : {Events::kMost, std::uint64_t{10}}) // a former file and another one
        keep(all, events, number);
    std::filesystem::copy_file(directory_ + "/history.old", directory_ + "/kept");
    const auto before = found();
    EXPECT_EQ(before[before.first()], numbered(10)) << "the oldest ones are dropped";
    std::filesystem::rename(directory_ + "/kept", directory_ + "/history.old");
    const auto left = found();
    for (std::uint64_t i = 0; i < Events::kMost; ++i)
        ASSERT_EQ(left[left.first() + i], numbered(i + 10));
}

TEST_F(KeptHistory, goes_on_when_its_file_can_be_opened_again) {
    std::filesystem::remove_all(directory_);
    Events events;
    auto all = history();
    all.read(events);
    keep(all, events, 3);
    std::filesystem::create_directory(directory_);
    keep(all, events, 1);
    EXPECT_EQ(found().end(), 4u);
}

TEST_F(KeptHistory, that_cannot_be_written_is_told_at_the_end) {
    std::filesystem::remove_all(directory_);
    Events events;
    auto all = history();
    all.read(events);
    keep(all, events, 3);
    EXPECT_FALSE(all.keep_all(events));
}

} // namespace xvrrp::daemon
