// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/perform.h"

#include "os/event_loop.h"

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

constexpr std::size_t kOperationsPerSlice = 256; // about a millisecond of the kernel's time

bool is_advert(const core::Output& output) {
    return std::holds_alternative<core::SendAdvert>(output) ||
           std::holds_alternative<core::SendUnicast>(output);
}

} // namespace

std::vector<core::ReceptionObserved> Perform::operator()(const core::Outputs& outputs, core::TimePoint now) {
    now_ = now;
    send_adverts(outputs);
    for (const auto& output : outputs) {
        if (!is_advert(output))
            std::visit([this](const auto& each) { one(each); }, output);
    }
    return std::exchange(answers_, {});
}

void Perform::send_adverts(const core::Outputs& outputs) {
    adverts_.clear();
    unicasts_.clear();
    due_.clear();
    sending_at_ = os::EventLoop::now();
    for (const auto& output : outputs) {
        if (is_advert(output))
            std::visit([this](const auto& each) { one(each); }, output);
    }
    for (const auto& failed : socket_.send(adverts_))
        log_errors({failed.error.text()});
    for (const auto& failed : unicast_.send(unicasts_))
        log_errors({failed.error.text()});
    measure_lateness();
}

// The time of sending counts too, because the last of a thousand adverts leaves after all others.
void Perform::measure_lateness() {
    if (due_.empty())
        return;
    const auto sent = os::EventLoop::now();
    for (const auto& [router, due] : due_) {
        advert_lateness_.add(sent - due);
        lateness_[router].add(sent - due);
    }
}

void Perform::tell_news() {
    const auto now = os::EventLoop::now();
    const auto news = network_.take_news();
    for (const auto router : news.placed)
        chronicle_.placed(router, now);
    chronicle_.tell_warnings(news.warnings, now);
    for (const auto& line : news.alarms)
        spdlog::error("{}", line);
    log_errors(news.errors);
}

void Perform::read_routing() {
    const auto now = os::EventLoop::now();
    const auto read = kernel_.routing().read_monitor(
        [&](const core::RoutingGone& gone) { network_.observe(gone, now); },
        [&] {
            spdlog::warn("netlink messages were lost, so all routes and rules are added again");
            network_.lose_sight_of_routing();
        });
    if (!read)
        spdlog::error("{}", read.error().text());
}

// A removal that is read before the outcome is noted concerns nothing that this slice has added.
void Perform::work_slice() {
    const auto plan = network_.plan(kOperationsPerSlice);
    const auto failed = kernel_.apply(plan);
    read_routing();
    network_.applied(plan, failed, os::EventLoop::now());
    tell_news();
    send_announcements();
}

void Perform::send_announcements() {
    const auto now = os::EventLoop::now();
    const auto due = network_.announcements(now);
    std::vector<host::OutgoingFrame> outgoing;
    for (const auto& [router, message] : due) {
        outgoing.push_back({message.through, message.frame});
        chronicle_.announced(router, now);
    }
    for (const auto& failed : socket_.send(outgoing))
        log_errors({failed.error.text()});
}

// The kernel may have shut a gate since the turn began. The next turn tells the core.
bool Perform::has_lost(core::RouterId router) const {
    return sending_at_ - now_ >= core::kLeastPatience && stand_ins_.shut(router, sending_at_);
}

void Perform::one(const core::SendAdvert& output) {
    if (has_lost(output.router))
        return;
    adverts_.push_back({output.interface, output.frame});
    due_.emplace_back(output.router, output.due);
}

void Perform::one(const core::SendUnicast& output) {
    if (has_lost(output.router))
        return;
    unicasts_.push_back({output.destination, output.scope, output.packet});
    due_.emplace_back(output.router, output.due);
}

void Perform::one(const core::StandIn& output) {
    if (auto trouble = stand_ins_.lend(output, now_); !trouble.empty())
        log_errors({std::move(trouble)});
}

void Perform::one(const core::PutOff& output) {
    stand_ins_.put_off(output);
}

void Perform::one(const core::StandAlone& output) {
    stand_ins_.take_back(output, now_);
}

void Perform::one(const core::Resolve& output) {
    neighbours_.ask(output, now_);
}

void Perform::one(const core::Receive& output) {
    answers_.push_back(reception_.receive(output, now_));
}

void Perform::one(const core::StopReceiving& output) {
    if (auto done = reception_.stop(output.router); !done)
        log_errors({done.error().text()});
}

void Perform::one(const core::Memorise& output) {
    datapath_.memorise(core::slot_of(output.router), output.memo);
}

void Perform::one(const core::Heed& output) {
    datapath_.set_priority(core::slot_of(output.router), output.priority);
}

void Perform::one(const core::Hold& output) {
    chronicle_.tell(output);
    if (output.wanted)
        stand_ins_.unfence(output.addresses);
    network_.hold(output);
}

void Perform::one(const core::RunStage& output) {
    run_stage_(output);
}

void Perform::one(const core::Announce& output) {
    chronicle_.tell(output);
    network_.announce(output);
}

void Perform::one(const core::Gone& output) {
    network_.forget(output.router);
    lateness_.erase(output.router);
    chronicle_.forget(output.router);
}

void Perform::one(const core::Transitioned& output) {
    chronicle_.tell(output, now_);
    notices_.take(output, now_);
}

void Perform::one(const core::FaultChanged& output) {
    chronicle_.tell(output, now_);
}

void Perform::one(const core::PriorityChanged& output) {
    datapath_.set_priority(core::slot_of(output.router), output.to);
    chronicle_.tell(output, now_);
    notices_.take(output, now_);
}

void Perform::one(const core::GroupSynced& output) {
    chronicle_.tell(output, now_);
}

void Perform::one(const core::GroupChanged& output) {
    notices_.take(output, now_);
}

void Perform::one(const core::Noticed& output) {
    chronicle_.tell(output, now_);
    notices_.take(output, now_);
}

void Perform::log_errors(const std::vector<std::string>& errors) {
    chronicle_.tell_errors(errors, os::EventLoop::now());
}

} // namespace xvrrp::daemon
