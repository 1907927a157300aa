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
    notifying_ = config.notifying;
    fifo_.follow(notifying_.fifo);
    vrrp_fifo_.follow(notifying_.vrrp_fifo);
    start_readers();
    mails_.follow(config);
    former_groups_.clear();
    for (const auto& [name, group] : groups_)
        former_groups_.push_back(name);
    for (const auto& group : config.sync_groups) {
        groups_.insert_or_assign(group.name, group);
        std::erase(former_groups_, group.name);
    }
}

void Notices::forget_former() {
    for (const auto& name : former_groups_)
        groups_.erase(name);
    former_groups_.clear();
}

void Notices::take(const core::Transitioned& output, core::TimePoint now) {
    if (output.staged)
        staged_.insert_or_assign(output.router, output.name);
    else
        staged_.erase(output.router);
    take(core::notification_of(output), output.notify.get(), now);
}

void Notices::take(const core::GroupChanged& output, core::TimePoint now) {
    const auto group = groups_.find(output.group);
    take(core::notification_of(output), group == groups_.end() ? nullptr : &group->second.notify, now);
}

void Notices::take(const core::PriorityChanged& output, core::TimePoint now) {
    if (const auto notification = core::notification_of(output))
        tell_state(*notification, now);
}

void Notices::take(const core::Noticed& output, core::TimePoint now) {
    if (output.kind == core::Noticed::Kind::StageOver && staged_.erase(output.router) > 0)
        since_ = since_.value_or(now);
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
    if (notify != nullptr && notify->mails)
        mails_.take(notification, now);
    if (notify == nullptr || !takes(notification, now))
        return;
    const bool needs_addresses = notification.event == core::NotifyEvent::Master;
    for (auto& script : core::scripts_for(notification, *notify))
        lanes_.add(notification.subject, std::move(script), needs_addresses);
}

// Reports a lane that grows. Returns false if it grows by what others send.
bool Notices::takes(const core::Notification& notification, core::TimePoint now) {
    const auto waiting = lanes_.waiting(notification.subject);
    const auto* running = lanes_.running(notification.subject);
    const bool is_long = running != nullptr && now - running->begun >= core::kLongRun;
    const bool takes =
        notification.event != core::NotifyEvent::MasterRxLowerPri || waiting < kMostLosingAdverts;
    left_out_ += takes ? 0 : 1;
    if ((is_long || waiting >= kManyWait) && many_wait_.pass(now))
        spdlog::warn("({}) {} scripts wait for the end of {}{}", notification.subject.name, waiting + 1,
                     running == nullptr ? "those of others" : running->work.arguments.front(),
                     takes ? "" : ", and notify_master_rx_lower_pri is left out");
    return takes;
}

void Notices::deliver(core::TimePoint now, bool may_wait) {
    reader_.tick(now);
    vrrp_reader_.tick(now);
    if (since_ && (!may_wait || now - *since_ >= kPatience)) {
        since_.reset();
        fifo_.flush(now);
        vrrp_fifo_.flush(now);
        start_scripts(now);
        mails_.start(now);
    } else if (now >= lanes_.deadline()) {
        start_scripts(now);
    }
}

void Notices::start_scripts(core::TimePoint now) {
    const auto has_addresses = [this](const core::Subject& subject) { return this->has_addresses(subject); };
    for (const auto& run : lanes_.begin(now, has_addresses))
        runs_.emplace(starter_.start(run.work), run.id);
}

// The addresses of a group are those of its members.
bool Notices::has_addresses(const core::Subject& subject) const {
    const auto is_staged = [this](const std::string& name) {
        return std::ranges::any_of(staged_, [&](const auto& each) { return each.second == name; });
    };
    if (subject.kind == core::Subject::Kind::Instance)
        return !is_staged(subject.name);
    const auto group = groups_.find(subject.name);
    return group == groups_.end() || std::ranges::none_of(group->second.members, is_staged);
}

void Notices::ended(std::uint64_t id, const core::RunOutcome& outcome, core::TimePoint now) {
    for (auto* reader : {&reader_, &vrrp_reader_}) {
        if (const auto program = reader->ended(id, now))
            spdlog::warn("{}, which reads a pipe, {}; it is started again", *program, outcome.text());
    }
    if (mails_.ended(id, outcome, now))
        return;
    const auto known = runs_.extract(id);
    const auto run = known.empty() ? std::nullopt : lanes_.end(known.mapped());
    if (!run)
        return;
    if (!outcome.good()) {
        ++failed_;
        if (const auto left_out = failures_.pass(now))
            spdlog::warn("({}) {} {}{}{}", run->of.name, run->work.arguments.front(), outcome.text(),
                         outcome.line.empty() ? "" : ": " + outcome.line, and_more(*left_out));
    }
    start_scripts(now);
}

Untold Notices::untold() const {
    const auto pipe = [](const NotifyFifo& fifo) {
        return Untold::Pipe{fifo.is_open() ? fifo.path() : "", fifo.lost()};
    };
    const auto& mails = mails_.counts();
    return {.scripts = {unfinished(), failed_, left_out_},
            .mails = {unsent(), mails.failed, mails.left_out},
            .fifo = pipe(fifo_),
            .vrrp_fifo = pipe(vrrp_fifo_)};
}

void Notices::start_readers() {
    const auto reader_of = [](const std::optional<config::NotifyFifo>& fifo, bool is_open) {
        auto reader = fifo && is_open ? fifo->reader : std::nullopt;
        if (reader)
            reader->arguments.push_back(fifo->path);
        return reader;
    };
    reader_.follow(reader_of(notifying_.fifo, fifo_.is_open()));
    vrrp_reader_.follow(reader_of(notifying_.vrrp_fifo, vrrp_fifo_.is_open()));
}

// The lines that were told before the pipe was open are written at once.
void Notices::on_pipe() {
    start_readers();
    since_ = since_.value_or(core::TimePoint{});
    wake_();
}

void Notices::end_long_runs(core::TimePoint now) {
    for (const auto& run : lanes_.long_runs(now)) {
        const auto known = std::ranges::find(runs_, run.id, [](const auto& each) { return each.second; });
        spdlog::warn("({}) {} is ended, so that the scripts that wait for it can run", run.of.name,
                     run.work.arguments.front());
        starter_.end(known->first);
        runs_.erase(known);
        lanes_.end(run.id);
    }
    start_scripts(now);
}

void Notices::give_up() {
    for (const auto& [id, run] : runs_)
        starter_.end(id);
    runs_.clear();
    lanes_ = core::Lanes<core::Script>();
}

void Notices::close_pipes() {
    fifo_.follow(std::nullopt);
    vrrp_fifo_.follow(std::nullopt);
    reader_.let_end();
    vrrp_reader_.let_end();
}

void Notices::end_readers() {
    reader_.follow(std::nullopt);
    vrrp_reader_.follow(std::nullopt);
}

} // namespace xvrrp::daemon
