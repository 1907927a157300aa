// SPDX-License-Identifier: GPL-2.0-or-later
// Which states are worth a mail, and what the mail says.
#include "core/notify/mail.h"

#include <gtest/gtest.h>

namespace xvrrp::core {
namespace {

using namespace std::chrono_literals;

const Subject kInstance{Subject::Kind::Instance, "VI_1"};
const Subject kGroup{Subject::Kind::Group, "VI_1"};

// Sunday, 29 November 2026, 11:24:33 and a half
constexpr WallTime kAt{1795951473500ms};

Mailing mailing() {
    return {.to = {"root@localhost", "Jo Doe <jo@example.com>"},
            .from = "VRRP <vrrp@example.com>",
            .server = "192.0.2.25",
            .helo = "a.example.com"};
}

Mail mail_about(const Subject& subject, NotifyEvent event) {
    return compose({{subject, event, 100}, kAt, 7}, mailing(), "LVS_DEVEL");
}

bool has_line(const Mail& mail, const std::string& line) {
    return ("\r\n" + mail.text).find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST(Mail, has_keepalived_s_headers_and_body) {
    EXPECT_EQ(mail_about(kInstance, NotifyEvent::Master).text,
              "Date: Sun, 29 Nov 2026 11:24:33 +0000\r\n"
              "From: VRRP <vrrp@example.com>\r\n"
              "To: root@localhost,\r\n Jo Doe <jo@example.com>\r\n"
              "Subject: [LVS_DEVEL] VRRP Instance VI_1 - Entering MASTER state\r\n"
              "Message-ID: <1795951473500000000.7@a.example.com>\r\n"
              "X-Mailer: xvrrp\r\n"
              "\r\n"
              "=> VRRP Instance is now owning VRRP VIPs <=\r\n");
}

TEST(Mail, says_each_state_in_keepalived_s_words) {
    const auto expect = [](const Subject& of, NotifyEvent event, const std::string& subject,
                           const std::string& body) {
        const auto mail = mail_about(of, event);
        EXPECT_TRUE(has_line(mail, "Subject: [LVS_DEVEL] VRRP " + subject)) << mail.text;
        EXPECT_TRUE(mail.text.ends_with("\r\n\r\n" + body + "\r\n")) << mail.text;
    };
    const std::string gone = "=> VRRP Instance is no longer owning VRRP VIPs <=";
    expect(kInstance, NotifyEvent::Backup, "Instance VI_1 - Entering BACKUP state", gone);
    expect(kInstance, NotifyEvent::Fault, "Instance VI_1 - Entering FAULT state", gone);
    expect(kInstance, NotifyEvent::Stop, "Instance VI_1 - Stopping", "=> VRRP Instance stopping <=");
    expect(kInstance, NotifyEvent::Deleted, "Instance VI_1 - Deleted", "=> VRRP Deleted at reload <=");
    expect(kGroup, NotifyEvent::Master, "Group VI_1 - Entering MASTER state",
           "=> All VRRP group instances are now in MASTER state <=");
    expect(kGroup, NotifyEvent::Backup, "Group VI_1 - Entering BACKUP state",
           "=> All VRRP group instances are now in BACKUP state <=");
    expect(kGroup, NotifyEvent::Fault, "Group VI_1 - Entering FAULT state",
           "=> All VRRP group instances are now in FAULT state <=");
    expect(kGroup, NotifyEvent::Stop, "Group VI_1 - Stopping",
           "=> All VRRP group instances are now stopping <=");
}

TEST(Mail, goes_to_the_addresses_alone) {
    const auto mail = mail_about(kInstance, NotifyEvent::Master);
    EXPECT_EQ(mail.sender, "vrrp@example.com");
    EXPECT_EQ(mail.recipients, (std::vector<std::string>{"root@localhost", "jo@example.com"}));
    EXPECT_EQ(mail.server, "192.0.2.25");
    EXPECT_EQ(mail.port, 25);
    EXPECT_EQ(mail.timeout, 30s);
}

TEST(Mail, has_no_header_that_a_name_brings_in) {
    Letter letter{{{Subject::Kind::Instance, "VI\r\nBcc: x@y"}, NotifyEvent::Master, 100}, kAt, 1};
    auto settings = mailing();
    settings.from = "a@b\r\nBcc: x@y";
    settings.to = {std::string("a\0b@c", 5), "<c@d\r\nRCPT TO:x@y>"};
    const auto mail = compose(letter, settings, "id\nBcc: x@y");
    EXPECT_EQ(mail.text.find("\nBcc"), std::string::npos) << mail.text;
    EXPECT_EQ(mail.sender, "a@b  Bcc: x@y");
    EXPECT_EQ(mail.recipients, (std::vector<std::string>{"a b@c", "c@d  RCPT TO:x@y"}));
}

TEST(Mail, has_the_date_of_any_day) {
    const auto date_at = [](WallTime at) {
        const auto text = compose({{kInstance, NotifyEvent::Stop, 0}, at, 1}, mailing(), "r").text;
        return text.substr(0, text.find('\r'));
    };
    EXPECT_EQ(date_at(WallTime{}), "Date: Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(date_at(WallTime{951782400s}), "Date: Tue, 29 Feb 2000 00:00:00 +0000");
    EXPECT_EQ(date_at(WallTime{1798761599s}), "Date: Thu, 31 Dec 2026 23:59:59 +0000");
}

TEST(MailedStates, are_new_once_and_again_after_another_one) {
    MailedStates states;
    EXPECT_TRUE(states.is_new({kInstance, NotifyEvent::Backup, 100}));
    EXPECT_FALSE(states.is_new({kInstance, NotifyEvent::Backup, 90}));
    EXPECT_TRUE(states.is_new({kInstance, NotifyEvent::Master, 100}));
    EXPECT_TRUE(states.is_new({kInstance, NotifyEvent::Backup, 100}));
}

TEST(MailedStates, of_an_instance_and_of_a_group_with_its_name_are_two) {
    MailedStates states;
    EXPECT_TRUE(states.is_new({kInstance, NotifyEvent::Master, 100}));
    EXPECT_TRUE(states.is_new({kGroup, NotifyEvent::Master, 0}));
    EXPECT_FALSE(states.is_new({kGroup, NotifyEvent::Master, 0}));
}

TEST(Mailing, needs_a_server_and_a_recipient) {
    EXPECT_TRUE(mailing().is_usable());
    EXPECT_FALSE(Mailing{}.is_usable());
    auto settings = mailing();
    settings.server.clear();
    EXPECT_FALSE(settings.is_usable());
    settings = mailing();
    settings.to.clear();
    EXPECT_FALSE(settings.is_usable());
}

} // namespace
} // namespace xvrrp::core
