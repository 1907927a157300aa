// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/runner.h"

#include "os/companion.h"
#include "os/seqpacket.h"
#include "runner/smtp.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <utility>

#include <sys/socket.h>

namespace xvrrp::runner {

namespace {

constexpr core::Duration kPatience = std::chrono::milliseconds(100); // far below the period of any watchdog

} // namespace

Result<int> Runner::run(int socket, Groups groups, Watchdog watchdog) {
    auto loop = os::EventLoop::open();
    if (!loop)
        return failure(loop.error());
    os::wait_at_most(socket, kPatience);
    Runner runner(socket, std::move(*loop), std::move(groups), std::move(watchdog));
    if (auto added = runner.loop_.on_readable(socket, [&runner] { runner.on_socket(); }); !added)
        return failure(added.error());
    if (auto added = runner.loop_.on_deadline([&runner] { runner.turn(); }); !added)
        return failure(added.error());
    runner.turn();
    return runner.loop_.run();
}

void Runner::on_socket() {
    core::Bytes packet(XVRRP_RUNNER_MESSAGE_MAX);
    const auto size = ::recv(socket_, packet.data(), packet.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    packet.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    if (const auto request = decode_request(packet))
        std::visit([this](const auto& each) { take(each); }, *request);
    else
        on_daemon_gone(); // or it is of another version, and nothing that it says can be understood
    turn();
}

void Runner::take(const Job& job) {
    schedule_.add(job.id, job.interval, job.timeout, os::EventLoop::now(), job.after);
    tasks_.insert_or_assign(job.id, job);
}

void Runner::take(const Delivery& delivery) {
    schedule_.add(delivery.id, core::Duration::zero(), delivery.mail.timeout * kTimeoutsOfMail,
                  os::EventLoop::now());
    tasks_.insert_or_assign(delivery.id, delivery);
}

void Runner::take(const Watch& watch) {
    watches_.add(watch);
}

void Runner::take(const Forget& forget) {
    watches_.forget(forget.id);
    schedule_.forget(forget.id, os::EventLoop::now());
    if (!running_.contains(forget.id))
        tasks_.erase(forget.id);
    if (clean_up_ && clean_up_->id == forget.id)
        clean_up_.reset();
}

// A daemon that is stopped takes no answers, and that is no reason to end its scripts. Of other errors the end of the socket
// says more.
void Runner::tell(const Answer& answer, int file) {
    if (alone_)
        return;
    const auto message = encode(answer);
    auto sent = os::send_packet(socket_, message, file);
    while (!sent && sent.error().code == EAGAIN) {
        watchdog_.feed(os::EventLoop::now());
        sent = os::send_packet(socket_, message, file);
    }
}

// A script or mail that was to run once runs to its end, whatever happened to the daemon. The clean-up does not wait for
// them, and finds out itself whether the daemon is dead and whether another one takes over.
void Runner::on_daemon_gone() {
    loop_.forget(socket_);
    alone_ = true;
    schedule_.forget_checks(os::EventLoop::now());
    if (!clean_up_)
        return;
    if (const auto started = os::start_alone(clean_up_->arguments); !started)
        std::cerr << started.error().text() << '\n';
}

void Runner::turn() {
    const auto now = os::EventLoop::now();
    watchdog_.feed(now);
    for (const auto& action : schedule_.due(now))
        act(action);
    if (alone_ && schedule_.empty())
        loop_.stop(0);
    if (!alone_)
        watches_.turn(now);
    loop_.set_deadline(
        std::min({watchdog_.deadline(), schedule_.deadline(), alone_ ? core::kNever : watches_.deadline()}));
}

void Runner::act(const Schedule::Action& action) {
    using Kind = Schedule::Action::Kind;
    if (action.kind == Kind::Start)
        return start(action.id);
    const auto process = running_.find(action.id);
    const bool runs = process != running_.end();
    if (action.kind == Kind::TellTimeout)
        tell(Finished{action.id, runs ? process->second.outcome_so_far()
                                      : core::RunOutcome{core::RunOutcome::End::TimedOut, 0, {}}});
    else if (!runs)
        return;
    else if (action.kind == Kind::Terminate)
        process->second.terminate();
    else
        process->second.kill();
}

void Runner::start(JobId id) {
    const auto task = tasks_.find(id);
    if (task == tasks_.end())
        return;
    auto process = Process::start(task->second);
    if (process) {
        const int output = process->output();
        const int pidfd = process->pidfd();
        groups_.add(process->group());
        running_.emplace(id, std::move(*process));
        const auto watched = loop_.on_readable(output, [this, id] { on_output(id); }).and_then([&] {
            return loop_.on_readable(pidfd, [this, id] { on_end(id); });
        });
        if (watched)
            return;
        process = failure(watched.error());
    }
    end(id, {core::RunOutcome::End::NotStarted, 0, process.error().text()});
}

void Runner::on_output(JobId id) {
    auto& process = running_.at(id);
    if (!process.read_output())
        loop_.forget(process.output());
}

void Runner::on_end(JobId id) {
    end(id, running_.at(id).outcome(schedule_.was_terminated(id)));
    turn();
}

void Runner::end(JobId id, core::RunOutcome outcome) {
    if (const auto process = running_.find(id); process != running_.end()) {
        loop_.forget(process->second.output());
        loop_.forget(process->second.pidfd());
        groups_.remove(process->second.group());
        running_.erase(process);
    }
    if (schedule_.wants_outcome(id))
        tell(Finished{id, std::move(outcome)});
    schedule_.finished(id, os::EventLoop::now());
    const auto task = tasks_.find(id);
    if (task != tasks_.end() && !schedule_.wants_outcome(id))
        tasks_.erase(task);
}

} // namespace xvrrp::runner
