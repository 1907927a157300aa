// SPDX-License-Identifier: GPL-2.0-or-later
// The history: its bounds, its way through a file, and what followers get.
#include "daemon/events.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace xvrrp::daemon {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

Event event(int number) {
    return {Event::Kind::Transition, core::WallTime(core::Duration(1'700'000'000s) + number * 1s), "VI_1",
            "BACKUP -> MASTER", "cause " + std::to_string(number)};
}

Events filled(int number) {
    Events events;
    for (int i = 0; i < number; ++i)
        events.add(event(i));
    return events;
}

std::string all_of(EventText text) {
    std::string out;
    for (auto piece = text.next(); piece && !piece->empty(); piece = text.next())
        out += *piece;
    return out;
}

class EventsFile : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
        path_ = std::string(directory_.data()) + "/events";
    }

    void TearDown() override { std::filesystem::remove_all(directory_.data()); }

    Events read() const {
        Events events;
        read_events(events, path_);
        return events;
    }

    std::string directory_ = "/tmp/xvrrp_events_XXXXXX";
    std::string path_;
};

} // namespace

TEST(Events, lose_the_oldest_when_there_is_no_room) {
    constexpr auto kMost = static_cast<int>(Events::kMost);
    const auto events = filled(kMost + 10);
    EXPECT_EQ(events.end(), Events::kMost + 10);
    EXPECT_EQ(events.first(), 10u);
    EXPECT_EQ(events[10], event(10));
    EXPECT_EQ(events[kMost + 9], event(kMost + 9));
}

TEST(Events, have_bounded_texts) {
    Events events;
    events.add(
        {Event::Kind::Notice, {}, std::string(5000, 'n'), std::string(5000, 'w'), std::string(5000, 'c')});
    EXPECT_EQ(events[0].name.size(), Events::kLongest);
    EXPECT_EQ(events[0].what.size(), Events::kLongest);
    EXPECT_EQ(events[0].cause.size(), Events::kLongest);
}

TEST(Events, count_the_changes_of_each_virtual_router_since_a_time) {
    Events events;
    for (int i = 0; i < 5; ++i)
        events.add(event(i));
    auto priority = event(6);
    priority.kind = Event::Kind::Priority;
    events.add(priority);
    auto other = event(7);
    other.name = "VI_2";
    events.add(other);
    auto notice = event(8);
    notice.kind = Event::Kind::Notice;
    events.add(notice);
    const auto unrest = events.unrest(event(2).at);
    EXPECT_EQ(unrest.at("VI_1").transitions, 2u);
    EXPECT_EQ(unrest.at("VI_1").priority_changes, 1u);
    EXPECT_EQ(unrest.at("VI_2").transitions, 1u);
}

TEST(Events, go_through_text_and_back) {
    auto events = filled(3);
    events.add({Event::Kind::Daemon, event(4).at, "", "said \"stop\"\n", "\xff and \t"});
    Events again;
    again.restore(events.text());
    ASSERT_EQ(again.end(), 4u);
    for (std::uint64_t i = 0; i < 3; ++i)
        EXPECT_EQ(again[i], events[i]);
    EXPECT_EQ(again[3].what, events[3].what);
}

