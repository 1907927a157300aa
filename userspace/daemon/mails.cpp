// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/mails.h"

#include "os/event_loop.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

std::string server_text(const core::Mailing& mailing) {
    return mailing.server + " port " + std::to_string(mailing.port);
}

std::string reason_of(const core::RunOutcome& outcome) {
    const bool says_why = outcome.end != core::RunOutcome::End::TimedOut && !outcome.line.empty();
    return says_why ? outcome.line : "the process for it " + outcome.text();
}

} // namespace

void Mails::follow(const config::Config& config) {
    mailing_ = config.mailing;
    router_id_ = config.router_id;
    if (!mailing_.is_usable())
        give_up("the configuration does not say where to any more");
}

void Mails::take(const core::Notification& notification, core::TimePoint now) {
    const bool is_unwanted = notification.event == core::NotifyEvent::Fault && !mailing_.faults;
    if (!mailing_.is_usable() || is_unwanted || !core::is_state(notification.event) ||
        !mailed_.is_new(notification))
        return;
    if (unsent() < kMostMailsUnsent) {
        const core::WallTime at(now.time_since_epoch() + os::EventLoop::wall_clock_ahead());
        return lanes_.add(notification.subject, {notification, at, ++letters_});
    }
    ++counts_.left_out;
    if (losses_.pass(now))
        spdlog::warn("({}) is not mailed, because {} mails wait for {}: {} were left out since the start",
                     notification.subject.name, unsent(), server_text(mailing_), counts_.left_out);
}

void Mails::start(core::TimePoint now) {
    for (const auto& run : lanes_.begin(now, [](const core::Subject&) { return true; }))
        sending_.emplace(starter_.send(core::compose(run.work, mailing_, router_id_)),
                         Sending{run.id, server_text(mailing_)});
}

bool Mails::ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now) {
    const auto known = sending_.extract(id);
    if (known.empty())
        return false;
    if (const auto run = lanes_.end(known.mapped().run))
        tell(run->work, known.mapped().server, outcome, now);
    start(now);
    return true;
}

void Mails::tell(const core::Letter& letter, const std::string& server, const core::RunOutcome& outcome,
                 core::TimePoint now) {
    const auto& [subject, event, priority] = letter.about;
    const auto what = core::mail_subject(event);
    if (outcome.good() && outcome.line.empty())
        return spdlog::debug("({}) sent the mail '{}' by {}", subject.name, what, server);
    counts_.failed += outcome.good() ? 0 : 1;
    const auto left_out = failures_.pass(now);
    if (!left_out)
        return;
    if (outcome.good())
        spdlog::warn("({}) sent the mail '{}' by {}, but not to all: {}{}", subject.name, what, server,
                     outcome.line, and_more(*left_out));
    else
        spdlog::warn("({}) cannot send the mail '{}' by {}: {}{}", subject.name, what, server,
                     reason_of(outcome), and_more(*left_out));
}

void Mails::give_up(std::string_view why) {
    if (unsent() > 0)
        spdlog::warn("{} mails are not sent: {}", unsent(), why);
    counts_.left_out += unsent();
    for (const auto& [id, sending] : sending_)
        starter_.end(id);
    sending_.clear();
    lanes_ = core::Lanes<core::Letter>(kMostMailsAtOnce, core::Duration::max());
}

} // namespace xvrrp::daemon
