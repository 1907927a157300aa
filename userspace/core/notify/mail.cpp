// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/notify/mail.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace xvrrp::core {

namespace {

struct Words {
    std::string_view subject;
    std::string_view of_instance;
    std::string_view of_group;
};

// Filters of people compare with keepalived's words.
constexpr std::array<Words, 5> kWords{{
    {"Entering MASTER state",
     "=> VRRP Instance is now owning VRRP VIPs <=", "=> All VRRP group instances are now in MASTER state <="},
    {"Entering BACKUP state", "=> VRRP Instance is no longer owning VRRP VIPs <=",
     "=> All VRRP group instances are now in BACKUP state <="},
    {"Entering FAULT state", "=> VRRP Instance is no longer owning VRRP VIPs <=",
     "=> All VRRP group instances are now in FAULT state <="},
    {"Stopping", "=> VRRP Instance stopping <=", "=> All VRRP group instances are now stopping <="},
    {"Deleted", "=> VRRP Deleted at reload <=", "=> VRRP Deleted at reload <="},
}};

const Words& words_of(NotifyEvent state) {
    return kWords[std::min(static_cast<std::size_t>(state), kWords.size() - 1)];
}

// A name in a header must not begin another line.
std::string in_one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return line;
}

// "Jo <jo@example.com>" -> "jo@example.com"
std::string address_in(std::string_view written) {
    const auto begin = written.rfind('<');
    const auto end = written.rfind('>');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return in_one_line(written);
    return in_one_line(written.substr(begin + 1, end - begin - 1));
}

std::string two_digits(std::int64_t number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// RFC 5322 section 3.3: "Sun, 29 Nov 2026 11:24:33 +0000"
std::string date_text(WallTime at) {
    constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    std::string text(kDays[std::chrono::weekday(day).c_encoding()]);
    text.append(", ").append(two_digits(static_cast<unsigned>(date.day()))).append(" ");
    text.append(kMonths[static_cast<unsigned>(date.month()) - 1]).append(" ");
    text.append(std::to_string(static_cast<int>(date.year()))).append(" ");
    text.append(two_digits(time.hours().count())).append(":");
    text.append(two_digits(time.minutes().count())).append(":");
    return text.append(two_digits(time.seconds().count())).append(" +0000");
}

// One recipient on a line, so that no line is too long.
std::string list_text(const std::vector<std::string>& recipients) {
    std::string text;
    for (const auto& each : recipients)
        text.append(text.empty() ? "" : ",\r\n ").append(in_one_line(each));
    return text;
}

std::string subject_text(const Notification& about, std::string_view router_id) {
    const bool is_group = about.subject.kind == Subject::Kind::Group;
    std::string text = "[" + std::string(router_id) + "] VRRP ";
    text.append(is_group ? "Group " : "Instance ").append(about.subject.name).append(" - ");
    return in_one_line(text.append(mail_subject(about.event)));
}

std::string text_of(const Letter& letter, const Mailing& mailing, std::string_view router_id) {
    const auto& words = words_of(letter.about.event);
    const bool is_group = letter.about.subject.kind == Subject::Kind::Group;
    const auto id =
        std::to_string(letter.at.time_since_epoch().count()) + "." + std::to_string(letter.number);
    std::string text;
    const auto header = [&](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    header("Date", date_text(letter.at));
    header("From", in_one_line(mailing.from));
    header("To", list_text(mailing.to));
    header("Subject", subject_text(letter.about, router_id));
    header("Message-ID", "<" + id + "@" + in_one_line(mailing.helo) + ">");
    header("X-Mailer", "xvrrp");
    return text.append("\r\n").append(is_group ? words.of_group : words.of_instance).append("\r\n");
}

} // namespace

bool MailedStates::is_new(const Notification& notification) {
    const auto [known, is_first] = last_.emplace(notification.subject, notification.event);
    return is_first || std::exchange(known->second, notification.event) != notification.event;
}

std::string_view mail_subject(NotifyEvent state) {
    return words_of(state).subject;
}

Mail compose(const Letter& letter, const Mailing& mailing, std::string_view router_id) {
    Mail mail{.server = mailing.server,
              .port = mailing.port,
              .helo = mailing.helo,
              .timeout = mailing.timeout,
              .sender = address_in(mailing.from),
              .text = text_of(letter, mailing, router_id)};
    std::ranges::transform(mailing.to, std::back_inserter(mail.recipients), address_in);
    return mail;
}

} // namespace xvrrp::core
