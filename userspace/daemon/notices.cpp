// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/notices.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// Addresses are placed within a few milliseconds. What cannot be placed is not waited for.
constexpr auto kPatience = std::chrono::milliseconds(100);
constexpr std::size_t kManyWait = 10;
// Adverts of others make these events, so their number has a limit.
constexpr std::size_t kMostLosingAdverts = 1000;

} // namespace

void Notices::follow(const config::Config& config) {
    fifo_.follow(config.notifying.fifo);
    vrrp_fifo_.follow(config.notifying.vrrp_fifo);
    start_readers(config.notifying);
    former_groups_.clear();
    for (const auto& [name, notify] : groups_)
        former_groups_.push_back(name);
    for (const auto& group : config.sync_groups) {
        groups_.insert_or_assign(group.name, group.notify);
        std::erase(former_groups_, group.name);
    }
}

void Notices::forget_former() {
    for (const auto& name : former_groups_)
        groups_.erase(name);
    former_groups_.clear();
}

void Notices::take(const core::Transitioned& output, core::TimePoint now) {
    take(core::notification_of(output), output.notify.get(), now);
}

void Notices::take(const core::GroupChanged& output, core::TimePoint now) {
    const auto group = groups_.find(output.group);
    take(core::notification_of(output), group == groups_.end() ? nullptr : &group->second, now);
}

void Notices::take(const core::PriorityChanged& output, core::TimePoint now) {
    if (const auto notification = core::notification_of(output))
        tell_state(*notification, now);
}

void Notices::take(const core::Noticed& output, core::TimePoint now) {
    if (const auto notification = core::notification_of(output))
        take(*notification, output.notify.get(), now);
}

void Notices::tell_state(const core::Notification& notification, core::TimePoint now) {
    const auto line = core::fifo_line(notification);
    fifo_.add(line);
    vrrp_fifo_.add(line);
    if (!since_)
        since_ = now;
}

void Notices::take(const core::Notification& notification, const core::Notify* notify, core::TimePoint now) {
    tell_state(notification, now);
    if (notify == nullptr || !takes(notification, now))
        return;
    for (auto& script : core::scripts_for(notification, *notify))
        lanes_.add(notification.subject, std::move(script));
}

// Reports a lane that grows. Returns false if it grows by what others send.
bool Notices::takes(const core::Notification& notification, core::TimePoint now) {
    const auto waiting = lanes_.waiting(notification.subject);
    const bool takes =
        notification.event != core::NotifyEvent::MasterRxLowerPri || waiting < kMostLosingAdverts;
    if (waiting >= kManyWait && many_wait_.pass(now))
        spdlog::warn("({}) {} scripts wait for the one that runs to end{}", notification.subject.name,
                     waiting, takes ? "" : ", and notify_master_rx_lower_pri is left out");
    return takes;
}

void Notices::deliver(core::TimePoint now, bool may_wait) {
    reader_.tick(now);
    vrrp_reader_.tick(now);
    if (!since_ || (may_wait && now - *since_ < kPatience))
        return;
    since_.reset();
    fifo_.flush(now);
    vrrp_fifo_.flush(now);
    start_scripts();
}

void Notices::start_scripts() {
    for (const auto& run : lanes_.begin())
        runs_.emplace(starter_.start(run.script), run.id);
}

void Notices::ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now) {
    for (auto* reader : {&reader_, &vrrp_reader_}) {
        if (const auto program = reader->ended(id, now))
            spdlog::warn("{}, which reads a pipe, {}; it is started again", *program, outcome.text());
    }
    const auto known = runs_.extract(id);
    const auto run = known.empty() ? std::nullopt : lanes_.end(known.mapped());
    if (!run)
        return;
    if (!outcome.good()) {
        if (const auto left_out = failures_.pass(now))
            spdlog::warn("({}) {} {}{}{}", run->of.name, run->script.arguments.front(), outcome.text(),
                         outcome.line.empty() ? "" : ": " + outcome.line, and_more(*left_out));
    }
    start_scripts();
}

void Notices::start_readers(const config::Notifying& notifying) {
    const auto reader_of = [](const std::optional<config::NotifyFifo>& fifo, bool is_open) {
        auto reader = fifo && is_open ? fifo->reader : std::nullopt;
        if (reader)
            reader->arguments.push_back(fifo->path);
        return reader;
    };
    reader_.follow(reader_of(notifying.fifo, fifo_.is_open()));
    vrrp_reader_.follow(reader_of(notifying.vrrp_fifo, vrrp_fifo_.is_open()));
}

void Notices::give_up() {
    for (const auto& [id, run] : runs_)
        starter_.end(id);
    runs_.clear();
    lanes_ = core::Lanes();
}

void Notices::close_pipes() {
    fifo_.follow(std::nullopt);
    vrrp_fifo_.follow(std::nullopt);
}

void Notices::end_readers() {
    reader_.follow(std::nullopt);
    vrrp_reader_.follow(std::nullopt);
}

} // namespace xvrrp::daemon
