// SPDX-License-Identifier: GPL-2.0-or-later
// Which mails are sent, in which order, and which are given up.
#include "daemon/mails.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace xvrrp::daemon {
namespace {

using namespace std::chrono_literals;
using core::NotifyEvent;

constexpr core::TimePoint kMailTime{1000s};
const core::RunOutcome kSent{};
const core::RunOutcome kRefused{core::RunOutcome::End::Exited, 1, "connection refused"};

using Texts = std::vector<std::string>;

config::Config with_server(const std::string& server) {
    config::Config config;
    config.router_id = "R";
    config.mailing = {.to = {"a@b"}, .from = "v@r", .server = server, .helo = "h"};
    return config;
}

class MailsTest : public testing::Test {
protected:
    MailsTest() { mails_.follow(with_server("s1")); }

    void become(const std::string& name, NotifyEvent state) {
        mails_.take({{core::Subject::Kind::Instance, name}, state, 100}, kMailTime);
        mails_.start(kMailTime);
    }

    // "A MASTER" for each mail that was given to the runner.
    Texts subjects() const {
        Texts subjects;
        for (const auto& mail : sent_) {
            const auto begin = mail.text.find("Instance ") + 9;
            subjects.push_back(mail.text.substr(begin, mail.text.find('\r', begin) - begin));
        }
        return subjects;
    }

    void end(std::size_t number, const core::RunOutcome& outcome = kSent) {
        EXPECT_TRUE(mails_.ended(100 + number, outcome, kMailTime));
    }

    std::vector<core::Mail> sent_; // the number of each is 100 and its place
    std::vector<std::uint64_t> ended_;
    const ScriptStarter starter_{[](const core::Script&) { return std::uint64_t{0}; },
                                 [this](std::uint64_t id) { ended_.push_back(id); },
                                 [this](const core::Mail& mail) {
                                     sent_.push_back(mail);
                                     return 99 + sent_.size();
                                 }};
    Mails mails_{starter_};
};

TEST_F(MailsTest, tell_each_state_in_its_order_and_wait_for_the_mail_before) {
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Master);
    EXPECT_EQ(subjects(), Texts{"A - Entering BACKUP state"});
    EXPECT_EQ(mails_.unsent(), 2u);
    end(0);
    EXPECT_EQ(subjects(), (Texts{"A - Entering BACKUP state", "A - Entering MASTER state"}));
    end(1);
    EXPECT_EQ(mails_.unsent(), 0u);
    EXPECT_EQ(sent_[0].server, "s1");
    EXPECT_NE(sent_[0].text, sent_[1].text);
}

TEST_F(MailsTest, are_a_few_at_once) {
    for (int i = 0; i < 10; ++i)
        become(std::to_string(i), NotifyEvent::Backup);
    EXPECT_EQ(sent_.size(), kMostMailsAtOnce);
    end(2, kRefused);
    EXPECT_EQ(sent_.size(), kMostMailsAtOnce + 1);
}

TEST_F(MailsTest, go_on_after_one_that_failed_which_is_not_tried_again) {
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Fault);
    end(0, kRefused);
    end(1, {core::RunOutcome::End::TimedOut, 0, ""});
    EXPECT_EQ(subjects(), (Texts{"A - Entering BACKUP state", "A - Entering FAULT state"}));
    EXPECT_EQ(mails_.unsent(), 0u);
    EXPECT_EQ(mails_.counts().failed, 2u);
    EXPECT_EQ(mails_.counts().left_out, 0u);
}

TEST_F(MailsTest, tell_no_state_twice_and_no_event_that_is_none) {
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::MasterRxLowerPri);
    become("A", NotifyEvent::BackupPriority);
    EXPECT_EQ(mails_.unsent(), 1u);
}

TEST_F(MailsTest, tell_no_fault_that_is_not_wanted_and_not_the_same_state_after_it) {
    auto config = with_server("s1");
    config.mailing.faults = false;
    mails_.follow(config);
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Fault);
    become("A", NotifyEvent::Backup);
    EXPECT_EQ(mails_.unsent(), 1u);
}

TEST_F(MailsTest, that_wait_outlive_a_reload_and_go_to_the_new_server) {
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Master);
    mails_.follow(with_server("s2"));
    EXPECT_EQ(ended_.size(), 0u);
    end(0);
    ASSERT_EQ(sent_.size(), 2u);
    EXPECT_EQ(sent_[0].server, "s1");
    EXPECT_EQ(sent_[1].server, "s2");
}

TEST_F(MailsTest, are_given_up_when_there_is_no_server_any_more) {
    become("A", NotifyEvent::Backup);
    become("A", NotifyEvent::Master);
    mails_.follow(with_server(""));
    EXPECT_EQ(mails_.unsent(), 0u);
    EXPECT_EQ(ended_, std::vector<std::uint64_t>{100});
    EXPECT_FALSE(mails_.ended(100, kSent, kMailTime));
    become("A", NotifyEvent::Backup);
    EXPECT_EQ(sent_.size(), 1u);
    EXPECT_EQ(mails_.counts().left_out, 2u);
}

TEST_F(MailsTest, are_left_out_when_thousands_wait_and_taken_again_later) {
    for (std::size_t i = 0; i < kMostMailsUnsent + 10; ++i)
        become(std::to_string(i), NotifyEvent::Backup);
    EXPECT_EQ(mails_.unsent(), kMostMailsUnsent);
    EXPECT_EQ(mails_.counts().left_out, 10u);
    end(0);
    become("late", NotifyEvent::Backup);
    EXPECT_EQ(mails_.unsent(), kMostMailsUnsent);
    for (std::size_t at = 1; at < sent_.size(); ++at)
        end(at);
    EXPECT_EQ(mails_.unsent(), 0u);
    EXPECT_EQ(subjects().back(), "late - Entering BACKUP state");
}

TEST_F(MailsTest, know_nothing_of_the_end_of_a_script) {
    become("A", NotifyEvent::Backup);
    EXPECT_FALSE(mails_.ended(7, kSent, kMailTime));
    EXPECT_EQ(mails_.unsent(), 1u);
}

} // namespace
} // namespace xvrrp::daemon
