// SPDX-License-Identifier: GPL-2.0-or-later
// Mails to a server that takes them, is slow, says nothing, or is not there.
#include "support/notify_scripts.h"
#include "support/smtp_server.h"
#include "support/vrrp_host.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace xvrrp::test {

namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using Texts = std::vector<std::string>;

constexpr std::uint16_t kPort = 2525;

class Mail : public RootTest {};

SmtpServer listen_in(const NetNs& netns, SmtpServer::Manners manners) {
    const Inside inside(netns);
    return SmtpServer(std::move(manners), "127.0.0.1", kPort);
}

std::string mailing(const std::string& more = "") {
    return "global_defs {\n    notification_email {\n        root@localhost \"Jo Doe "
           "<jo@example.com>\"\n    }\n    notification_email_from \"R <r@example.com>\"\n    smtp_server "
           "127.0.0.1 " +
           std::to_string(kPort) + "\n    smtp_helo_name r1.example.com\n    smtp_alert\n" + more + "}\n";
}

// A router that is alone on its LAN, with a mail server of its own.
struct Mailed {
    Lan lan{"lan"};
    VrrpHost host{lan, "a", "192.168.1.1/24"};
    SmtpServer server;

    explicit Mailed(SmtpServer::Manners manners) : server(listen_in(host.netns(), std::move(manners))) {}
};

std::string header_of(const ReceivedMail& mail, const std::string& name) {
    std::istringstream lines(mail.text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + ": "))
            return line.substr(name.size() + 2);
    }
    return "";
}

Texts subjects(const SmtpServer& server) {
    Texts subjects;
    for (const auto& each : server.mails())
        subjects.push_back(header_of(each, "Subject"));
    return subjects;
}

std::size_t occurrences(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        ++found;
    return found;
}

// The names of all processes in the namespace.
std::string processes_in(const NetNs& netns) {
    return netns.run("for p in $(ip netns pids " + netns.name() + "); do cat /proc/$p/comm 2>/dev/null; done")
        .output;
}

} // namespace

TEST_F(Mail, arrives_with_its_envelope_and_headers_from_the_first_state_to_the_last) {
    Mailed net({});
    net.host.run_xvrrpd(mailing() + Instance{}.text());
    ASSERT_TRUE(net.server.has(2)) << net.host.log();
    net.host.netns().down("eth0");
    ASSERT_TRUE(net.server.has(3)) << net.host.log();
    net.host.daemon().terminate();
    EXPECT_EQ(net.host.daemon().wait(), 0) << net.host.log();
    EXPECT_EQ(subjects(net.server), (Texts{"[test] VRRP Instance VI_1 - Entering BACKUP state",
                                           "[test] VRRP Instance VI_1 - Entering MASTER state",
                                           "[test] VRRP Instance VI_1 - Entering FAULT state",
                                           "[test] VRRP Instance VI_1 - Stopping"}));
    const auto mail = net.server.mails().at(1);
    EXPECT_EQ(mail.helo, "EHLO r1.example.com");
    EXPECT_EQ(mail.from, "<r@example.com>");
    EXPECT_EQ(mail.to, (Texts{"<root@localhost>", "<jo@example.com>"}));
    EXPECT_EQ(header_of(mail, "From"), "R <r@example.com>");
    EXPECT_EQ(header_of(mail, "X-Mailer"), "xvrrp");
    EXPECT_TRUE(std::regex_match(header_of(mail, "Date"),
                                 std::regex(R"(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000)")))
        << mail.text;
    EXPECT_TRUE(
        std::regex_match(header_of(mail, "Message-ID"), std::regex(R"(<\d+\.\d+@r1\.example\.com>)")));
    EXPECT_NE(header_of(mail, "Message-ID"), header_of(net.server.mails().at(0), "Message-ID"));
    EXPECT_NE(mail.text.find("\nTo: root@localhost,\n Jo Doe <jo@example.com>\n"), std::string::npos);
    EXPECT_TRUE(mail.text.ends_with("\n\n=> VRRP Instance is now owning VRRP VIPs <=\n")) << mail.text;
}

TEST_F(Mail, tells_of_a_group_and_of_nobody_without_smtp_alert) {
    Mailed net({});
    net.host.run_xvrrpd(mailing() + "vrrp_sync_group G {\n    group {\n        VI_1\n    }\n}\n" +
                        Instance{.more = "    smtp_alert off\n"}.text());
    ASSERT_TRUE(net.server.has(2)) << net.host.log();
    EXPECT_EQ(subjects(net.server), (Texts{"[test] VRRP Group G - Entering BACKUP state",
                                           "[test] VRRP Group G - Entering MASTER state"}));
}

TEST_F(Mail, to_a_server_that_says_nothing_delays_no_advert_and_no_script) {
    TwoRouters net;
    const SmtpServer server = listen_in(net.a.netns(), {.is_silent = true});
    const NotifyScripts scripts;
    const auto check = scripts.script("check", "echo x >> " + scripts.file("checks"));
    net.a.run_xvrrpd(
        mailing("    script_user root\n") + "vrrp_script chk {\n    script " + check +
        "\n    interval 0.1\n    timeout 5\n}\n" +
        Instance{.priority = 110,
                 .more = "    notify " + scripts.path() + "\n    track_script {\n        chk\n    }\n"}
            .text());
    net.b.run_xvrrpd(Instance{.priority = 100}.text());
    ASSERT_TRUE(leads(net.a, net.b)) << net.a.log();
    EXPECT_TRUE(scripts.tells("[INSTANCE][VI_1][MASTER][110]", seconds(2))) << net.a.log();
    ASSERT_TRUE(wait_until([&] { return server.connections() > 0; }));
    const auto before = scripts.lines("checks").size();
    const auto failovers = net.b.instance()["counters"]["master-transitions"];
    wait_until([] { return false; }, seconds(3));
    EXPECT_GT(scripts.lines("checks").size(), before + 10);
    EXPECT_EQ(net.b.instance()["counters"]["master-transitions"], failovers);
    EXPECT_EQ(server.mails().size(), 0u);
}

