// SPDX-License-Identifier: GPL-2.0-or-later
// Mails states to people. A few mails are under way at once, those of one instance or group one after the other.
//
// A mail that fails is not tried again. One that would wait behind thousands of others is left out, and counted.
#pragma once

#include "config/grammar/configuration.h"
#include "core/notify/lanes.h"
#include "core/notify/mail.h"
#include "daemon/fifo_reader.h"
#include "daemon/line_limits.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace xvrrp::daemon {

inline constexpr std::size_t kMostMailsAtOnce = 4;
inline constexpr std::size_t kMostMailsUnsent = 5000;

class Mails {
public:
    // How many since the start.
    struct Counts {
        std::uint64_t failed = 0;
        std::uint64_t left_out = 0; // no attempt was made
    };

    explicit Mails(const ScriptStarter& starter) : starter_(starter) {}

    // Mails that wait are sent in this way, and those under way go on. Without a way all of them are given up.
    void follow(const config::Config& config);
    void take(const core::Notification& notification, core::TimePoint now);
    void start(core::TimePoint now);
    // Returns true if it was a mail. A failure is reported.
    bool ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now);

    // Those that wait, and those under way.
    std::size_t unsent() const { return lanes_.unfinished(); }

    const Counts& counts() const { return counts_; }

    void give_up(std::string_view why);

private:
    struct Sending {
        std::uint64_t run = 0; // its number in lanes_
        std::string server;
    };

    void tell(const core::Letter& letter, const std::string& server, const core::RunOutcome& outcome,
              core::TimePoint now);

    const ScriptStarter& starter_;
    core::Mailing mailing_;
    std::string router_id_;
    core::MailedStates mailed_;
    core::Lanes<core::Letter> lanes_{kMostMailsAtOnce, core::Duration::max()};
    std::map<std::uint64_t, Sending> sending_; // by the number of the starter
    std::uint64_t letters_ = 0;
    Counts counts_;
    LineLimit losses_;
    LineLimit failures_;
};

} // namespace xvrrp::daemon
