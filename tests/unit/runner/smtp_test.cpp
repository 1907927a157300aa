// SPDX-License-Identifier: GPL-2.0-or-later
// Mails to a server on the loopback interface: what it hears, and what is told when it does not take one.
#include "runner/process.h"
#include "runner/smtp.h"
#include "support/smtp_server.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace xvrrp::runner {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test::SmtpServer;
using End = core::RunOutcome::End;

core::Mail mail_to(std::uint16_t port) {
    return {.server = "127.0.0.1",
            .port = port,
            .helo = "a host.example.com",
            .timeout = 5s,
            .sender = "vrrp@example.com",
            .recipients = {"a@b", "c@d"},
            .text = "Subject: x\r\n\r\nbody\r\n.\r\nend\r\n"};
}

core::RunOutcome outcome_of(const core::Mail& mail) {
    auto process = Process::start(Delivery{1, mail});
    EXPECT_TRUE(process);
    pollfd ended{process->pidfd(), POLLIN, 0};
    EXPECT_EQ(::poll(&ended, 1, 20'000), 1);
    return process->outcome(false);
}

} // namespace

TEST(Smtp, brings_one_mail_to_all_recipients) {
    const SmtpServer server({});
    const auto sent = send_mail(mail_to(server.port()));
    EXPECT_TRUE(sent.done) << sent.reason;
    EXPECT_EQ(sent.reason, "");
    ASSERT_EQ(server.mails().size(), 1u);
    const auto mail = server.mails().front();
    EXPECT_EQ(mail.helo, "EHLO a host.example.com");
    EXPECT_EQ(mail.from, "<vrrp@example.com>");
    EXPECT_EQ(mail.to, (std::vector<std::string>{"<a@b>", "<c@d>"}));
    EXPECT_EQ(mail.text, "Subject: x\n\nbody\n.\nend\n");
}

TEST(Smtp, speaks_to_a_server_that_knows_no_ehlo) {
    const SmtpServer server({.knows_ehlo = false});
    const auto sent = send_mail(mail_to(server.port()));
    EXPECT_TRUE(sent.done) << sent.reason;
    EXPECT_EQ(sent.reason, "");
    ASSERT_EQ(server.mails().size(), 1u);
    EXPECT_EQ(server.mails().front().helo, "HELO a host.example.com");
}

TEST(Smtp, brings_the_mail_to_the_others_where_one_is_refused_and_says_which) {
    const SmtpServer server({.refuses = "<a@b>"});
    const auto sent = send_mail(mail_to(server.port()));
    EXPECT_TRUE(sent.done);
    EXPECT_EQ(sent.reason, "RCPT TO:<a@b>: 550 5.1.1 no such user");
    ASSERT_EQ(server.mails().size(), 1u);
    EXPECT_EQ(server.mails().front().to, std::vector<std::string>{"<c@d>"});
}

TEST(Smtp, says_why_nobody_gets_the_mail) {
    const SmtpServer server({.refuses = "<a@b>"});
    auto mail = mail_to(server.port());
    mail.recipients = {"a@b"};
    const auto sent = send_mail(mail);
    EXPECT_FALSE(sent.done);
    EXPECT_EQ(sent.reason, "RCPT TO:<a@b>: 550 5.1.1 no such user");
    EXPECT_TRUE(server.mails().empty());
}

TEST(Smtp, says_that_there_is_no_server) {
    const auto port = SmtpServer({}).port(); // it is gone
    const auto sent = send_mail(mail_to(port));
    EXPECT_FALSE(sent.done);
    EXPECT_EQ(sent.reason, "Connection refused");
    auto mail = mail_to(port);
    mail.server = "no such name";
    EXPECT_FALSE(send_mail(mail).done);
    EXPECT_NE(send_mail(mail).reason, "");
}

TEST(Smtp, waits_for_a_silent_server_no_longer_than_the_timeout) {
    const SmtpServer server({.is_silent = true});
    auto mail = mail_to(server.port());
    mail.timeout = 200ms;
    const auto began = steady_clock::now();
    const auto sent = send_mail(mail);
    const auto took = steady_clock::now() - began;
    EXPECT_FALSE(sent.done);
    EXPECT_NE(sent.reason, "");
    EXPECT_GE(took, 200ms);
    EXPECT_LT(took, 5s);
}

TEST(Smtp, runs_in_a_process_of_its_own_that_tells_the_reason) {
    const SmtpServer server({});
    EXPECT_EQ(outcome_of(mail_to(server.port())), (core::RunOutcome{End::Exited, 0, ""}));
    EXPECT_EQ(server.mails().size(), 1u);
    auto mail = mail_to(server.port());
    mail.recipients = {"a@b"};
    const SmtpServer refusing({.refuses = "<a@b>"});
    mail.port = refusing.port();
    EXPECT_EQ(outcome_of(mail), (core::RunOutcome{End::Exited, 1, "RCPT TO:<a@b>: 550 5.1.1 no such user"}));
}

} // namespace xvrrp::runner
