// SPDX-License-Identifier: GPL-2.0-or-later
// The mails that tell of states: who gets them, the server that takes them, and which instances and groups are told of.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::Mailing;
using Router = core::VirtualRouterConfig;

constexpr std::int64_t kMostPort = 65535;

// keepalived takes any number of words on a line, and of blocks.
bool read_recipients(const Keyword& keyword, const Node& node, Draft& draft) {
    if (node.children.empty())
        draft.report(warning(node.keyword().where, fmt::format("'{}' has no address in it", keyword.name)));
    append_words(node, draft.mail.to);
    return false;
}

template <auto Member>
bool read_mail_text(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.mail.*Member, node.words[1].text, keyword, node, draft);
    return true;
}

// keepalived does without a server whose port is none.
bool read_server(const Keyword& keyword, const Node& node, Draft& draft) {
    const auto& line = node.words;
    auto port = std::optional<Number>(Number{core::kSmtpPort, false});
    if (line.size() > 2)
        port = parse_number(line[2].text, 0);
    if (!port || port->value < 1 || port->value > kMostPort)
        draft.report(warning(line[2].where,
                             fmt::format("{} is no port, ignoring the server", in_quotes(line[2])),
                             fmt::format("{} HOST 1..{}", keyword.name, kMostPort)));
    else
        set(draft.mail.server, MailServerDraft{line[1].text, static_cast<std::uint16_t>(port->value)},
            keyword, node, draft);
    return true;
}

template <auto Member>
bool read_of_all(const Keyword& keyword, const Node& node, Draft& draft) {
    read_into(draft.mail.*Member, keyword, node, draft);
    return true;
}

bool read_no_faults(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.mail.no_faults, true, keyword, node, draft);
    return true;
}

bool read_alert(const Keyword& keyword, const Node& node, Draft& draft) {
    auto& notify =
        keyword.where == Block::SyncGroup ? draft.sync_groups.back().notify : current(draft).notify;
    read_into(notify.mails, keyword, node, draft);
    return true;
}

Values show_recipients(const Config& config) {
    std::vector<std::string> lines;
    for (const auto& each : config.mailing.to)
        lines.push_back(word(each));
    return in_block(std::move(lines));
}

template <auto Member>
Values show_mail_text(const Config& config) {
    const std::string& text = config.mailing.*Member;
    return text.empty() ? Values{} : when(true, word(text));
}

Values show_server(const Config& config) {
    const auto& [server, port] = std::tie(config.mailing.server, config.mailing.port);
    const std::string shown_port = port == core::kSmtpPort ? "" : fmt::format(" {}", port);
    return server.empty() ? Values{} : when(true, word(server) + shown_port);
}

Values show_mail_timeout(const Config& config) {
    const auto timeout = config.mailing.timeout;
    return when(timeout != Mailing().timeout, std::to_string(timeout.count()));
}

Values show_no_faults(const Config& config) {
    return when(!config.mailing.faults);
}

Values show_alert(const Router& router) {
    return when(router.notify.mails);
}

constexpr std::string_view kAlert =
    "Each state is told by a mail to all of notification_email, if there is an smtp_server.";

// clang-format off
constexpr std::array kMailRows = std::to_array<Keyword>({
    {"notification_email", Block::GlobalDefs, kNone, Block::GlobalDefs, read_recipients, show_recipients, "none",
     "The block holds the addresses that mails are sent to, any number on a line."},
    {"notification_email_from", Block::GlobalDefs, text("ADDRESS"), {}, read_mail_text<&MailDraft::from>, show_mail_text<&Mailing::from>, "keepalived@ and the host name",
     "The mails come from this address."},
    {"smtp_server", Block::GlobalDefs, words("HOST [PORT]"), {}, read_server, show_server, "none",
     "This server takes the mails. A name is looked up when a mail is sent, and never by the daemon itself. The port is 25 if none is written."},
    {"smtp_helo_name", Block::GlobalDefs, text("HOST"), {}, read_mail_text<&MailDraft::helo>, show_mail_text<&Mailing::helo>, "the host name",
     "The name is how this host calls itself to the server."},
    {"smtp_connect_timeout", Block::GlobalDefs, seconds("1..4294", 1, 4294), {}, read_of_all<&MailDraft::timeout>, show_mail_timeout, "30",
     "The server has so many seconds to be reached, and as many for each answer. A mail as a whole has four times that."},
    {"smtp_alert", Block::GlobalDefs, kSwitch, {}, read_of_all<&MailDraft::alert>, {}, "off",
     "It is that of the instances and sync groups that do not say it themselves."},
    {"smtp_alert_vrrp", Block::GlobalDefs, kSwitch, {}, read_of_all<&MailDraft::alert_vrrp>, {}, "smtp_alert",
     "It is that of the instances and sync groups that do not say it themselves, before smtp_alert."},
    {"no_email_faults", Block::GlobalDefs, kNone, {}, read_no_faults, show_no_faults, "a FAULT is told",
     "No mail tells of a FAULT."},

    {"smtp_alert", Block::VrrpInstance, kSwitch, {}, read_alert, show_alert, "smtp_alert_vrrp, or smtp_alert of global_defs", kAlert},
    {"smtp_alert", Block::SyncGroup, kSwitch, {}, read_alert, {}, "smtp_alert_vrrp, or smtp_alert of global_defs", kAlert},
});

// clang-format on

const Optional<bool>& alert_of(const NotifyDraft& notify, const Draft& draft) {
    if (notify.mails)
        return notify.mails;
    return draft.mail.alert_vrrp ? draft.mail.alert_vrrp : draft.mail.alert;
}

// The first statement because of which mails are to be sent.
const Optional<bool>* first_alert(const Draft& draft) {
    const auto is_on = [](const Optional<bool>& alert) { return alert && alert->value; };
    for (const auto& each : draft.instances) {
        if (const auto& alert = alert_of(each.notify, draft); is_on(alert))
            return &alert;
    }
    for (const auto& each : draft.sync_groups) {
        if (const auto& alert = alert_of(each.notify, draft); is_on(alert))
            return &alert;
    }
    return nullptr;
}

} // namespace

Rows mail_rows() {
    return kMailRows;
}

bool is_mailed(const NotifyDraft& notify, const Draft& draft) {
    const auto& alert = alert_of(notify, draft);
    return alert && alert->value;
}

Mailing resolve_mailing(Draft& draft) {
    const MailDraft& mail = draft.mail;
    Mailing resolved;
    for (const Token& each : mail.to)
        resolved.to.push_back(each.text);
    overlay(resolved.from, mail.from);
    overlay(resolved.helo, mail.helo);
    overlay(resolved.timeout, mail.timeout);
    resolved.faults = !mail.no_faults;
    if (mail.server) {
        resolved.server = mail.server->value.host;
        resolved.port = mail.server->value.port;
    }
    if (const auto* alert = first_alert(draft); alert != nullptr && !resolved.is_usable())
        draft.report(note((*alert)->where,
                          "smtp_alert sends no mail, because global_defs does not say where to",
                          "notification_email { ADDRESS } and smtp_server HOST"));
    return resolved;
}

} // namespace xvrrp::config
