// SPDX-License-Identifier: GPL-2.0-or-later
// The neighbours of unicast peers are looked up beside the loop, as long as somebody asks, and told when they change.
#include "daemon/neighbours.h"

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace xvrrp::daemon {
namespace {

using namespace std::chrono_literals;

constexpr core::TimePoint kAsked{1000s};

// Nobody needs a permission to learn that an address is the host's own.
core::Resolve asking(std::uint32_t router, std::uint8_t peer = 2) {
    return {{router}, {core::IpAddress::v4(127, 0, 0, 1), {1}, {core::IpAddress::v4(127, 0, 0, peer)}}};
}

class NeighboursTest : public testing::Test {
protected:
    using Steps = std::vector<std::function<void()>>;

    // One step each time answers have come, and the end after the last one.
    void when_answers_come(Steps steps) {
        steps_ = std::move(steps);
        EXPECT_TRUE(loop_.run());
        EXPECT_EQ(done_, steps_.size());
    }

    std::set<std::uint32_t> told(core::TimePoint now) {
        std::set<std::uint32_t> routers;
        for (const auto& each : neighbours_.look(now)) {
            EXPECT_EQ(each.neighbours.size(), 1u);
            EXPECT_EQ(each.neighbours[0].trouble, "it is an address of this host");
            routers.insert(each.router.value);
        }
        return routers;
    }

    void take_step() {
        steps_[done_++]();
        if (done_ == steps_.size())
            loop_.stop(0);
    }

    Steps steps_;
    std::size_t done_ = 0;
    os::EventLoop loop_ = std::move(*os::EventLoop::open());
    Neighbours neighbours_{loop_, [this] { take_step(); }};
};

TEST_F(NeighboursTest, are_not_looked_for_unless_somebody_asks) {
    EXPECT_EQ(neighbours_.deadline(), core::kNever);
    neighbours_.ask(asking(1), kAsked);
    EXPECT_LE(neighbours_.deadline(), kAsked + 100ms);
    neighbours_.ask({{1}, {}}, kAsked);
    EXPECT_EQ(neighbours_.deadline(), core::kNever);
}

TEST_F(NeighboursTest, are_told_once_and_looked_for_every_second) {
    neighbours_.ask(asking(1), kAsked);
    const auto first = neighbours_.deadline();
    EXPECT_TRUE(neighbours_.look(first).empty());
    EXPECT_EQ(neighbours_.deadline(), core::kNever) << "the answer wakes the loop";
    when_answers_come({[&] {
                           EXPECT_EQ(told(first), std::set<std::uint32_t>{1});
                           EXPECT_EQ(neighbours_.deadline(), first + 1s);
                           EXPECT_TRUE(neighbours_.look(first + 1s).empty());
                       },
                       [&] {
                           EXPECT_TRUE(told(first + 1s).empty()) << "nothing has changed";
                           EXPECT_EQ(neighbours_.deadline(), first + 2s);
                       }});
}

TEST_F(NeighboursTest, of_a_former_question_are_not_told) {
    neighbours_.ask(asking(1), kAsked);
    neighbours_.ask(asking(2), kAsked);
    neighbours_.look(kAsked + 100ms);
    neighbours_.ask(asking(1, 3), kAsked + 100ms);
    neighbours_.ask({{2}, {}}, kAsked + 100ms);
    when_answers_come({[&] {
                           EXPECT_TRUE(told(kAsked + 100ms).empty());
                           neighbours_.look(neighbours_.deadline());
                       },
                       [&] {
                           const auto news = neighbours_.look(kAsked + 200ms);
                           ASSERT_EQ(news.size(), 1u);
                           EXPECT_EQ(news[0].neighbours[0].peer, core::IpAddress::v4(127, 0, 0, 3));
                       }});
}

TEST_F(NeighboursTest, of_many_are_told_in_several_turns) {
    for (std::uint32_t router = 0; router < 300; ++router)
        neighbours_.ask(asking(router), kAsked);
    neighbours_.look(kAsked + 100ms);
    when_answers_come({[] {}});
    std::vector<std::size_t> turns;
    for (std::size_t sum = 0; sum < 300 && turns.size() < 10; sum += turns.back()) {
        EXPECT_LE(neighbours_.deadline(), kAsked + 100ms);
        turns.push_back(told(kAsked + 100ms).size());
    }
    EXPECT_EQ(turns, (std::vector<std::size_t>{128, 128, 44}));
    EXPECT_EQ(neighbours_.deadline(), kAsked + 1100ms);
}

} // namespace
} // namespace xvrrp::daemon
