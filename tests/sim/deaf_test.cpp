// SPDX-License-Identifier: GPL-2.0-or-later
// The ears of a host are cut off: somebody detached the programs by which it hears adverts.
#include "scenario.h"

#include <algorithm>

namespace xvrrp::sim {

namespace {

class Deaf : public Scenario {
protected:
    // The transitions of one host since 10 s, without their times.
    std::vector<std::pair<State, Reason>> story_of(const std::string& host) const {
        std::vector<std::pair<State, Reason>> out;
        for (const auto& change : lan.record.changes_since(10s)) {
            if (change.host == host)
                out.emplace_back(change.to, change.reason);
        }
        return out;
    }
};

using Story = std::vector<std::pair<State, Reason>>;

TEST_F(Deaf, backup_does_not_take_over_and_says_why) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.cut_ears(true);
    lan.run_for(30s);
    EXPECT_EQ(story_of("b"), (Story{{State::Fault, Reason::CannotReceive}}));
    EXPECT_LE(lan.record.changes_since(10s).at(0).at, 12s) << "the daemon looks every two seconds";
    b.mend_ears();
    lan.run_for(2s);
    EXPECT_EQ(story_of("b"),
              (Story{{State::Fault, Reason::CannotReceive}, {State::Backup, Reason::FaultCleared}}));
}

// Its patience ends long before the look that comes in turn.
TEST_F(Deaf, backup_with_short_intervals_looks_before_it_takes_over) {
    for (const auto priority : {std::uint8_t{150}, std::uint8_t{100}}) {
        auto config = instance(priority);
        config.version = core::Version::V3;
        config.interval = core::Centiseconds(1);
        lan.add({config});
    }
    settle();
    lan.hosts()[1].cut_ears(true);
    lan.run_for(1s);
    EXPECT_EQ(story_of("b"), (Story{{State::Fault, Reason::CannotReceive}}));
    EXPECT_LE(lan.record.changes_since(10s).at(0).at, 10s + 50ms);
}

TEST_F(Deaf, backup_that_can_hear_again_at_once_listens_anew) {
    lan.add({instance(150)});
    auto& b = lan.add({instance(100)});
    settle();
    b.cut_ears(false);
    lan.run_for(30s);
    EXPECT_EQ(story_of("b"),
              (Story{{State::Fault, Reason::CannotReceive}, {State::Backup, Reason::FaultCleared}}));
}

TEST_F(Deaf, master_resigns_only_if_that_lasts) {
    auto& a = lan.add({instance(150)});
    lan.add({instance(100)});
    settle();
    a.cut_ears(false);
    lan.run_for(5s);
    EXPECT_EQ(story_of("a"), Story{});
    a.cut_ears(true);
    lan.run_for(5s);
    EXPECT_EQ(story_of("a"), (Story{{State::Fault, Reason::CannotReceive}}));
    EXPECT_EQ(story_of("b"), (Story{{State::Master, Reason::MasterResigned}}));
}

TEST_F(Deaf, daemon_that_starts_is_in_fault_until_it_can_hear) {
    auto& a = lan.add({instance(150)});
    a.cut_ears(true);
    lan.start();
    EXPECT_EQ(a.state(), State::Fault);
    lan.run_for(9s);
    a.mend_ears();
    lan.run_for(2s);
    EXPECT_EQ(a.state(), State::Backup);
    lan.run_for(4s);
    EXPECT_EQ(a.state(), State::Master);
}

} // namespace

} // namespace xvrrp::sim
