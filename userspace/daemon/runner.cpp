// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/runner.h"

#include "daemon/runner_socket.h"

#include <xvrrp/runner.h>

#include <algorithm>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kSendAgain = std::chrono::milliseconds(20);
// A runner that dies at once must not keep the host busy.
constexpr auto kStartAgain = std::chrono::seconds(1);

// The request has one answer.
bool is_run(const runner::Request& request) {
    const auto* job = std::get_if<runner::Job>(&request);
    return std::holds_alternative<runner::Delivery>(request) ||
           (job != nullptr && job->interval == core::Duration::zero());
}

runner::JobId id_of(const runner::Request& request) {
    return std::visit([](const auto& each) { return each.id; }, request);
}

Result<os::Companion> start_process(const runner::Groups& groups) {
    const auto program = os::find_companion("xvrrp-runner");
    if (program.empty())
        return failure(Error{"start xvrrp-runner", "there is no such program beside xvrrpd",
                             "it belongs to the same package, and runs scripts", ENOENT});
    static_assert(XVRRP_RUNNER_GROUPS == XVRRP_RUNNER_SOCKET + 1);
    return os::Companion::start(program, XVRRP_RUNNER_SOCKET, groups.fd());
}

Result<os::Companion> join_process(const std::string& socket) {
    auto connection = connect_to_runner(socket);
    if (!connection)
        return failure(connection.error());
    ::fcntl(connection->get(), F_SETFL, O_NONBLOCK);
    return os::Companion{0, std::move(*connection)};
}

} // namespace

Runner::~Runner() {
    if (process_.socket)
        loop_.forget(process_.socket.get());
}

Result<> Runner::start() {
    if (process_.socket)
        return {};
    auto process = start_process(*groups_);
    if (!process)
        return failure(process.error());
    return join(std::move(*process));
}

Result<> Runner::join(os::Companion companion) {
    process_ = std::move(companion);
    return loop_.on_readable(process_.socket.get(), [this] {
        readable_ = true;
        wake_();
    });
}

void Runner::forget(runner::JobId id) {
    if (asked_.erase(id) != 0)
        send(runner::Forget{id});
}

// A request that comes while there is no process stays in asked_ and is sent to the next process.
void Runner::send(const runner::Request& request) {
    if (!process_.socket) {
        retry_at_ = std::min(retry_at_, start_after_);
        return;
    }
    auto packet = runner::encode(request);
    if (!packet)
        return refuse(request, packet.error());
    sign_of_life_.begin(os::EventLoop::now());
    outgoing_.push_back(std::move(*packet));
    if (outgoing_.size() == 1)
        flush(os::EventLoop::now());
}

// Whoever asked gets an answer, so that nothing waits for a run that never comes.
void Runner::refuse(const runner::Request& request, const Error& error) {
    if (!is_run(request))
        return errors_.push_back(error.text());
    const auto id = id_of(request);
    refused_.emplace_back(runner::Finished{id, {core::RunOutcome::End::NotStarted, 0, error.text()}});
    asked_.erase(id);
    retry_at_ = {};
}

void Runner::flush(core::TimePoint now) {
    while (!outgoing_.empty()) {
        const auto& packet = outgoing_.front();
        if (::send(process_.socket.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            if (errno == EAGAIN || errno == ENOBUFS || errno == EINTR)
                retry_at_ = now + kSendAgain;
            return; // otherwise it is dead, and the end of its socket says so
        }
        outgoing_.pop_front();
    }
}

std::vector<runner::Answer> Runner::results(core::TimePoint now) {
    auto results = std::exchange(refused_, {});
    if (std::exchange(readable_, false))
        receive(results, now);
    look_for_silence(now);
    if (retry_at_ > now)
        return results;
    retry_at_ = core::kNever;
    if (process_.socket)
        flush(now);
    else if (!asked_.empty())
        start_aside();
    return results;
}

void Runner::look_for_silence(core::TimePoint now) {
    if (asked_.empty())
        return sign_of_life_.rest();
    const auto due = sign_of_life_.due(now);
    if (due == SignOfLife::Due::Question)
        send(runner::Ping{});
    else if (due == SignOfLife::Due::Silence)
        start_again();
}

void Runner::receive(std::vector<runner::Answer>& results, core::TimePoint now) {
    core::Bytes packet;
    while (process_.socket) {
        packet.resize(XVRRP_RUNNER_MESSAGE_MAX);
        const auto size = ::recv(process_.socket.get(), packet.data(), packet.size(), MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        packet.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        auto answer = runner::decode_answer(packet);
        if (!answer) {
            lose("xvrrp-runner has died");
            break;
        }
        sign_of_life_.heard(now);
        const auto asked = asked_.find(std::visit([](const auto& each) { return each.id; }, *answer));
        if (asked == asked_.end())
            continue;
        if (is_run(asked->second))
            asked_.erase(asked);
        results.push_back(std::move(*answer));
    }
}

void Runner::start_again() {
    if (process_.socket)
        lose("xvrrp-runner does not answer");
}

// It is dead, or stands still, or nothing that it says can be understood.
void Runner::lose(const std::string& why) {
    errors_.push_back(why + " and is started again");
    loop_.forget(process_.socket.get());
    process_.socket.reset();
    outgoing_.clear();
    sign_of_life_.rest();
    retry_at_ = start_after_ = os::EventLoop::now() + kStartAgain;
}

void Runner::start_aside() {
    if (std::exchange(starting_, true))
        return;
    const auto started = std::make_shared<Result<os::Companion>>();
    aside_(
        [started, groups = groups_, socket = socket_, before = std::exchange(process_.pid, 0)] {
            if (before != 0) {
                os::Companion::bury(before);
                runner::end_groups(groups->take());
            }
            *started = socket.empty() ? start_process(*groups) : join_process(socket);
        },
        [this, started] {
            starting_ = false;
            const auto joined = started->and_then([this](auto& process) { return join(std::move(process)); });
            if (joined)
                return ask_everything_again();
            errors_.push_back(joined.error().text());
            retry_at_ = start_after_ = os::EventLoop::now() + kStartAgain;
            wake_();
        });
}

void Runner::ask_everything_again() {
    for (const auto& [id, request] : asked_)
        send(request);
}

} // namespace xvrrp::daemon