TEST_F(Mail, has_a_limit_at_a_server_that_says_nothing_and_then_the_next_one_is_tried) {
    Mailed net({.is_silent = true});
    net.host.run_xvrrpd(mailing("    smtp_connect_timeout 1\n") + Instance{}.text());
    EXPECT_TRUE(wait_until([&] { return net.server.connections() >= 2; })) << net.host.log();
    EXPECT_TRUE(
        net.host.daemon().says("(VI_1) cannot send the mail 'Entering BACKUP state' by 127.0.0.1 port "
                               "2525: "))
        << net.host.log();
}

TEST_F(Mail, without_a_server_is_one_line_in_the_log) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(mailing() + Instance{}.text());
    ASSERT_TRUE(host.becomes("MASTER"));
    ASSERT_TRUE(host.daemon().says("cannot send the mail 'Entering BACKUP state' by 127.0.0.1 port 2525: "))
        << host.log();
    host.netns().down("eth0");
    ASSERT_TRUE(host.becomes("FAULT"));
    wait_until([] { return false; }, seconds(1));
    EXPECT_EQ(occurrences(host.log(), "cannot send the mail"), 1u) << host.log();
    EXPECT_NE(host.log().find("refused"), std::string::npos) << host.log();
    const nlohmann::json expected{{"waiting", 0}, {"failed", 3}, {"left_out", 0}};
    EXPECT_TRUE(wait_until([&] { return host.status()["notify"]["mails"] == expected; })) << host.status();
    EXPECT_EQ(host.status()["notify"]["notify_fifo"]["path"], nullptr);
}

TEST_F(Mail, to_too_many_recipients_is_told_and_keeps_nobody_waiting) {
    Mailed net({});
    std::string recipients = "    notification_email {\n";
    for (int i = 0; i < 3000; ++i)
        recipients += "        somebody" + std::to_string(i) + "@example.com\n";
    net.host.run_xvrrpd(mailing(recipients + "    }\n") + Instance{}.text());
    ASSERT_TRUE(net.host.becomes("MASTER"));
    EXPECT_TRUE(net.host.daemon().says("send a mail by 127.0.0.1: it has too many recipients (use a list)"))
        << net.host.log();
    net.host.daemon().terminate();
    EXPECT_EQ(net.host.daemon().wait(seconds(2)), 0) << net.host.log();
}

TEST_F(Mail, to_a_server_that_says_nothing_keeps_the_daemon_three_seconds_and_leaves_no_process) {
    Mailed net({.is_silent = true});
    net.host.run_xvrrpd(mailing() + Instance{}.text());
    ASSERT_TRUE(net.host.becomes("MASTER"));
    ASSERT_TRUE(wait_until([&] { return net.server.connections() > 0; })) << net.host.log();
    const auto began = steady_clock::now();
    net.host.daemon().terminate();
    EXPECT_EQ(net.host.daemon().wait(seconds(20)), 0) << net.host.log();
    EXPECT_LT(steady_clock::now() - began, seconds(6));
    EXPECT_NE(net.host.log().find("3 mails are not sent: the daemon ends"), std::string::npos)
        << net.host.log();
    EXPECT_TRUE(wait_until([&] { return processes_in(net.host.netns()).find("xvrrp") == std::string::npos; }))
        << processes_in(net.host.netns());
}

TEST_F(Mail, that_waits_is_sent_after_a_reload) {
    Mailed net({.pause = std::chrono::milliseconds(200)});
    const auto config = mailing() + Instance{}.text();
    net.host.run_xvrrpd(config);
    ASSERT_TRUE(net.host.becomes("MASTER"));
    const auto before = net.server.mails().size();
    net.host.write_config(config + "# another text\n");
    ASSERT_EQ(net.host.xvrrpctl("reload").status, 0);
    EXPECT_TRUE(net.server.has(2)) << net.host.log();
    EXPECT_LT(before, 2u) << "nothing waited";
    EXPECT_EQ(subjects(net.server), (Texts{"[test] VRRP Instance VI_1 - Entering BACKUP state",
                                           "[test] VRRP Instance VI_1 - Entering MASTER state"}));
}

TEST_F(Mail, is_sent_by_a_process_without_any_right) {
    Mailed net({.is_silent = true});
    net.host.run_xvrrpd(mailing() + Instance{}.text());
    ASSERT_TRUE(wait_until([&] { return net.server.connections() > 0; })) << net.host.log();
    const auto told = net.host.netns().must(
        "for p in $(ip netns pids " + net.host.netns().name() +
        "); do grep -H -e ^Uid -e ^CapEff -e ^CapPrm -e ^NoNewPrivs /proc/$p/status || true; done");
    EXPECT_NE(told.find("Uid:\t65534\t65534\t65534\t65534"), std::string::npos) << told;
    EXPECT_NE(told.find("CapPrm:\t0000000000000000"), std::string::npos) << told;
    EXPECT_NE(told.find("CapEff:\t0000000000000000"), std::string::npos) << told;
    EXPECT_NE(told.find("NoNewPrivs:\t1"), std::string::npos) << told;
}

} // namespace xvrrp::test
