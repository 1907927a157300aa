// SPDX-License-Identifier: GPL-2.0-or-later
// A router that is promoted leads for a while, and afterwards the best one leads again. At every moment a host answers.
#include "scenario.h"

namespace xvrrp::sim {

namespace {

std::size_t answering(Network& lan) {
    std::size_t count = 0;
    for (const auto& host : lan.hosts())
        count += host.answers_for(0) ? 1 : 0;
    return count;
}

} // namespace

using Promotion = Scenario;

TEST_F(Promotion, takes_over_at_once_and_gives_back_when_it_is_over) {
    for (const bool preempts : {true, false}) {
        Network pair;
        pair.add({instance(150)});
        auto config = instance(100);
        config.preempt = preempts;
        auto& b = pair.add({config});
        pair.start();
        pair.run_for(10s);
        b.order(0, core::kPromoted, true, 20s);
        for (int i = 0; i < 400; ++i) {
            pair.run_for(50ms);
            EXPECT_GE(answering(pair), 1U);
        }
        pair.run_for(10s);
        const auto changes = pair.record.changes_since(10s);
        ASSERT_EQ(changes.size(), 4U);
        EXPECT_EQ(changes[0], (Change{10s, "b", 0, State::Backup, State::Master, Reason::Promoted}));
        EXPECT_EQ(changes[1],
                  (Change{10s + 100us, "a", 0, State::Master, State::Backup, Reason::HigherPriority}));
        EXPECT_EQ(changes[2].host, "a") << "it preempts when the promotion is over";
        EXPECT_EQ(changes[2].reason, Reason::Preempting);
        EXPECT_GE(changes[2].at, 30s);
        EXPECT_LE(changes[2].at, 35s);
        EXPECT_EQ(changes[3].reason, Reason::HigherPriority);
        EXPECT_EQ(pair.record.violations, std::vector<std::string>{});
    }
}

TEST_F(Promotion, outlives_a_crash_and_ends_in_time) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.order(0, core::kPromoted, true, 30s);
    lan.run_for(5s);
    b.kill();
    lan.run_for(1s);
    b.start_again();
    lan.run_for(10s);
    EXPECT_EQ(b.state(0), State::Master);
    lan.run_for(20s);
    EXPECT_EQ(b.state(0), State::Backup);
}

} // namespace xvrrp::sim
