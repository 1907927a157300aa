// SPDX-License-Identifier: GPL-2.0-or-later
// The mails that tell of states: what is written about them, and what is told.
#include "config/report/show.h"
#include "findings.h"

#include <gtest/gtest.h>

namespace xvrrp::config {
namespace {

using core::Mailing;
using Texts = std::vector<std::string>;

Mailing mailing_of(const std::string& statements) {
    const auto parsed = parse_text(global_defs(statements));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    return parsed.config.mailing;
}

const std::string kWay = "notification_email { a@b }\nsmtp_server 192.0.2.25\n";

std::string of_group(const std::string& in_group, const std::string& in_first) {
    return "vrrp_sync_group G {\ngroup { A B }\n" + in_group + "\n}\n" +
           instance("virtual_ipaddress { 192.0.2.1/24 }\n" + in_first) +
           "vrrp_instance B {\ninterface eth0\nvirtual_router_id 2\nvirtual_ipaddress { 192.0.2.2/24 }\n}\n";
}

// Returns two answers: A is told by mail, and so is the group of A and B.
std::pair<bool, bool> mailed(const std::string& in_globals, const std::string& in_group,
                             const std::string& in_first) {
    const auto parsed = parse_text(global_defs(kWay + in_globals) + of_group(in_group, in_first));
    EXPECT_TRUE(parsed.clean()) << testing::PrintToString(findings(parsed.diagnostics));
    return {parsed.config.routers.at(0).notify.mails, parsed.config.sync_groups.at(0).notify.mails};
}

TEST(MailSettings, are_those_of_global_defs) {
    const auto mailing =
        mailing_of("notification_email {\na@b \"Jo <c@d>\"\ne@f\n}\nnotification_email { g@h }\n"
                   "notification_email_from v@r\nsmtp_server mail.example.com 2525\n"
                   "smtp_helo_name me.example.com\nsmtp_connect_timeout 7\nno_email_faults");
    EXPECT_EQ(mailing.to, (Texts{"a@b", "Jo <c@d>", "e@f", "g@h"}));
    EXPECT_EQ(mailing.from, "v@r");
    EXPECT_EQ(mailing.server, "mail.example.com");
    EXPECT_EQ(mailing.port, 2525);
    EXPECT_EQ(mailing.helo, "me.example.com");
    EXPECT_EQ(mailing.timeout, std::chrono::seconds(7));
    EXPECT_FALSE(mailing.faults);
}

TEST(MailSettings, have_keepalived_s_defaults) {
    EXPECT_EQ(mailing_of(""), Mailing{});
    const auto mailing = mailing_of(kWay);
    EXPECT_EQ(mailing.port, 25);
    EXPECT_EQ(mailing.timeout, std::chrono::seconds(30));
    EXPECT_TRUE(mailing.faults);
    EXPECT_EQ(mailing.from, "") << "the host name is not known here";
}

TEST(MailSettings, without_a_port_that_is_one_have_no_server) {
    for (const std::string port : {"0", "65536", "-1", "x"}) {
        const auto text = global_defs("smtp_server 192.0.2.25 " + port);
        EXPECT_EQ(findings(text), Findings{"warning 2:24 '" + port + "' is no port, ignoring the server"});
        EXPECT_EQ(parse_text(text).config.mailing.server, "");
    }
    EXPECT_EQ(mailing_of("smtp_server ::1 65535").port, 65535);
}

TEST(MailSettings, that_say_nothing_are_told) {
    EXPECT_EQ(findings(global_defs("notification_email {\n}")),
              Findings{"warning 2:1 'notification_email' has no address in it"});
    EXPECT_EQ(findings(global_defs("smtp_connect_timeout 0")),
              Findings{"warning 2:22 smtp_connect_timeout 0 is not in 1..4294, ignoring it"});
}

TEST(SmtpAlert, is_said_by_each_or_for_all) {
    using Pair = std::pair<bool, bool>;
    EXPECT_EQ(mailed("", "", ""), Pair(false, false));
    EXPECT_EQ(mailed("", "", "smtp_alert"), Pair(true, false));
    EXPECT_EQ(mailed("", "smtp_alert on", ""), Pair(false, true));
    EXPECT_EQ(mailed("smtp_alert", "", ""), Pair(true, true));
    EXPECT_EQ(mailed("smtp_alert", "smtp_alert off", "smtp_alert no"), Pair(false, false));
    EXPECT_EQ(mailed("smtp_alert on\nsmtp_alert_vrrp off", "", ""), Pair(false, false));
    EXPECT_EQ(mailed("smtp_alert off\nsmtp_alert_vrrp on", "", ""), Pair(true, true));
    EXPECT_EQ(mailed("smtp_alert_vrrp on", "", "smtp_alert false"), Pair(false, true));
}

TEST(SmtpAlert, without_a_server_or_a_recipient_is_noted) {
    const std::string note = "smtp_alert sends no mail, because global_defs does not say where to";
    for (const std::string missing : {"notification_email { a@b }", "smtp_server 192.0.2.25"}) {
        const auto text = global_defs(missing) + instance("smtp_alert\nvirtual_ipaddress { 192.0.2.1/24 }");
        EXPECT_EQ(findings(text), Findings{"note 8:1 " + note});
        EXPECT_TRUE(parse_text(text).clean());
    }
    EXPECT_EQ(findings(global_defs("smtp_alert off") + instance("virtual_ipaddress { 192.0.2.1/24 }")),
              Findings{});
}

TEST(MailText, is_read_back_as_it_was_written) {
    const auto parsed = parse_text(
        global_defs("notification_email {\na@b \"Jo <c@d>\"\n}\nnotification_email_from \"V R <v@r>\"\n"
                    "smtp_server mail.example.com 2525\nsmtp_helo_name me\nsmtp_connect_timeout 7\n"
                    "no_email_faults") +
        of_group("smtp_alert", "smtp_alert\nnotify /n"));
    const auto shown = show(parsed.config, Secrets::Shown);
    const auto again = parse_text(shown);
    EXPECT_TRUE(again.clean()) << testing::PrintToString(findings(again.diagnostics)) << shown;
    EXPECT_EQ(again.config.mailing, parsed.config.mailing) << shown;
    EXPECT_EQ(again.config.routers, parsed.config.routers) << shown;
    EXPECT_EQ(again.config.sync_groups, parsed.config.sync_groups) << shown;
    EXPECT_TRUE(parsed.config.sync_groups.at(0).notify.mails);
}

TEST(MailText, differs_where_the_alert_does) {
    const auto with = [](const std::string& alert) {
        return only_router(instance("virtual_ipaddress { 192.0.2.1/24 }\n" + alert));
    };
    EXPECT_EQ(differences(with(""), with("smtp_alert")), Texts{"smtp_alert not set -> set"});
}

} // namespace
} // namespace xvrrp::config