TEST(Events, pass_over_lines_that_are_none) {
    Events events;
    const auto good = line_of(event(1));
    auto number_as_name = json::parse(good);
    number_as_name["name"] = 5;
    auto other_kind = json::parse(good);
    other_kind["kind"] = "no such kind";
    auto no_time = json::parse(good);
    no_time.erase("time_ns");
    auto real_time = json::parse(good);
    real_time["time_ns"] = 1e300;
    events.restore("\n\nnonsense\n{\"half\":\n[]\n\"text\"\nnull\n" + number_as_name.dump() + "\n" +
                   other_kind.dump() + "\n" + no_time.dump() + "\n" + real_time.dump() + "\n" +
                   std::string(100'000, '[') + "\n" + good + "\n" + good.substr(0, good.size() / 2));
    ASSERT_EQ(events.end(), 1u);
    EXPECT_EQ(events[0], event(1));
}

TEST(Events, are_no_more_than_fit_whatever_the_text_says) {
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += line_of(event(i)) + "\n";
    Events events;
    events.restore(text);
    EXPECT_EQ(events.end() - events.first(), Events::kMost);
    EXPECT_EQ(events[events.end() - 1], event(4999));
}

TEST_F(EventsFile, outlives_a_restart) {
    ASSERT_TRUE(write_events(filled(3), path_));
    const auto events = read();
    ASSERT_EQ(events.end(), 3u);
    EXPECT_EQ(events[2], event(2));
    EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(EventsFile, may_be_missing_or_something_else) {
    EXPECT_EQ(read().end(), 0u);
    std::filesystem::create_directory(path_);
    EXPECT_EQ(read().end(), 0u);
    std::filesystem::remove(path_);
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0); // opening it for reading would wait for a writer
    EXPECT_EQ(read().end(), 0u);
    std::filesystem::remove(path_);
    std::ofstream(path_, std::ios::binary) << std::string(1000, '\0') << '\n' << line_of(event(1)) << '\n';
    EXPECT_EQ(read().end(), 1u);
}

TEST_F(EventsFile, that_cannot_be_written_is_an_error) {
    EXPECT_FALSE(write_events(filled(1), path_ + "/no/such/directory"));
}

TEST(EventText, is_one_document_in_pieces) {
    const auto events = filled(150);
    EventText text(events, false);
    auto first = text.next();
    ASSERT_TRUE(first);
    EXPECT_LT(first->size(), 20'000u);
    const auto document = json::parse(all_of(EventText(events, false)));
    EXPECT_EQ(document["schema"], 1);
    ASSERT_EQ(document["events"].size(), 150u);
    EXPECT_EQ(document["events"][149], (json{{"time", "2023-11-14T22:15:49.000000Z"},
                                             {"time_ns", 1'700'000'149'000'000'000},
                                             {"kind", "transition"},
                                             {"name", "VI_1"},
                                             {"what", "BACKUP -> MASTER"},
                                             {"cause", "cause 149"}}));
    EXPECT_EQ(json::parse(all_of(EventText(Events{}, false)))["events"], json::array());
}

TEST(EventText, ends_although_events_come_and_go_meanwhile) {
    auto events = filled(static_cast<int>(Events::kMost));
    EventText text(events, false);
    auto all = text.next().value();
    for (int i = 0; i < static_cast<int>(Events::kMost) + 5; ++i)
        events.add(event(i)); // all that the document wanted is gone
    all += all_of(text);
    EXPECT_EQ(json::parse(all)["events"].size(), 64u);
}

TEST(EventText, of_a_follower_waits_for_more) {
    auto events = filled(2);
    EventText text(events, true);
    const auto both = text.next().value();
    EXPECT_EQ(std::ranges::count(both, '\n'), 2);
    EXPECT_EQ(json::parse(both.substr(0, both.find('\n')))["schema"], 1);
    EXPECT_EQ(text.next(), std::nullopt);
    events.add(event(2));
    EXPECT_EQ(json::parse(text.next().value())["cause"], "cause 2");
    EXPECT_EQ(text.next(), std::nullopt);
}

TEST(EventText, of_a_follower_that_is_too_slow_ends_with_an_error) {
    auto events = filled(2);
    EventText text(events, true);
    text.next();
    for (int i = 0; i < static_cast<int>(Events::kMost) + 7; ++i)
        events.add(event(i));
    const auto last = json::parse(text.next().value());
    EXPECT_EQ(last["error"], "this reader is too slow: 7 events were lost for it, ask again");
    EXPECT_EQ(text.next(), "");
    events.add(event(1));
    EXPECT_EQ(text.next(), "");
}

} // namespace xvrrp::daemon
