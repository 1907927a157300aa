// SPDX-License-Identifier: GPL-2.0-or-later
// Each event makes its scripts run, in the order of the events.
#include "daemon/notices.h"

#include <filesystem>

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

    static core::RouterId router_of(const std::string& name) {
        return {static_cast<std::uint32_t>(name.front())};
    }

    void become(const std::string& name, State to, bool staged = false) {
        core::Transitioned output;
        output.router = router_of(name);
        output.name = name;
        output.to = to;
        output.staged = staged;
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

    void end_stage_of(const std::string& name) {
        core::Noticed output;
        output.kind = core::Noticed::Kind::StageOver;
        output.router = router_of(name);
        output.name = name;
        notices_.take(output, kNow);
    }

    static config::Config with_group(const std::string& name) {
        config::Config config;
        config.sync_groups.push_back({name, {"A"}, false, scripts("/of " + name)});
        return config;
    }

    // Becomes MASTER with smtp_alert on or off, where there is a server.
    void become_mailed(bool mails) {
        auto config = with_group("G");
        config.sync_groups.front().notify.mails = mails;
        config.mailing = {.to = {"a@b"}, .from = "v@r", .server = "s", .helo = "h"};
        notices_.follow(config);
        core::Notify notify;
        notify.mails = mails;
        core::Transitioned output;
        output.name = "A";
        output.to = State::Master;
        output.notify = std::make_shared<const core::Notify>(notify);
        notices_.take(output, kNow);
        notices_.take(core::GroupChanged{"G", State::Master}, kNow);
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
    Started mailed_; // the texts
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
                      [this](std::uint64_t id) { ended_.push_back(id); },
                      [this](const core::Mail& mail) {
                          mailed_.push_back(mail.text);
                          return 1000 + mailed_.size();
                      }}};
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

TEST_F(NoticesTest, wait_for_addresses_that_wait_for_before_master) {
    notices_.follow(with_group("G"));
    become("A", State::Master, true);
    notices_.take(core::GroupChanged{"G", State::Master}, kNow);
    become("B", State::Backup);
    EXPECT_EQ(run_all(), Started{"/any INSTANCE B BACKUP 100"});
    EXPECT_EQ(notices_.unfinished(), 2u);
    end_stage_of("A");
    EXPECT_EQ(run_all(), (Started{"/any INSTANCE A MASTER 100", "/of G GROUP G MASTER 0"}));
}

TEST_F(NoticesTest, tell_a_mastership_that_was_lost_before_its_addresses_came) {
    become("A", State::Master, true);
    EXPECT_EQ(run_all(), Started{});
    become("A", State::Backup);
    EXPECT_EQ(run_all(), (Started{"/any INSTANCE A MASTER 100", "/any INSTANCE A BACKUP 100"}));
}

TEST_F(NoticesTest, end_a_script_that_runs_for_long_so_that_the_last_one_of_its_instance_comes) {
    become("A", State::Master);
    become("B", State::Master);
    notices_.deliver(kNow, false);
    notices_.ended(ids_.at(1), {}, kNow);
    become("A", State::Init);
    become("B", State::Init);
    notices_.deliver(kNow + 9s, false);
    notices_.end_long_runs(kNow + 9s);
    EXPECT_TRUE(ended_.empty());
    notices_.end_long_runs(kNow + 10s);
    EXPECT_EQ(ended_, std::vector<std::uint64_t>{ids_.front()});
    EXPECT_EQ(started_.size(), 4u);
    EXPECT_EQ(notices_.unfinished(), 2u);
}

TEST_F(NoticesTest, start_no_reader_of_a_closed_pipe_again) {
    const std::string path = testing::TempDir() + "xvrrp_notices_test";
    config::Config config;
    config.notifying.fifo = config::NotifyFifo{.path = path, .reader = core::Script{{"/reader"}, "", ""}};
    notices_.follow(config);
    EXPECT_EQ(started_, Started{"/reader " + path});
    notices_.close_pipes();
    notices_.ended(ids_.front(), {}, kNow);
    EXPECT_FALSE(notices_.is_read());
    notices_.deliver(kNow + 60s, false);
    EXPECT_EQ(started_.size(), 1u);
    std::filesystem::remove(path);
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

TEST_F(NoticesTest, mail_instances_and_groups_that_want_it_when_the_addresses_are_there) {
    become_mailed(true);
    notices_.deliver(kNow, true);
    EXPECT_EQ(mailed_.size(), 0u);
    notices_.deliver(kNow, false);
    ASSERT_EQ(mailed_.size(), 2u);
    EXPECT_NE(mailed_[0].find("VRRP Instance A - Entering MASTER state"), std::string::npos);
    EXPECT_NE(mailed_[1].find("VRRP Group G - Entering MASTER state"), std::string::npos);
    EXPECT_EQ(notices_.unsent(), 2u);
    EXPECT_EQ(started_.size(), 1u) << "the script of the group does not wait for its mail";
    notices_.ended(1001, {}, kNow);
    EXPECT_EQ(notices_.unsent(), 1u);
    notices_.give_up_mails("test");
    EXPECT_EQ(notices_.unsent(), 0u);
    EXPECT_EQ(ended_, std::vector<std::uint64_t>{1002});
}

TEST_F(NoticesTest, mail_nobody_without_smtp_alert) {
    become_mailed(false);
    notices_.deliver(kNow, false);
    EXPECT_EQ(mailed_, Started{});
    EXPECT_EQ(notices_.unsent(), 0u);
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
    EXPECT_EQ(notices_.untold().scripts.left_out, 2000u - of_losers);
    EXPECT_EQ(notices_.untold().scripts.waiting, of_losers + 2000);
}

TEST_F(NoticesTest, count_what_fails) {
    become("A", State::Master);
    become("B", State::Master);
    notices_.deliver(kNow, false);
    ASSERT_EQ(ids_.size(), 2u);
    notices_.ended(ids_[0], {core::RunOutcome::End::Exited, 1, "no"}, kNow);
    notices_.ended(ids_[1], {}, kNow);
    const auto untold = notices_.untold();
    EXPECT_EQ(untold.scripts.failed, 1u);
    EXPECT_EQ(untold.scripts.waiting, 0u);
    EXPECT_EQ(untold.fifo.path, "");
}

} // namespace
} // namespace xvrrp::daemon
