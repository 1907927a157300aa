// SPDX-License-Identifier: GPL-2.0-or-later
// What is worth a mail, and the mail about it, in keepalived's words.
#pragma once

#include "core/mail.h"
#include "core/notify/notification.h"
#include "core/vrrp/sequence.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xvrrp::core {

// The settings that all mails share.
struct Mailing {
    std::vector<std::string> to{}; // as they are written: "Jo <jo@example.com>"
    std::string from{};
    std::string server{};
    std::uint16_t port = kSmtpPort;
    std::string helo{};
    std::chrono::seconds timeout{30};
    bool faults = true; // a FAULT is worth a mail

    // Without a server or a recipient there are no mails.
    bool is_usable() const { return !server.empty() && !to.empty(); }

    bool operator==(const Mailing&) const = default;
};

// A mail that waits. It is made when it is sent, by the settings of that time.
struct Letter {
    Notification about;
    WallTime at{};            // when it happened
    std::uint64_t number = 0; // no two of a daemon have the same

    bool operator==(const Letter&) const = default;
};

// The state that each instance and each group was mailed in last. The same state again is not worth a mail.
class MailedStates {
public:
    // True if this is another state. It counts as mailed from here on.
    bool is_new(const Notification& notification);

private:
    std::map<Subject, NotifyEvent> last_;
};

// "Entering MASTER state"
std::string_view mail_subject(NotifyEvent state);

Mail compose(const Letter& letter, const Mailing& mailing, std::string_view router_id);

} // namespace xvrrp::core
