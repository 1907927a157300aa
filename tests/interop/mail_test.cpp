// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's keepalived send mails about the same life, and these are compared.
#include "daemon.h"
#include "support/smtp_server.h"

#include <algorithm>
#include <sstream>

namespace xvrrp::test {

namespace {

using Texts = std::vector<std::string>;

constexpr std::uint16_t kPort = 2525;

class MailBeside : public RootTest {};

std::string mailed_instance(const std::string& number) {
    return "vrrp_instance VI_" + number + " {\n    interface eth0\n    virtual_router_id 5" + number +
           "\n    version 3\n    advert_int 0.2\n    priority 1" + number +
           "0\n    virtual_ipaddress {\n        192.168.1.10" + number + "/24\n    }\n}\n";
}

const std::string kMailing =
    "global_defs {\n    router_id R1\n    notification_email {\n        root@localhost\n        "
    "a@example.com\n    }\n    notification_email_from r@example.com\n    smtp_server 127.0.0.1 2525\n    "
    "smtp_helo_name r1.example.com\n    smtp_alert\n}\nvrrp_sync_group G {\n    group {\n        VI_1\n        "
    "VI_2\n    }\n}\n";

// The envelope, the subject and the body.
std::string essence(const ReceivedMail& mail) {
    std::string text = mail.from;
    for (const auto& each : mail.to)
        text += " " + each;
    std::istringstream lines(mail.text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Subject: ") || line.starts_with("From: ") || line.starts_with("=> "))
            text += "\n" + line;
    }
    return text;
}

// Two instances in a group become BACKUP, MASTER and then FAULT.
struct MailedLife {
    static constexpr std::size_t kMails = 9;

    Lan lan;
    VrrpHost host;
    SmtpServer server;

    explicit MailedLife(Daemon daemon)
        : lan("lan_" + name_of(daemon)), host(lan, name_of(daemon), "192.168.1.1/24"),
          server(listen_in(host.netns())) {
        run(host, daemon, kMailing + mailed_instance("1") + mailed_instance("2"));
        EXPECT_TRUE(server.has(kMails * 2 / 3, std::chrono::seconds(15))) << host.log();
        host.netns().down("eth0");
        EXPECT_TRUE(server.has(kMails, std::chrono::seconds(15))) << host.log();
    }

    static SmtpServer listen_in(const NetNs& netns) {
        const Inside inside(netns);
        return SmtpServer({}, "127.0.0.1", kPort);
    }

    Texts sorted() const {
        Texts texts;
        for (const auto& each : server.mails())
            texts.push_back(essence(each));
        std::ranges::sort(texts);
        return texts;
    }
};

} // namespace

TEST_F(MailBeside, brings_the_same_envelopes_subjects_and_bodies) {
    const MailedLife theirs(Daemon::Keepalived);
    const MailedLife ours(Daemon::Xvrrpd);
    EXPECT_EQ(ours.sorted().size(), MailedLife::kMails);
    EXPECT_EQ(ours.sorted(), theirs.sorted());
}

} // namespace xvrrp::test
