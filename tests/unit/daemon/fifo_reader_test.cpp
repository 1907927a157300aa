// SPDX-License-Identifier: GPL-2.0-or-later
// The script that reads a named pipe: when it is started, left alone, ended and started again.
#include "daemon/fifo_reader.h"

#include <vector>

#include <gtest/gtest.h>

namespace xvrrp::daemon {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint kNow{1000s};

class FifoReaderTest : public testing::Test {
protected:
    static core::Script script(const std::string& name) { return {{name, "/run/pipe"}, "", ""}; }

    std::vector<std::string> started_;
    std::vector<std::uint64_t> ended_;
    ScriptStarter starter_{[this](const core::Script& script) {
                               started_.push_back(script.arguments.front());
                               return started_.size();
                           },
                           [this](std::uint64_t id) { ended_.push_back(id); }};
    FifoReader reader_{starter_};
};

TEST_F(FifoReaderTest, goes_on_over_a_reload_that_does_not_change_it) {
    reader_.follow(script("/a"));
    reader_.follow(script("/a"));
    EXPECT_EQ(started_, std::vector<std::string>{"/a"});
    EXPECT_TRUE(ended_.empty());
    EXPECT_TRUE(reader_.runs());
}

TEST_F(FifoReaderTest, is_replaced_by_another_one_and_ended_when_nobody_wants_it) {
    reader_.follow(script("/a"));
    reader_.follow(script("/b"));
    EXPECT_EQ(started_, (std::vector<std::string>{"/a", "/b"}));
    EXPECT_EQ(ended_, std::vector<std::uint64_t>{1});
    reader_.follow(std::nullopt);
    EXPECT_EQ(ended_, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_FALSE(reader_.runs());
    EXPECT_EQ(reader_.deadline(), core::kNever);
}

TEST_F(FifoReaderTest, is_started_again_a_while_after_its_end) {
    reader_.follow(script("/a"));
    EXPECT_FALSE(reader_.ended(7, kNow));
    EXPECT_EQ(reader_.ended(1, kNow), "/a");
    EXPECT_FALSE(reader_.runs());
    EXPECT_EQ(reader_.deadline(), kNow + 5s);
    reader_.tick(kNow + 4999ms);
    EXPECT_EQ(started_.size(), 1u);
    reader_.tick(kNow + 5s);
    EXPECT_EQ(started_.size(), 2u);
    EXPECT_EQ(reader_.deadline(), core::kNever);
    EXPECT_FALSE(reader_.ended(1, kNow)) << "that was the first run";
    EXPECT_TRUE(reader_.ended(2, kNow));
}

TEST_F(FifoReaderTest, that_may_end_is_not_started_again_when_it_does) {
    reader_.follow(script("/a"));
    reader_.let_end();
    EXPECT_TRUE(reader_.runs());
    EXPECT_FALSE(reader_.ended(1, kNow)) << "nobody has to be told";
    EXPECT_FALSE(reader_.runs());
    EXPECT_EQ(reader_.deadline(), core::kNever);
    reader_.tick(kNow + 60s);
    EXPECT_EQ(started_.size(), 1u);
}

TEST_F(FifoReaderTest, that_has_ended_before_it_may_is_not_started_again) {
    reader_.follow(script("/a"));
    reader_.ended(1, kNow);
    reader_.let_end();
    reader_.tick(kNow + 60s);
    EXPECT_EQ(started_.size(), 1u);
}

TEST_F(FifoReaderTest, that_is_not_wanted_any_more_is_not_started_again) {
    reader_.follow(script("/a"));
    reader_.ended(1, kNow);
    reader_.follow(std::nullopt);
    reader_.tick(kNow + 60s);
    EXPECT_EQ(started_.size(), 1u);
    EXPECT_TRUE(ended_.empty()) << "it had ended";
}

} // namespace
} // namespace xvrrp::daemon
