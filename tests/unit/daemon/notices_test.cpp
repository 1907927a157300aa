// SPDX-License-Identifier: GPL-2.0-or-later
// Each event makes its scripts run, in the order of the events.
#include "daemon/notices.h"

#include <gtest/gtest.h>

namespace xvrrp::daemon {
namespace {

using namespace std::chrono_literals;
using core::NotifyEvent;
using core::State;

constexpr core::TimePoint kNow{1000s};

using Started = std::vector<std::string>;

class NoticesTest : public testing::Test {
protected:
    static core::Notify scripts(const std::string& name) {
        core::Notify notify;
        notify.any = core::Script{{name}, "", ""};
        return notify;
    }

    void become(const std::string& name, State to) {
        core::Transitioned output;
        output.name = name;
        output.to = to;
        output.priority = 100;
        output.notify = std::make_shared<const core::Notify>(scripts("/any"));
        notices_.take(output, kNow);
    }

    void hear_a_loser() {
        core::Notify notify;
        notify.scripts.insert({NotifyEvent::MasterRxLowerPri, {{"/low"}, "", ""}});
        core::Noticed output;
        output.kind = core::Noticed::Kind::LowerPriorityWhileMaster;
        output.name = "A";
        output.notify = std::make_shared<const core::Notify>(notify);
        notices_.take(output, kNow);
    }

    static config::Config with_group(const std::string& name) {
        config::Config config;
        config.sync_groups.push_back({name, {"A"}, false, scripts("/of " + name)});
        return config;
    }

    // Ends what runs, and returns what was started since the last call.
    Started run_all() {
        notices_.deliver(kNow, false);
        for (std::size_t at = 0; at < ids_.size(); ++at)
            notices_.ended(ids_[at], {}, kNow);
        ids_.clear();
        return std::exchange(started_, {});
    }

    Started started_;
    std::vector<std::uint64_t> ids_;
    std::vector<std::uint64_t> ended_; // by us
    Notices notices_{{[this](const core::Script& script) {
                          std::string line;
                          for (const auto& each : script.arguments)
                              line += (line.empty() ? "" : " ") + each;
                          started_.push_back(line);
                          ids_.push_back(ids_.empty() ? 100 : ids_.back() + 1);
                          return ids_.back();
                      },
                      [this](std::uint64_t id) { ended_.push_back(id); }}};
};

TEST_F(NoticesTest, start_the_next_script_of_an_instance_when_the_one_before_has_ended) {
    become("A", State::Backup);
    become("A", State::Master);
    notices_.deliver(kNow, false);
    EXPECT_EQ(started_, Started{"/any INSTANCE A BACKUP 100"});
    EXPECT_EQ(notices_.unfinished(), 2u);
    EXPECT_EQ(run_all(), (Started{"/any INSTANCE A BACKUP 100", "/any INSTANCE A MASTER 100"}));
    EXPECT_EQ(notices_.unfinished(), 0u);
}

TEST_F(NoticesTest, go_on_after_a_script_that_failed) {
    become("A", State::Backup);
    become("A", State::Master);
    notices_.deliver(kNow, false);
    notices_.ended(ids_.front(), {core::RunOutcome::End::Exited, 3, "no"}, kNow);
    EXPECT_EQ(started_.size(), 2u);
}

TEST_F(NoticesTest, wait_for_the_addresses_but_not_for_long) {
    become("A", State::Master);
    notices_.deliver(kNow, true);
    notices_.deliver(kNow + 99ms, true);
    EXPECT_EQ(started_, Started{});
    notices_.deliver(kNow + 100ms, true);
    EXPECT_EQ(started_.size(), 1u);
}

TEST_F(NoticesTest, do_not_wait_if_the_addresses_are_there) {
    become("A", State::Master);
    notices_.deliver(kNow, false);
    EXPECT_EQ(started_.size(), 1u);
    notices_.deliver(kNow, false);
    EXPECT_EQ(started_.size(), 1u);
}

TEST_F(NoticesTest, tell_a_group_by_its_own_scripts) {
    notices_.follow(with_group("G"));
    notices_.take(core::GroupChanged{"G", State::Master}, kNow);
    notices_.take(core::GroupChanged{"H", State::Master}, kNow);
    EXPECT_EQ(run_all(), Started{"/of G GROUP G MASTER 0"});
}

TEST_F(NoticesTest, tell_the_end_of_a_group_that_a_reload_removes) {
    notices_.follow(with_group("G"));
    notices_.follow(with_group("H"));
    notices_.take(core::GroupChanged{"G", State::Init, true}, kNow);
    notices_.take(core::GroupChanged{"H", State::Backup}, kNow);
    EXPECT_EQ(run_all(), (Started{"/of G GROUP G FAULT 0", "/of H GROUP H BACKUP 0"}));
    notices_.forget_former();
    notices_.take(core::GroupChanged{"G", State::Master}, kNow);
    EXPECT_EQ(run_all(), Started{});
}

TEST_F(NoticesTest, run_nothing_that_no_configuration_asks_for) {
    core::Transitioned output;
    output.to = State::Master;
    notices_.take(output, kNow);
    output.notify = std::make_shared<const core::Notify>();
    notices_.take(output, kNow);
    EXPECT_EQ(run_all(), Started{});
}

TEST_F(NoticesTest, lose_no_transition_and_let_adverts_of_others_pile_up_only_so_far) {
    for (int i = 0; i < 2000; ++i)
        hear_a_loser();
    const auto of_losers = notices_.unfinished();
    EXPECT_GE(of_losers, 1000u);
    EXPECT_LT(of_losers, 1100u);
    for (int i = 0; i < 2000; ++i)
        become("A", State::Backup);
    EXPECT_EQ(notices_.unfinished(), of_losers + 2000);
}

} // namespace
} // namespace xvrrp::daemon
